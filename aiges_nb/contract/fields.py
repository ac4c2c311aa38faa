"""One declared field object as a value of the contract, whichever SDK made it.

Fields are known by what they carry (`key`, `data_type`) and by the names of their classes, so that the
real `aiges` SDK, this toolkit's stand-in and an author's own subclasses all read the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ..findings import Finding, error
from ..types import MISSING, STATUS_ONCE, WIRE_TYPES, DataType, Missing, ParamValue
from .model import Accept, Input, Param, ParamKind, Sample

Role = Literal["param", "payload"]

KINDS: Mapping[str, ParamKind] = {"string": "string", "number": "number", "integer": "integer", "boolean": "boolean"}
UNSET_VALUES: Mapping[ParamKind, ParamValue] = {"string": "", "number": 0, "integer": 0, "boolean": False}
"""What the SDK's field constructors put where the author gave no value."""


def role_of(field: object) -> Role | None:
    """Whether `field` is a parameter or payload; None when it is no field at all."""
    names = {klass.__name__ for klass in type(field).__mro__}
    if "ParamField" in names:
        return "param"
    if "PayloadField" in names:
        return "payload"
    if isinstance(field, type) or not isinstance(getattr(field, "key", None), str):
        return None
    data_type = getattr(field, "data_type", None)
    if isinstance(data_type, str):
        return "param" if data_type in KINDS else None
    return "payload" if isinstance(data_type, int) else None


def key_of(field: object) -> str:
    """The declared key; what is no text shows as text, `check_key_type` complains."""
    key = getattr(field, "key", "")
    return key if isinstance(key, str) else str(key)


def check_key_type(field: object, section: str) -> list[Finding]:
    """The complaint about a key that is no text, if it is none."""
    key = getattr(field, "key", "")
    if isinstance(key, str):
        return []
    return [error(f"{section}.{key}", "attribute-type", name="key", seen=type(key).__name__, value=shorten(key))]


def is_number(value: object) -> bool:
    """Whether `value` is an int or float; True and False are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def fits_kind(value: object, kind: ParamKind) -> bool:
    """Whether `value` has the declared kind; whole floats count as integers."""
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if not is_number(value):
        return False
    number = float(value) if abs(value) < 2**1023 else math.inf  # type: ignore[arg-type]
    return math.isfinite(number) and (kind == "number" or number.is_integer())


def read_param(field: object) -> tuple[Param, list[Finding]]:
    """The parameter that `field` declares, and what its values are not."""
    key = key_of(field)
    path = f"parameter.{key}"
    findings: list[Finding] = []
    kind: ParamKind = KINDS.get(str(getattr(field, "data_type", "string")), "string")
    enum = tuple(_read_value(value, kind, path, "enum-type", findings) for value in _listed(field))
    minimum = _read_bound(field, "minimum", path, findings)
    maximum = _read_bound(field, "maximum", path, findings)
    param = Param(
        key=key,
        kind=kind,
        required=bool(getattr(field, "required", False)),
        enum=tuple(value for value in enum if not isinstance(value, Missing)),
        minimum=minimum if kind in ("number", "integer") else None,
        maximum=maximum if kind in ("number", "integer") else None,
        min_length=_read_length(field, "min_length", path, findings) if kind == "string" else None,
        max_length=_read_length(field, "max_length", path, findings) if kind == "string" else None,
        title=_text(field, "title"),
        description=_text(field, "description"),
    )
    default = _read_default(field, param, path, findings)
    return replace(param, default=default), findings


def read_input(field: object, folder: Path | None) -> tuple[Input, list[Finding]]:
    """The input that `field` declares, its sample read from the field or its file."""
    key = key_of(field)
    findings: list[Finding] = []
    sample = _read_sample(field, f"payload.{key}", folder, findings)
    item = Input(
        key=key,
        type=data_type_of(field),
        sample=sample,
        required=bool(getattr(field, "required", True)),
        encoding=_text(field, "encoding"),
        format=_text(field, "format"),
        compress=_text(field, "compress"),
        need_base64=bool(getattr(field, "need_base64", False)),
        status=_status(field),
        title=_text(field, "title"),
        description=_text(field, "description"),
    )
    return item, findings


def read_accept(field: object) -> Accept:
    """The output that `field` declares."""
    return Accept(
        key=key_of(field),
        type=data_type_of(field),
        encoding=_text(field, "encoding"),
        format=_text(field, "format"),
        compress=_text(field, "compress"),
        need_base64=bool(getattr(field, "need_base64", False)),
        title=_text(field, "title"),
        description=_text(field, "description"),
    )


def data_type_of(field: object) -> DataType:
    """What the field carries; JSON is a text field whose class says JSON."""
    declared = getattr(field, "data_type", None)
    if isinstance(declared, str) and declared in DataType._value2member_map_:
        return DataType(declared)
    number = int(declared) if isinstance(declared, int) else -1
    if number == 0 and any("Json" in klass.__name__ for klass in type(field).__mro__):
        return DataType.JSON
    return WIRE_TYPES.get(number, DataType.OTHER)


def read_sample_file(path: str, folder: Path | None) -> Sample:
    """The bytes of a declared sample file; `exists` is False when they cannot be read."""
    try:
        return Sample(data=(Path(path) if folder is None else folder / path).read_bytes(), path=path)
    except (OSError, ValueError):
        return Sample(path=path, exists=False)


def _read_sample(field: object, path: str, folder: Path | None, findings: list[Finding]) -> Sample | None:
    declared_path = getattr(field, "path", "")
    if declared_path:
        return read_sample_file(str(declared_path), folder)
    value = getattr(field, "value", None)
    if value is None or (isinstance(value, (str, bytes)) and not value):
        return None
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Sample(data=bytes(value))
    if data_type_of(field) is DataType.JSON:
        return _read_json_sample(value, path, findings)
    findings.append(error(path, "sample-not-bytes", seen=type(value).__name__, value=shorten(value)))
    return Sample(data=value.encode()) if isinstance(value, str) else None


def _read_json_sample(value: object, path: str, findings: list[Finding]) -> Sample | None:
    if isinstance(value, str):
        return Sample(data=value.encode())
    try:
        return Sample(data=json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError):
        findings.append(error(path, "sample-not-json", seen=type(value).__name__, value=shorten(value)))
        return None


def _read_default(field: object, param: Param, path: str, findings: list[Finding]) -> ParamValue | Missing:
    name = "value" if hasattr(field, "value") else "default"
    declared = getattr(field, name, MISSING)
    if declared is MISSING or declared is None:
        return MISSING
    value = _read_value(declared, param.kind, path, "default-type", findings)
    is_unset = not _was_given(field, name) and value == UNSET_VALUES[param.kind]
    if is_unset and not isinstance(value, Missing) and not default_fits(param, value):
        return MISSING
    return value


def default_fits(param: Param, value: ParamValue) -> bool:
    """Whether the enum, bounds and lengths of `param` allow `value`."""
    if param.enum:
        return contains(param.enum, value)
    if isinstance(value, str):
        low, high = param.min_length, param.max_length
        return (low is None or len(value) >= low) and (high is None or len(value) <= high)
    if isinstance(value, bool):
        return True
    return (param.minimum is None or value >= param.minimum) and (param.maximum is None or value <= param.maximum)


def contains(values: Iterable[ParamValue], value: ParamValue) -> bool:
    """Whether `value` is among `values`; True is not 1 here, 1.0 is."""
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in values)


def _was_given(field: object, name: str) -> bool:
    """Whether the author wrote the value; only fields that keep `given` can tell."""
    given = getattr(field, "given", ())
    return isinstance(given, (set, frozenset, tuple, list)) and name in given


def _read_value(value: object, kind: ParamKind, path: str, code: str, findings: list[Finding]) -> ParamValue | Missing:
    """`value` as the kind wants it; what has another type is reported, and kept where a contract can hold it."""
    if fits_kind(value, kind):
        if kind == "integer" and isinstance(value, float):
            return int(value)
        return value  # type: ignore[return-value]
    findings.append(error(path, code, kind=kind, seen=type(value).__name__, value=shorten(value)))
    if isinstance(value, (bool, int, str)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return MISSING


def _listed(field: object) -> tuple[object, ...]:
    enums = getattr(field, "enums", None)
    if enums is None:
        return ()
    return tuple(enums) if isinstance(enums, (list, tuple, set, frozenset, range)) else (enums,)


def _read_bound(field: object, name: str, path: str, findings: list[Finding]) -> float | None:
    value = getattr(field, name, None)
    if value is None:
        return None
    if fits_kind(value, "number"):
        return value  # type: ignore[no-any-return]
    findings.append(error(path, "bound-type", name=name, seen=type(value).__name__, value=shorten(value)))
    return None


def _read_length(field: object, name: str, path: str, findings: list[Finding]) -> int | None:
    value = getattr(field, name, None)
    if value is None:
        return None
    if fits_kind(value, "integer") and value >= 0:
        return int(value)
    findings.append(error(path, "length-type", name=name, seen=type(value).__name__, value=shorten(value)))
    return None


def _text(field: object, name: str) -> str:
    value = getattr(field, name, "")
    return value if isinstance(value, str) else ""


def _status(field: object) -> int:
    value = getattr(field, "status", STATUS_ONCE)
    return int(value) if isinstance(value, int) else STATUS_ONCE


def shorten(value: object, limit: int = 60) -> str:
    """`repr(value)`, cut to a length that fits a message."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
