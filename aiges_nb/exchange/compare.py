"""Tell whether an output equals the expected one, by which rule, and where they first differ.

Exported packages carry a copy of this file for their tests: standard library only, Python 3.9, no relative imports.
"""

from __future__ import annotations

import base64
import io
import json
import math
from typing import Any, NamedTuple

RELATIVE = 1e-3
ABSOLUTE = 1e-9
IMAGE = 0.01
TIMINGS = ("inferenceMs", "processMs")
"""Names in a module's answer that tell how long it took: no part of what it answered."""


class Verdict(NamedTuple):
    """`rule` is bytes, json or image, or empty when no rule holds; `detail` names the first difference."""

    equal: bool
    rule: str
    detail: str


def compare_data(
    expected: bytes, actual: bytes, *, relative: float = RELATIVE, absolute: float = ABSOLUTE, image: float = IMAGE
) -> Verdict:
    """Equal bytes; else equal JSON with near floats; else pictures of one size with near pixels.

    A picture that stands in a JSON document as base64 is compared as a picture.

    Args:
        expected: What the case holds.
        actual: What came.
        relative: How far two floats of a JSON document may lie apart, as a fraction of the larger.
        absolute: The same in plain numbers, for values near zero.
        image: The mean difference of two pictures' channels, as a fraction of full scale; needs Pillow.
    """
    if expected == actual:
        return Verdict(True, "bytes", "")
    documents = _read_json(without_timings(expected)), _read_json(without_timings(actual))
    if documents[0] is not _NO_JSON and documents[1] is not _NO_JSON:
        detail = _first_json_difference(documents[0], documents[1], "$", relative, absolute, image)
        return Verdict(not detail, "json", detail)
    pictures = _read_image(expected), _read_image(actual)
    if pictures[0] is not None and pictures[1] is not None:
        detail = _image_difference(pictures[0], pictures[1], image)
        return Verdict(not detail, "image", detail)
    return Verdict(False, "", _first_byte_difference(expected, actual))


_NO_JSON = object()


def _read_json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return _NO_JSON


def without_timings(document: bytes) -> bytes:
    """A module's answer without how long it took; anything else as it is."""
    answer = _read_json(document)
    if not isinstance(answer, dict) or not any(name in answer for name in TIMINGS):
        return document
    kept = {key: value for key, value in answer.items() if key not in TIMINGS}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _first_json_difference(
    expected: Any, actual: Any, path: str, relative: float, absolute: float, image: float
) -> str:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in sorted(expected.keys() | actual.keys()):
            place = f"{path}.{key}"
            if key not in actual:
                return f"{place}: missing"
            if key not in expected:
                return f"{place}: not expected"
            detail = _first_json_difference(expected[key], actual[key], place, relative, absolute, image)
            if detail:
                return detail
        return ""
    if isinstance(expected, list) and isinstance(actual, list):
        for index, (left, right) in enumerate(zip(expected, actual)):
            detail = _first_json_difference(left, right, f"{path}[{index}]", relative, absolute, image)
            if detail:
                return detail
        if len(expected) != len(actual):
            return f"{path}: expected {len(expected)} items, got {len(actual)}"
        return ""
    if _is_near(expected, actual, relative, absolute):
        return ""
    pictures = _read_base64_image(expected), _read_base64_image(actual)
    if pictures[0] is not None and pictures[1] is not None:
        detail = _image_difference(pictures[0], pictures[1], image)
        return f"{path}: {detail}" if detail else ""
    return f"{path}: expected {_short(expected)}, got {_short(actual)}"


def _is_near(expected: Any, actual: Any, relative: float, absolute: float) -> bool:
    if type(expected) is type(actual) and expected == actual:
        return True
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (expected, actual))
    if not numbers or not (isinstance(expected, float) or isinstance(actual, float)):
        return False
    if math.isnan(expected) and math.isnan(actual):
        return True
    return math.isclose(expected, actual, rel_tol=relative, abs_tol=absolute)


def _read_image(data: bytes) -> Any:
    try:
        from PIL import Image
    except ImportError:
        return None
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.convert("RGBA")
    except Exception:  # whatever Pillow raises: it is no picture
        return None


def _read_base64_image(value: Any) -> Any:
    if not isinstance(value, str) or len(value) < 64:
        return None
    try:
        return _read_image(base64.b64decode(value.rpartition(",")[2], validate=True))
    except ValueError:
        return None


def _image_difference(expected: Any, actual: Any, most: float) -> str:
    if expected.size != actual.size:
        return f"expected {expected.size[0]}x{expected.size[1]} pixels, got {actual.size[0]}x{actual.size[1]}"
    from PIL import ImageChops, ImageStat

    mean = max(ImageStat.Stat(ImageChops.difference(expected, actual)).mean) / 255
    return "" if mean <= most else f"pixels differ by {mean:.2%} of full scale, at most {most:.2%} is allowed"


def _first_byte_difference(expected: bytes, actual: bytes) -> str:
    pairs = enumerate(zip(expected, actual))
    at = next((index for index, (left, right) in pairs if left != right), min(len(expected), len(actual)))
    sizes = f"expected {len(expected)} bytes, got {len(actual)}"
    return f"byte {at}: expected {_short(expected[at : at + 24])}, got {_short(actual[at : at + 24])} ({sizes})"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
