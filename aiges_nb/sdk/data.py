"""What a hook receives and answers: the data classes of `aiges.dto`.

Loaders disagree about these (0.16.0's `data` cannot be set, the C++ loader's `response_err` gives a new object,
a list read from a Response there is a copy). Here every usual way of filling an answer works, and what was given
is kept as it was given, so that the check of the answer can say which loader would refuse it.
"""

from __future__ import annotations

from operator import is_not
from typing import Any

from ..messages import text
from .constants import DataOnce, DataText, Types

_LISTS = (list, tuple)


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

    def __init__(self, key: str = "", data: Any = b"", length: int = 0, type: int = 0, status: int = 3) -> None:
        self.key = key
        self.data = data
        self.type = type
        self.status = status
        self._length: int | None = length or None

    @property
    def len(self) -> int:
        """Bytes of `data`, or what the author set."""
        return _size_of(self.data) if self._length is None else self._length

    @len.setter
    def len(self, value: int) -> None:
        self._length = value

    def setData(self, d: Any) -> None:
        """Set `data`, and `len` with it."""
        self.data = d
        self._length = None

    def setDataType(self, t: int) -> None:
        """Set the type: 0 text, 1 audio, 2 image, 3 video.

        Raises:
            TypeError: `t` is no int; the C++ loader refuses it too.
            ValueError: `t` is none of these; the platform's SDK refuses it too.
        """
        if not isinstance(t, int) or isinstance(t, bool):
            raise TypeError(text("sdk-data-type", value=t))
        if t not in Types:
            raise ValueError(text("sdk-data-type", value=t))
        self.type = t

    def __repr__(self) -> str:
        return f"ResponseData(key={self.key!r}, type={self.type!r}, len={self.len}, status={self.status!r})"


class Response:
    """The answer of a call: outputs in `list`, or an error code.

    `response_err` marks this object and returns it, as `aiges.dto` does. The C++ loader gives a new object
    instead, so only `return res.response_err(code)` (or `res = res.response_err(code)`) works on both; the lint
    finds a call whose result is thrown away.

    `list` starts empty, as on the C++ loader: `res.list[0].key = ...`, which is lost there, fails here at once.
    Outputs added in place are answered here, lost there, and follow an empty item in `aiges.dto`; so
    `changed_in_place` remembers them for the check of the answer.
    """

    def __init__(self) -> None:
        self._list: Any = []
        self._first = self._list
        self._assigned: tuple[Any, ...] = ()
        self.error_code = 0

    @property
    def list(self) -> Any:
        """The outputs; assign all of them at once."""
        return self._list

    @list.setter
    def list(self, outputs: Any) -> None:
        self._list = outputs
        if outputs is not self._first:
            self._assigned = tuple(outputs) if isinstance(outputs, _LISTS) else ()

    @property
    def changed_in_place(self) -> bool:
        """Whether outputs were added, taken or exchanged in `list` instead of assigned to it."""
        now, before = self._list, self._assigned
        if not isinstance(now, _LISTS):
            return False
        return len(now) != len(before) or any(map(is_not, now, before))

    def response_err(self, error_code: int) -> Response:
        """This answer, carrying an error code instead of outputs."""
        self.error_code = error_code
        return self

    def __repr__(self) -> str:
        return f"Response(error_code={self.error_code!r}, list={self._list!r})"


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
