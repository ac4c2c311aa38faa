from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.invoke.frames import FrameError, FrameReader, pack_frame

HEADERS = st.dictionaries(
    st.text().filter(lambda key: key != "blobs"),
    st.one_of(st.none(), st.integers(), st.text(), st.booleans()),
    max_size=4,
)
FRAMES = st.lists(st.tuples(HEADERS, st.lists(st.binary(max_size=50), max_size=3)), max_size=4)


@given(frames=FRAMES, cut=st.integers(min_value=1, max_value=40))
def test_frames_survive_any_cutting(frames: list[tuple[dict[str, object], list[bytes]]], cut: int) -> None:
    stream = b"".join(b"".join(pack_frame(dict(header), blobs)) for header, blobs in frames)
    reader, found = FrameReader(), []
    for start in range(0, len(stream), cut):
        found.extend(reader.feed(stream[start : start + cut]))
    assert found == frames


def test_blobs_are_not_copied_into_the_header() -> None:
    blob = b"x" * 1000
    pieces = pack_frame({"do": "run"}, [blob])
    assert pieces[1] is blob
    assert len(pieces[0]) < 60


@pytest.mark.parametrize("nonsense", [b"\xff\xff\xff\xff", b"\0\0\0\2[]", b"\0\0\0\2{}", b"\0\0\0\4abcd"])
def test_nonsense_is_refused(nonsense: bytes) -> None:
    with pytest.raises(FrameError):
        FrameReader().feed(nonsense)
