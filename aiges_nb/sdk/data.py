"""What a hook receives and answers: the data classes of `aiges.dto`.

Loaders disagree about these (0.16.0's `data` cannot be set, the C++ loader's `response_err` gives a new object,
a list read from a Response there is a copy). Here every usual way of filling an answer works, and what was given
is kept as it was given, so that the check of the answer can say which loader would refuse it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, SupportsIndex

from .constants import DataOnce, DataText, Types


class DataListNode:
    """One input: `data` is bytes as they travelled, `len` counts them."""

    def __init__(self) -> None:
        self.key = ""
        self.data: Any = b""
        self.len = 0
        self.type = DataText
        self.status = DataOnce

    def get_data(self) -> Any:
        """`data`; the C++ loader's spelling."""
        return self.data

    def __repr__(self) -> str:
        return f"DataListNode(key={self.key!r}, type={self.type!r}, len={self.len})"


class DataListCls:
    """The inputs of one call."""

    def __init__(self) -> None:
        self.list: list[DataListNode] = []

    def get(self, key: str) -> DataListNode | None:
        """The first input with this key, or None."""
        for node in self.list:
            if node.key == key:
                return node
        return None

    def __repr__(self) -> str:
        return f"DataListCls({self.list!r})"


class ResponseData:
    """One output. Give `data` bytes, by attribute, by `setData()` or by the constructor.

    `len` is the number of bytes unless it was set to something else. `setDataType` takes 0 to 3.
    """

    def __init__(
        self, key: str = "", data: Any = b"", length: int | None = None, type: int = 0, status: int = 3
    ) -> None:
        self.key = key
        self.data = data
        self.type = type
        self.status = status
        self._length = length or None

    @property
    def len(self) -> int:
        """Bytes of `data`, or what the author set."""
        return _size_of(self.data) if self._length is None else self._length

    @len.setter
    def len(self, value: int) -> None:
        self._length = value

    def setData(self, data: Any) -> None:
        """Set `data`, and `len` with it."""
        self.data = data
        self._length = None

    def setDataType(self, type: int) -> None:
        """Set the type: 0 text, 1 audio, 2 image, 3 video.

        Raises:
            ValueError: `type` is none of these; the platform's SDK refuses it too.
        """
        if type not in Types:
            known = ", ".join(f"{number} {name}" for number, name in Types.items())
            raise ValueError(f"setDataType: expected one of {known}; got {type!r}")
        self.type = type

    def __repr__(self) -> str:
        return f"ResponseData(key={self.key!r}, type={self.type!r}, len={self.len}, status={self.status!r})"


class AnswerList(list[Any]):
    """The list of a Response that nobody assigned yet; remembers that it was changed in place.

    The C++ loader hands out a copy here, so `res.list.append(...)` is lost there: assign `res.list = [...]`.
    """

    changed_in_place = False

    def append(self, item: Any) -> None:
        self.changed_in_place = True
        super().append(item)

    def extend(self, items: Iterable[Any]) -> None:
        self.changed_in_place = True
        super().extend(items)

    def insert(self, index: SupportsIndex, item: Any) -> None:
        self.changed_in_place = True
        super().insert(index, item)

    def __iadd__(self, items: Iterable[Any]) -> AnswerList:  # type: ignore[misc]
        self.changed_in_place = True
        super().extend(items)
        return self


class Response:
    """The answer of a call: outputs in `list`, or an error code.

    `response_err` marks this object and returns it, as `aiges.dto` does. The C++ loader gives a new object
    instead, so only `return res.response_err(code)` (or `res = res.response_err(code)`) works on both; the lint
    finds a call whose result is thrown away. `list` starts empty, as on the C++ loader.
    """

    def __init__(self) -> None:
        self.list: list[Any] = AnswerList()
        self.error_code = 0

    def response_err(self, error_code: int) -> Response:
        """This answer, carrying an error code instead of outputs."""
        self.error_code = error_code
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(self.list)

    def __repr__(self) -> str:
        return f"Response(error_code={self.error_code!r}, list={list(self.list)!r})"


class SessionCreateResponse:
    """The answer of wrapperCreate: the handle of the new session, or an error code."""

    def __init__(self) -> None:
        self.handle = ""
        self.error_code = 0

    def __repr__(self) -> str:
        return f"SessionCreateResponse(handle={self.handle!r}, error_code={self.error_code!r})"


def _size_of(data: Any) -> int:
    if isinstance(data, str):
        return len(data.encode("utf-8", "surrogatepass"))
    if isinstance(data, memoryview):
        return data.nbytes
    try:
        return len(data)
    except TypeError:
        return 0


__all__ = ["DataListCls", "DataListNode", "Response", "ResponseData", "SessionCreateResponse"]
