"""One parameter's value as declared, from a typed value or its text."""

from __future__ import annotations

import math

from ..contract import Param
from ..findings import Finding, error
from ..types import ParamValue
from .codec import parse_text


def read_param_value(param: Param, value: object) -> tuple[ParamValue | None, Finding | None]:
    """The typed value, or the finding that says why there is none."""
    kind = param.kind
    if isinstance(value, str):
        typed = value if kind == "string" else parse_text(kind, value)
        if typed is None:
            return None, error(f"parameter.{param.key}", "not-a-value", kind=kind, value=value[:80])
    else:
        typed = _typed(kind, value)
        if typed is None:
            return None, _wrong_type(param, value)
    problem = check_bounds(param, typed)
    return (None, problem) if problem is not None else (typed, None)


def check_bounds(param: Param, value: ParamValue) -> Finding | None:
    """The finding about a value outside the enum, bounds or lengths; None when it fits."""
    path = f"parameter.{param.key}"
    if param.enum:
        if value in param.enum:
            return None
        return error(path, "not-in-enum", value=shorten(value), allowed=", ".join(str(item) for item in param.enum))
    if isinstance(value, str):
        size = len(value)
        if param.min_length is not None and size < param.min_length:
            return error(path, "too-short", size=size, minimum=param.min_length)
        if param.max_length is not None and size > param.max_length:
            return error(path, "too-long", size=size, maximum=param.max_length)
        return None
    if isinstance(value, bool):
        return None
    if param.minimum is not None and value < param.minimum:
        return error(path, "below-minimum", value=value, minimum=param.minimum)
    if param.maximum is not None and value > param.maximum:
        return error(path, "above-maximum", value=value, maximum=param.maximum)
    return None


def _typed(kind: str, value: object) -> ParamValue | None:
    """A value that is no text as `kind`, numpy scalars included; None when it is none."""
    if not isinstance(value, (bool, int, float)):
        item = getattr(value, "item", None)
        if not callable(item) or getattr(value, "shape", None) != ():
            return None
        value = item()
    if isinstance(value, str):
        return value if kind == "string" else None
    if isinstance(value, bool):
        return value if kind == "boolean" else None
    if kind in ("boolean", "string") or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if kind == "number":
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value


def _wrong_type(param: Param, value: object) -> Finding:
    path = f"parameter.{param.key}"
    if isinstance(value, float) and not math.isfinite(value):
        return error(path, "not-finite", value=repr(value))
    return error(path, "param-type", kind=param.kind, seen=type(value).__name__, value=shorten(value))


def shorten(value: object, limit: int = 60) -> str:
    """`repr(value)`, cut to a length that fits a message."""
    try:
        text = repr(value)
    except Exception:  # an author's object may refuse to show itself
        text = f"<{type(value).__name__}>"
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
