"""Read a caller's JSON and base64 strictly and fast: what is doubtful is refused with its place."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from ..errors import RequestError
from ..findings import error

_Pairs = list[tuple[str, Any]]


def _module(name: str) -> Any:
    """A fast codec of the extra `serve`; None where it is not, and Python's own does the same, slower."""
    try:
        return import_module(name)
    except ImportError:
        return None


_orjson = _module("orjson")
_pybase64 = _module("pybase64")
_decode: Callable[..., bytes] = _pybase64.b64decode if _pybase64 is not None else base64.b64decode
_LONG: Final = 8192


class NotJson(RequestError):
    """The body is no JSON document that is taken."""


def read_json(body: bytes, *, depth: int, nodes: int) -> Any:
    """The value behind a body.

    Raises:
        NotJson: it is no strict JSON (NaN, infinities, repeated keys, lone surrogates, a byte order mark, bytes
            that are no UTF-8), or nested deeper than `depth`, or of more than `nodes` values.
    """
    try:
        value = _loads(body)
    except (ValueError, RecursionError) as exc:
        raise NotJson([error("", "body-not-json", reason=_reason(exc))]) from None
    quotes = _check_size(value, depth, nodes)
    # A repeated key is gone from `value`, and with it at least two quotes. Escapes make counting doubtful.
    if quotes and (b"\\" in body or _count_quotes(body, quotes) != quotes):
        _refuse_repeated(body)
    return value


def dump_json(value: Any) -> bytes:
    """`value` as compact JSON."""
    if _orjson is not None:
        try:
            packed: bytes = _orjson.dumps(value)
            return packed
        except TypeError:  # an integer beyond 64 bits, or a lone surrogate
            pass
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


def read_base64(text: str) -> bytes:
    """The bytes behind strict standard base64.

    Raises:
        ValueError: it is none.
    """
    try:
        return _decode(text, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise ValueError(str(exc)) from None


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


write_base64: Callable[[bytes], str] = _pybase64.b64encode_as_string if _pybase64 is not None else _encode


def _loads(body: bytes) -> Any:
    if _orjson is not None:
        return _orjson.loads(body)
    value = json.loads(body.decode(), parse_constant=_refuse_constant)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # lone surrogates and 1e999 fail here
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _reason(exc: BaseException) -> str:
    return "nested too deeply" if isinstance(exc, RecursionError) else str(exc)[:200]


def _check_size(value: Any, depth: int, nodes: int) -> int:
    """How many quotes the document must have; refuses one too deep or too large."""
    quotes = seen = 0
    level = [value]
    for _ in range(depth + 1):
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is str:
                quotes += 2
            elif kind is dict:
                quotes += 2 * len(item)
                below += item.values()
            elif kind is list:
                below += item
        if not below:
            return quotes
        seen += len(below)
        if seen > nodes:
            raise NotJson([error("", "body-too-many-values", limit=nodes)])
        level = below
    raise NotJson([error("", "body-too-deep", limit=depth)])


def _count_quotes(body: bytes, enough: int) -> int:
    """How many quotes stand in the body; stops counting beyond `enough`."""
    if len(body) < _LONG:
        return body.count(b'"')
    count, at = 0, body.find(b'"')
    while at >= 0 and count <= enough:
        count += 1
        at = body.find(b'"', at + 1)
    return count


def _refuse_repeated(body: bytes) -> None:
    repeated: list[str] = []

    def take(pairs: _Pairs) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                repeated.append(key)
            found[key] = value
        return found

    json.loads(body, object_pairs_hook=take)
    if repeated:
        keys = sorted(set(repeated))
        raise NotJson([error(key[:80], "body-repeated-key", key=key[:80]) for key in keys[:10]])
