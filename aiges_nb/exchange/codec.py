"""The one place that turns values into what travels, and back.

Parameters travel as the platform's text, data as base64 or raw bytes, charsets by the platform's names,
requests and responses as a JSON header with blobs beside it.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from ..contract import Param
from ..errors import RequestError
from ..findings import Finding, error
from ..types import DataType, ParamValue
from .request import ONCE, Delivery, InputItem, Request
from .response import Failure, Output, Response

Header = dict[str, Any]
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_BINARY_EXPONENT: Final = re.compile(r"([+-]?[0-9]+)p([+-][0-9]+)")
_BOOLEANS: Final[Mapping[str, bool]] = {
    "true": True,
    "false": False,
    "1": True,
    "0": False,
    "yes": True,
    "no": False,
    "on": True,
    "off": False,
}
_CHARSETS: Final[Mapping[str, str]] = {"": "utf-8", "raw": "utf-8", "plain": "utf-8", "utf8": "utf-8"}


def encode_base64(data: bytes | bytearray | memoryview) -> str:
    """`data` in the standard base64 alphabet, padded, on one line."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str | bytes) -> bytes:
    """The bytes behind strict standard base64.

    Raises:
        ValueError: A character outside the alphabet, a line break, or wrong padding.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as problem:
        raise ValueError(f"not base64: {problem}") from None


def charset_of(encoding: str) -> str:
    """Python's name for a declared text encoding; UTF-8 where it names none that is known."""
    name = encoding.strip().lower()
    if name in _CHARSETS:
        return _CHARSETS[name]
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return "utf-8"


def encode_text(text: str, encoding: str = "") -> bytes:
    """`text` in the declared encoding.

    Raises:
        UnicodeEncodeError: A character that the encoding lacks.
    """
    return text.encode(charset_of(encoding))


def decode_text(data: bytes, encoding: str = "") -> str:
    """`data` as text of the declared encoding.

    Raises:
        UnicodeDecodeError: Bytes that are no such text.
    """
    return data.decode(charset_of(encoding))


def param_to_text(value: ParamValue) -> str:
    """A parameter as the platform passes it: "true"/"false", the shortest exact number, or the text itself.

    Raises:
        ValueError: NaN or an infinity.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"no number travels as {value!r}")
    return repr(value)


def param_from_text(param: Param, text: str) -> ParamValue:
    """The typed value behind `text`; the inverse of `param_to_text` for the kind of `param`.

    The binary exponents that AIGES' front end makes of JSON numbers ("5629499534213120p-50") are read too.

    Raises:
        RequestError: `text` is no such value.
    """
    value = parse_text(param.kind, text)
    if value is None:
        raise RequestError([error(f"parameter.{param.key}", "not-a-value", kind=param.kind, value=text[:80])])
    return value


def parse_text(kind: str, text: str) -> ParamValue | None:
    """`text` as a value of `kind`, or None when it is none."""
    if kind == "string":
        return text
    text = text.strip()
    if kind == "boolean":
        return _BOOLEANS.get(text.lower())
    if _INTEGER.fullmatch(text):
        return _int(text)
    number = _parse_float(text)
    if number is None:
        return None
    if kind == "integer":
        return int(number) if number.is_integer() else None
    return number


def _int(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:  # beyond Python's limit of digits
        return None


def _parse_float(text: str) -> float | None:
    try:
        binary = _BINARY_EXPONENT.fullmatch(text)
        number = math.ldexp(int(binary[1]), int(binary[2])) if binary else float(text)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and "_" not in text else None


def dump_json(value: object) -> str:
    """Compact JSON text, characters kept as they are.

    Raises:
        ValueError: NaN or an infinity.
        TypeError: A value that JSON cannot hold.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def load_json(data: bytes | str) -> Any:
    """The value behind JSON text; NaN and infinities are refused.

    Raises:
        ValueError: It is no JSON.
    """
    try:
        return json.loads(data, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def pack_request(request: Request) -> tuple[Header, list[bytes]]:
    """A request as a JSON header and the inputs' bytes beside it, not copied."""
    inputs = [
        {
            "key": item.key,
            "type": item.type.value,
            "status": item.status,
            "attributes": dict(item.attributes),
            "filename": item.filename,
            "size": len(item.data),
        }
        for item in request.inputs
    ]
    header = {
        "params": dict(request.params),
        "inputs": inputs,
        "operation": request.operation,
        "sid": request.sid,
        "usr_tag": request.usr_tag,
        "pers_id": request.pers_id,
        "given": None if request.given is None else sorted(request.given),
    }
    if request.delivery is not ONCE:
        delivery = request.delivery
        header["delivery"] = [delivery.mode, delivery.frame_bytes, delivery.interval_s]
    if request.resources:
        header["resources"] = [[item.key, item.filename] for item in request.resources]
    return header, [item.data for item in (*request.inputs, *request.resources)]


def unpack_request(header: Mapping[str, Any], blobs: Sequence[bytes]) -> Request:
    """The request behind `pack_request`'s pair."""
    return Request(
        params=header["params"],
        inputs=tuple(
            InputItem(
                key=item["key"],
                type=DataType(item["type"]),
                data=blob,
                status=item["status"],
                attributes=item["attributes"],
                filename=item["filename"],
            )
            for item, blob in zip(header["inputs"], blobs[: len(header["inputs"])], strict=True)
        ),
        operation=header["operation"],
        sid=header["sid"],
        usr_tag=header["usr_tag"],
        pers_id=header["pers_id"],
        given=None if header["given"] is None else frozenset(header["given"]),
        delivery=Delivery(*header["delivery"]) if "delivery" in header else ONCE,
        resources=tuple(
            InputItem(key, DataType.OTHER, blob, filename=filename)
            for (key, filename), blob in zip(header.get("resources", ()), blobs[len(header["inputs"]) :], strict=True)
        ),
    )


def pack_response(response: Response) -> tuple[Header, list[bytes]]:
    """A response as a JSON header and the outputs' bytes beside it, not copied."""
    outputs = [
        {
            "key": output.key,
            "type": output.type.value,
            "status": output.status,
            "attributes": dict(output.attributes),
            "size": len(output.data),
        }
        for output in response.outputs
    ]
    failure = response.error
    header = {
        "outputs": outputs,
        "error": None
        if failure is None
        else {"code": failure.code, "origin": failure.origin, "text": failure.text, "traceback": failure.traceback},
        "findings": [pack_finding(finding) for finding in response.findings],
    }
    return header, [output.data for output in response.outputs]


def unpack_response(header: Mapping[str, Any], blobs: Sequence[bytes]) -> Response:
    """The response behind `pack_response`'s pair."""
    failure = header["error"]
    return Response(
        outputs=tuple(
            Output(
                key=item["key"],
                type=DataType(item["type"]),
                data=blob,
                status=item["status"],
                attributes=item["attributes"],
            )
            for item, blob in zip(header["outputs"], blobs, strict=True)
        ),
        error=None
        if failure is None
        else Failure(
            code=failure["code"], origin=failure["origin"], text=failure["text"], traceback=failure["traceback"]
        ),
        findings=tuple(unpack_finding(finding) for finding in header["findings"]),
    )


def pack_finding(finding: Finding) -> Header:
    """A finding as JSON with its code and parameters, so that text is still made by whoever reads it."""
    params = {name: _plain(value) for name, value in finding.params.items()}
    return {"path": finding.path, "code": finding.code, "level": finding.level, "params": params}


def unpack_finding(document: Mapping[str, Any]) -> Finding:
    """The finding behind `pack_finding`'s document."""
    return Finding(
        document["path"], document["code"], document["level"], cast("Mapping[str, object]", document["params"])
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)
