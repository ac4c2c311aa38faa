"""The field classes an author declares inputs, parameters and outputs with.

Names, arguments and defaults are those of `aiges.sdk` 0.16.0. Nothing is checked here and no file is read: a
declaration keeps what the author gave, so that all its contradictions can be told together.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from .constants import AUDIO, IMAGE, STRING


class Field:
    """A declared piece of data; its empty children say which role it plays.

    `given` holds the names of the arguments the author wrote, to tell a chosen default from an unset one.
    """

    given: frozenset[str] = frozenset()

    def __init__(self, key: str, data_type: int | str) -> None:
        self.key = key
        self.data_type = data_type
        self.description = ""
        self.title = ""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "__init__" in cls.__dict__:
            cls.__init__ = _remember_given(cls.__init__)  # type: ignore[method-assign]

    @property
    def test_value(self) -> Any:
        """The local sample."""
        return getattr(self, "value", getattr(self, "default", None))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(key={self.key!r})"


def _remember_given(plain: Any) -> Any:
    code = getattr(plain, "__code__", None)
    names = code.co_varnames[1 : code.co_argcount] if code is not None else ()

    @functools.wraps(plain)
    def init(self: Field, *args: Any, **kwargs: Any) -> None:
        if "given" not in self.__dict__:
            self.given = frozenset(names[: len(args)]) | frozenset(kwargs)
        plain(self, *args, **kwargs)

    return init


class ParamField(Field):
    """A value the caller sets in `parameter`."""


class PayloadField(Field):
    """Data that travels in `payload`."""


class StringParamField(ParamField):
    """A text parameter; lengths count characters."""

    def __init__(
        self,
        key: str,
        minLength: int = 0,
        maxLength: int = 1024,
        enums: Sequence[str] = (),
        required: bool = False,
        value: str = "",
        description: str = "",
        title: str = "",
    ) -> None:
        super().__init__(key, "string")
        self.min_length = minLength
        self.max_length = maxLength
        self.enums = enums
        self.required = required
        self.value = value
        self.description = description
        self.title = title


class NumberParamField(ParamField):
    """A number parameter; bounds are inclusive."""

    def __init__(
        self,
        key: str,
        minimum: float = 0,
        maximum: float = 100,
        enums: Sequence[float] = (),
        required: bool = False,
        value: float = 0,
    ) -> None:
        super().__init__(key, "number")
        self.minimum = minimum
        self.maximum = maximum
        self.enums = enums
        self.required = required
        self.value = value


class IntegerParamField(ParamField):
    """A whole-number parameter; bounds are inclusive."""

    def __init__(
        self,
        key: str,
        minimum: int = 0,
        maximum: int = 100,
        enums: Sequence[int] = (),
        required: bool = False,
        value: int = 0,
    ) -> None:
        super().__init__(key, "integer")
        self.minimum = minimum
        self.maximum = maximum
        self.enums = enums
        self.required = required
        self.value = value


class BooleanParamField(ParamField):
    """A true-or-false parameter; it has a `default` and no `value`, as on the platform."""

    def __init__(self, key: str, title: str = "", default: bool = False, required: bool = False) -> None:
        super().__init__(key, "boolean")
        self.title = title
        self.default = default
        self.required = required


class StringBodyField(PayloadField):
    """Text; its sample `value` must be bytes on the platform."""

    def __init__(
        self,
        key: str,
        value: bytes = b" ",
        need_base64: bool = False,
        encoding: str = "utf8",
        format: str = "plain",
        compress: str = "raw",
        status: int = 3,
    ) -> None:
        super().__init__(key, STRING)
        self.value = value
        self.need_base64 = need_base64
        self.encoding = encoding
        self.format = format
        self.compress = compress
        self.status = status


class JsonBodyField(PayloadField):
    """JSON, which travels as text; its sample may be JSON text or the value itself."""

    def __init__(self, key: str, value: Any = "", need_base64: bool = False) -> None:
        super().__init__(key, STRING)
        self.value = value
        self.need_base64 = need_base64


class ImageBodyField(PayloadField):
    """A picture; `path` names a sample file, read when the contract is."""

    def __init__(
        self, key: str, path: str = "", need_base64: bool = False, encoding: str = "jpg", status: int = 3
    ) -> None:
        super().__init__(key, IMAGE)
        self.path = path
        self.need_base64 = need_base64
        self.encoding = encoding
        self.status = status


class AudioBodyField(PayloadField):
    """Sound; `path` names a sample file, read when the contract is."""

    def __init__(
        self,
        key: str,
        path: str = "",
        encoding: str = "raw",
        format: str = "plain",
        compress: str = "raw",
        status: int = 3,
    ) -> None:
        super().__init__(key, AUDIO)
        self.path = path
        self.encoding = encoding
        self.format = format
        self.compress = compress
        self.status = status


__all__ = [
    "AudioBodyField",
    "BooleanParamField",
    "Field",
    "ImageBodyField",
    "IntegerParamField",
    "JsonBodyField",
    "NumberParamField",
    "ParamField",
    "PayloadField",
    "StringBodyField",
    "StringParamField",
]
