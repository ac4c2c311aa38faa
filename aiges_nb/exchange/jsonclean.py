"""Make any value JSON, saying what had to be changed."""

from __future__ import annotations

import base64
import datetime
import io
import math
import os
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from ..types import Json

MAX_DEPTH = 200


def clean_json(value: object) -> tuple[Json, dict[str, str]]:
    """`value` as JSON holds it, and for each changed place what stood there: `{"images[0]": "Image"}`."""
    changes: dict[str, str] = {}
    return _clean(value, "", changes, ()), changes


def _clean(value: Any, path: str, changes: dict[str, str], above: tuple[int, ...]) -> Json:
    kind = type(value)
    if value is None or kind is bool or kind is int or kind is str:
        return _clean_text(value, path, changes) if kind is str else value
    if kind is float:
        if math.isfinite(value):
            return float(value)
        changes[path] = repr(value)
        return None
    if isinstance(value, (Mapping, list, tuple, set, frozenset)):
        if id(value) in above or len(above) >= MAX_DEPTH:
            changes[path] = "a loop" if id(value) in above else "too deep"
            return None
        return _clean_container(value, path, changes, (*above, id(value)))
    changes[path] = kind.__name__
    return _clean_object(value, path, changes, above)


def _clean_text(value: str, path: str, changes: dict[str, str]) -> str:
    """Text without lone surrogates, which no UTF-8 body can carry."""
    try:
        value.encode()
    except UnicodeEncodeError:
        changes[path] = "str with lone surrogates"
        return value.encode("utf-8", "replace").decode()
    return value


def _clean_container(value: Any, path: str, changes: dict[str, str], above: tuple[int, ...]) -> Json:
    if isinstance(value, Mapping):
        cleaned: dict[str, Json] = {}
        for key, item in value.items():
            name = key if isinstance(key, str) else _name_of(key)
            place = f"{path}.{name}" if path else name
            if not isinstance(key, str):
                changes[place] = f"{type(key).__name__} key"
            cleaned[name] = _clean(item, place, changes, above)
        return cleaned
    if isinstance(value, (set, frozenset)):
        changes[path] = type(value).__name__
        value = _ordered(value)
    return [_clean(item, f"{path}[{number}]", changes, above) for number, item in enumerate(value)]


def _name_of(key: object) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)


def _ordered(values: Iterable[Any]) -> list[Any]:
    listed = list(values)
    try:
        return sorted(listed)
    except TypeError:
        return sorted(listed, key=repr)


def _clean_object(value: Any, path: str, changes: dict[str, str], above: tuple[int, ...]) -> Json:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, os.PathLike):
        name = os.fspath(value)
        return name if isinstance(name, str) else os.fsdecode(name)
    if isinstance(value, Enum):
        return _clean(value.value, path, changes, above)
    if isinstance(value, (int, float, str)):  # subclasses: IntEnum members are done, numpy's float64 is one
        plain = int(value) if isinstance(value, int) else float(value) if isinstance(value, float) else str(value)
        return _clean(plain, path, {}, above) if not isinstance(plain, float) or math.isfinite(plain) else None
    return _clean_foreign(value, path, above)


def _clean_foreign(value: Any, path: str, above: tuple[int, ...]) -> Json:
    """numpy and pandas values by `tolist`, pictures as base64 PNG, anything else as its text."""
    try:
        tolist = getattr(value, "tolist", None)
        if callable(tolist):
            return _clean(tolist(), path, {}, above)
        if callable(getattr(value, "save", None)) and hasattr(value, "mode") and hasattr(value, "size"):
            buffer = io.BytesIO()
            value.save(buffer, "PNG")
            return base64.b64encode(buffer.getvalue()).decode("ascii")
        if callable(getattr(value, "_asdict", None)):
            return _clean(value._asdict(), path, {}, above)
        fields = getattr(value, "__dataclass_fields__", None)
        if fields is not None and not isinstance(value, type):
            return _clean({name: getattr(value, name) for name in fields}, path, {}, above)
        return str(value)
    except Exception:  # an author's own object: showing it may fail in any way
        return f"<{type(value).__name__}>"
