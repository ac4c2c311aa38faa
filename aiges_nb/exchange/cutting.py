"""Cut a request into the frames of a session, as the platform's load tester does, and join the frames of an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..types import STATUS_ONCE, DataType
from .codec import dump_json
from .request import InputItem, Request
from .response import Output

FIRST, MIDDLE, LAST = 0, 1, 2
_CUT = (DataType.AUDIO, DataType.VIDEO, DataType.OTHER)
_CHAINED = (DataType.TEXT, DataType.AUDIO, DataType.VIDEO, DataType.OTHER)
_WAV_HEADER = 44


def cut_frames(request: Request) -> Iterator[tuple[InputItem, ...]]:
    """The inputs frame by frame: sound, video and raw data cut to `frame_bytes`, text and pictures whole in the first.

    Statuses are 0 for the first frame, 1 for those between, 2 for the last; 3 where one frame is all. A WAV file's
    header stays with its first frame.
    """
    size = max(1, request.delivery.frame_bytes)
    pieces = {item.key: _cut(item, size) for item in request.inputs}
    count = max((len(cut) for cut in pieces.values()), default=1)
    for number in range(count):
        status = STATUS_ONCE if count == 1 else FIRST if number == 0 else LAST if number == count - 1 else MIDDLE
        yield tuple(
            replace(item, data=pieces[item.key][number], status=status)
            for item in request.inputs
            if number < len(pieces[item.key])
        )


def frame_places(request: Request) -> list[list[dict[str, int]]]:
    """The frames by place: for each the inputs by number, and which bytes of them it holds, with its status."""
    offsets = dict.fromkeys((item.key for item in request.inputs), 0)
    numbers = {item.key: number for number, item in enumerate(request.inputs)}
    places = []
    for frame in cut_frames(request):
        parts = []
        for item in frame:
            start, end = offsets[item.key], offsets[item.key] + len(item.data)
            offsets[item.key] = end
            parts.append({"input": numbers[item.key], "start": start, "end": end, "status": item.status})
        places.append(parts)
    return places


def frame_count(request: Request) -> int:
    """How many frames `cut_frames` gives."""
    size = max(1, request.delivery.frame_bytes)
    return max((len(_cut(item, size)) for item in request.inputs), default=1)


def join_outputs(frames: Iterable[Output]) -> tuple[Output, ...]:
    """The outputs of a session, a key once: text, sound and raw data one after the other, of pictures the last.

    JSON of several frames becomes an array of theirs; arrays are put one after the other.
    """
    by_key: dict[str, list[Output]] = {}
    for frame in frames:
        by_key.setdefault(frame.key, []).append(frame)
    return tuple(_join(found) for found in by_key.values())


def _cut(item: InputItem, size: int) -> Sequence[bytes]:
    data = item.data
    if item.type not in _CUT or len(data) <= size:
        return [data]
    head = _WAV_HEADER if data[:4] == b"RIFF" and data[8:12] == b"WAVE" else 0
    starts = range(head + size, len(data), size)
    return [data[: head + size], *(data[start : start + size] for start in starts)]


def _join(frames: list[Output]) -> Output:
    last = frames[-1]
    if len(frames) == 1:
        return last
    if last.type is DataType.JSON:
        values = [_value_of(frame) for frame in frames]
        if all(isinstance(value, list) for value in values):
            values = [item for value in values if isinstance(value, list) for item in value]
        return replace(last, data=dump_json(values).encode())
    if last.type in _CHAINED:
        return replace(last, data=b"".join(frame.data for frame in frames))
    return last


def _value_of(frame: Output) -> object:
    try:
        value: object = json.loads(frame.data)
    except ValueError:
        return frame.text
    return value
