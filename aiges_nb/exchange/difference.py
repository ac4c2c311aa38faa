"""Where two answers differ: texts line by line, documents value by value, pictures by their pixels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from ..types import MISSING, DataType
from .media import media_kind
from .request import InputItem
from .response import Output

Kind = Literal["text", "json", "image", "bytes"]
MAX_CHANGES: Final = 500
_MAX_ALIGNED: Final = 2000
"""Lists of more items are compared place by place: to align them takes the square of their length."""
_MAX_LEVEL: Final = 60


@dataclass(frozen=True)
class Change:
    """One place of a document that differs; MISSING where only the other side has it."""

    path: str
    left: Any
    right: Any

    @property
    def delta(self) -> float | None:
        """How far two numbers lie apart; None for anything else."""
        if _is_number(self.left) and _is_number(self.right):
            return float(self.right) - float(self.left)
        return None


@dataclass(frozen=True)
class ItemDifference:
    """One input or output of two runs. `left` or `right` is None where only the other run has it.

    `changes` are those of a document (`kind` json); `is_cut` tells that there are more.
    `mean` is the mean difference of two pictures' channels as a fraction of full scale, None where it is not known.
    """

    key: str
    kind: Kind
    left: Output | InputItem | None
    right: Output | InputItem | None
    is_equal: bool
    changes: tuple[Change, ...] = ()
    is_cut: bool = False
    mean: float | None = None


def compare_items(
    left: Sequence[Output | InputItem], right: Sequence[Output | InputItem]
) -> tuple[ItemDifference, ...]:
    """Every key of either side once, in the order of the left one; repeated keys by their place."""
    ours, theirs = _by_name(left), _by_name(right)
    if len(ours) == len(theirs) == 1 and not ours.keys() & theirs.keys():
        # A partial result has a name of its own: one thing is compared with one thing.
        (mine,), (other,) = ours, theirs
        name = other if mine == "partial" else mine
        ours, theirs = {name: ours[mine]}, {name: theirs[other]}
    return tuple(_compare_item(name, ours.get(name), theirs.get(name)) for name in dict.fromkeys([*ours, *theirs]))


def compare_values(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Change, ...]:
    """The keys whose values differ, sorted."""
    keys = sorted(left.keys() | right.keys())
    pairs = ((key, left.get(key, MISSING), right.get(key, MISSING)) for key in keys)
    return tuple(Change(key, ours, theirs) for key, ours, theirs in pairs if not _is_same(ours, theirs))


def compare_documents(left: Any, right: Any) -> Iterator[Change]:
    """Every place where two JSON documents differ; items put in or taken out do not shift those behind them."""
    yield from _walk(left, right, "$", 0)


def diff_pictures(left: bytes, right: bytes) -> tuple[float, bytes] | None:
    """The mean difference of two pictures' channels (0..1) and a PNG that shows where; None where sizes differ.

    None too without Pillow, and for what it cannot read. The picture is the difference made four times stronger.
    """
    from io import BytesIO

    try:
        from PIL import Image, ImageChops, ImageStat

        with Image.open(BytesIO(left)) as ours, Image.open(BytesIO(right)) as theirs:
            if ours.size != theirs.size or ours.width * ours.height > 40_000_000:
                return None
            apart = ImageChops.difference(ours.convert("RGB"), theirs.convert("RGB"))
            mean = sum(ImageStat.Stat(apart).mean) / 3 / 255
            sink = BytesIO()
            apart.point(lambda value: min(255, value * 4)).save(sink, "PNG")
            return mean, sink.getvalue()
    except Exception:  # whatever Pillow raises: there is no such picture to show
        return None


def _by_name(items: Sequence[Output | InputItem]) -> dict[str, Output | InputItem]:
    named: dict[str, Output | InputItem] = {}
    for item in items:
        name, number = item.key, 2
        while name in named:
            name, number = f"{item.key} ({number})", number + 1
        named[name] = item
    return named


def _compare_item(name: str, left: Output | InputItem | None, right: Output | InputItem | None) -> ItemDifference:
    kind = _kind_of(left, right)
    if left is None or right is None:
        return ItemDifference(name, kind, left, right, False)
    if left.data == right.data:
        return ItemDifference(name, kind, left, right, True)
    if kind == "json":
        changes: list[Change] = []
        for change in compare_documents(json.loads(left.data), json.loads(right.data)):
            if len(changes) == MAX_CHANGES:
                return ItemDifference(name, kind, left, right, False, tuple(changes), is_cut=True)
            changes.append(change)
        # Written differently, it may still say the same.
        return ItemDifference(name, kind, left, right, not changes, tuple(changes))
    if kind == "image":
        found = diff_pictures(left.data, right.data)
        return ItemDifference(name, kind, left, right, False, mean=None if found is None else found[0])
    return ItemDifference(name, kind, left, right, False)


def _kind_of(*items: Output | InputItem | None) -> Kind:
    there = [item for item in items if item is not None]
    if all(_is_document(item) for item in there):
        return "json"
    if all(item.type in (DataType.TEXT, DataType.JSON) for item in there):
        return "text"
    if all(media_kind(item.data).startswith("image/") for item in there):
        return "image"
    return "bytes"


def _is_document(item: Output | InputItem) -> bool:
    """Whether it is a JSON object or list: a lone number or word is compared as text."""
    if item.type not in (DataType.TEXT, DataType.JSON) or item.data.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        json.loads(item.data)
    except (ValueError, RecursionError):
        return False
    return True


def _walk(left: Any, right: Any, path: str, level: int) -> Iterator[Change]:
    if level < _MAX_LEVEL and isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            yield from _walk(left.get(key, MISSING), right.get(key, MISSING), f"{path}.{key}", level + 1)
    elif level < _MAX_LEVEL and isinstance(left, list) and isinstance(right, list):
        for index, ours, theirs in _align(left, right):
            yield from _walk(ours, theirs, f"{path}[{index}]", level + 1)
    elif not _is_same(left, right):
        yield Change(path, left, right)


def _align(left: list[Any], right: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Pairs of items that stand for one another, with the place they are known by."""
    if max(len(left), len(right)) > _MAX_ALIGNED:
        blocks: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(left), 0, len(right))]
    else:
        ours, theirs = ([json.dumps(item, sort_keys=True) for item in side] for side in (left, right))
        blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    for kind, start, stop, other, end in blocks:
        if kind == "equal":
            continue
        for offset in range(max(stop - start, end - other)):
            here, there = start + offset < stop, other + offset < end
            yield (
                start + offset if here else other + offset,
                left[start + offset] if here else MISSING,
                right[other + offset] if there else MISSING,
            )


def _is_same(left: Any, right: Any) -> bool:
    """Whether two plain values are one."""
    if left is MISSING or right is MISSING:
        return left is right
    # True is no 1; NaN, which no document should hold, is equal to itself.
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return bool(left == right) or (left != left and right != right)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
