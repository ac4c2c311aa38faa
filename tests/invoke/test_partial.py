from __future__ import annotations

import pytest

from aiges_nb.exchange import Output, Response
from aiges_nb.invoke.partial import read_partial
from aiges_nb.types import DataType


@pytest.mark.parametrize(
    ("value", "kind", "data"),
    [
        ("so far", DataType.TEXT, b"so far"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, DataType.IMAGE, b"\x89PNG\r\n\x1a\n" + b"\0" * 20),
        (bytearray(b"\0\1"), DataType.OTHER, b"\0\1"),
        ({"found": [1, 2]}, DataType.JSON, b'{"found":[1,2]}'),
        (float("nan"), DataType.JSON, b"null"),
    ],
)
def test_any_value_is_a_partial_result(value: object, kind: DataType, data: bytes) -> None:
    (output,) = read_partial(None, value).outputs
    assert (output.key, output.type, output.data) == ("partial", kind, data)


def test_a_response_stays_itself() -> None:
    response = Response(outputs=(Output("out", DataType.TEXT, b"x"),))
    assert read_partial(None, response) is response
