"""Write an object as a file of a package, in a form that holds data and no code."""

from __future__ import annotations

import ast
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO
from typing import Any

from ..errors import PackageError
from ..findings import Finding, error
from .frozen_archive import normalise_archive, read_modules

FOLDER = "frozen"
_MOST_LITERAL = 20_000_000
_NOTEBOOK = frozenset({"__main__", "wrapper"})
"""Modules that stand for the notebook: in the kernel, and where a program runs."""


@dataclass(frozen=True)
class Frozen:
    """One object of the notebook, as bytes.

    `imports` are lines that its load needs; `load` is an expression in which `{path}` stands for one that gives
    the file as a `pathlib.Path`. `modules` are dotted modules whose classes the file names; `versions` those of
    their packages here.
    """

    name: str
    format: str
    suffix: str
    data: bytes = field(repr=False)
    imports: tuple[str, ...]
    load: str
    modules: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def path(self) -> str:
        """Where it lies beside the module."""
        return f"{FOLDER}/{self.name}{self.suffix}"

    @property
    def runs_code(self) -> bool:
        """Whether reading the file may run any code that is in it."""
        return self.format == "pickle"


def freeze_value(name: str, value: object, *, allow_pickle: bool = False, as_tensors: bool = False) -> Frozen:
    """The object as bytes, read back and compared where that can be done.

    Plain data becomes JSON or a Python literal, arrays npy or npz, tables parquet, ONNX models their own format,
    estimators skops.

    Args:
        name: The name that the notebook has for it.
        allow_pickle: Fall back to pickle, which runs whatever code is in the file when it is read.
        as_tensors: Write arrays by name as safetensors, where that holds them.
    Raises:
        PackageError: no safe form holds it, or a library for that form is missing.
    """
    problems: tuple[Finding, ...] = (error(name, "freeze-no-form", name=name, type=_type_name(value)),)
    forms: list[Callable[[str, object], Frozen | None]] = [_plain, _array, _arrays, _table, _onnx, _skops]
    if as_tensors:
        forms.insert(2, _tensors)
    for freeze in forms:
        try:
            frozen = freeze(name, value)
        except PackageError as refusal:
            problems = refusal.findings
            break
        if frozen is not None:
            return frozen
    if allow_pickle:
        return _pickle(name, value)
    raise PackageError(problems)


# --- plain data -----------------------------------------------------------------------------------


def _plain(name: str, value: object) -> Frozen | None:
    if not _is_plain(value):
        return None
    text = _json_text(value)
    if text is not None:
        load = "_frozen_json.loads({path}.read_text('utf-8'))"
        return Frozen(name, "json", ".json", text.encode(), ("import json as _frozen_json",), load)
    text = repr(value)
    try:
        if len(text) < _MOST_LITERAL and _same(ast.literal_eval(text), value):
            load = "_frozen_ast.literal_eval({path}.read_text('utf-8'))"
            return Frozen(name, "literal", ".txt", f"{text}\n".encode(), ("import ast as _frozen_ast",), load)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        pass
    return None


def _is_plain(value: object, depth: int = 0) -> bool:
    if depth > 50:
        return False
    kind = type(value)
    if kind is dict:
        assert isinstance(value, dict)
        return all(_is_plain(key, depth + 1) and _is_plain(item, depth + 1) for key, item in value.items())
    if kind in (list, tuple, set):
        assert isinstance(value, list | tuple | set)
        return all(_is_plain(item, depth + 1) for item in value)
    return value is None or value is Ellipsis or kind in (bool, int, float, complex, str, bytes)


def _json_text(value: object) -> str | None:
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
        return text if _same(json.loads(text), value) else None
    except (TypeError, ValueError, RecursionError):
        return None


def _same(one: Any, other: Any) -> bool:
    """Equal, of the same types all through, in the same order; a NaN is itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        pairs = zip(one.items(), other.items(), strict=False)
        return len(one) == len(other) and all(_same(a, b) and _same(x, y) for (a, x), (b, y) in pairs)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)
    return bool(one == other)


# --- arrays and tables ----------------------------------------------------------------------------


def _array(name: str, value: object) -> Frozen | None:
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, numpy.ndarray | numpy.generic) or not _is_plain_array(numpy, value):
        return None
    buffer = BytesIO()
    numpy.save(buffer, value, allow_pickle=False)
    load = "_frozen_numpy.load({path}, allow_pickle=False)" + ("" if isinstance(value, numpy.ndarray) else "[()]")
    imports = ("import numpy as _frozen_numpy",)
    return Frozen(name, "npy", ".npy", buffer.getvalue(), imports, load, ("numpy",), _versions(["numpy"]))


def _is_plain_array(numpy: Any, value: Any) -> bool:
    # A dtype that another library adds (bfloat16, float8) is lost in numpy's own files.
    is_foreign = value.dtype.isbuiltin == 2
    return type(value) is not numpy.ma.MaskedArray and not value.dtype.hasobject and not is_foreign


def _tensors(name: str, value: object) -> Frozen | None:
    """Arrays by name, as the weights of a network travel."""
    numpy = sys.modules.get("numpy")
    if numpy is None or type(value) is not dict or not value:
        return None
    if not all(type(key) is str and type(item) is numpy.ndarray for key, item in value.items()):
        return None
    try:
        form = import_module("safetensors.numpy")
    except ImportError:
        return None
    try:
        # What does not lie in one piece would be written in the wrong order.
        data: bytes = form.save({key: numpy.array(item, order="C") for key, item in value.items()})
        back: dict[str, Any] = form.load(data)
    except Exception:  # a dtype that the form does not know; npz may
        return None
    if not all(_is_same_array(item, back[key]) for key, item in value.items()):
        return None
    # The form keeps no order, and reads in another every time; code that goes through the layers one by one notices.
    read = "_frozen_safetensors.load({path}.read_bytes())"
    load = f"(lambda found: {{name: found[name] for name in {list(value)!r}}})({read})"
    modules = ("numpy", "safetensors")
    imports = ("import safetensors.numpy as _frozen_safetensors",)
    return Frozen(name, "safetensors", ".safetensors", data, imports, load, modules, _versions(modules))


def _is_same_array(one: Any, other: Any) -> bool:
    return bool(
        one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()  # a NaN is itself
    )


def _arrays(name: str, value: object) -> Frozen | None:
    """Arrays in a list, a tuple or by name."""
    numpy = sys.modules.get("numpy")
    if numpy is None or type(value) not in (dict, list, tuple) or not value:
        return None
    assert isinstance(value, dict | list | tuple)
    items = value if isinstance(value, dict) else {f"{index:06}": item for index, item in enumerate(value)}
    if not all(type(key) is str and key != "file" for key in items):
        return None
    if not all(type(item) is numpy.ndarray and _is_plain_array(numpy, item) for item in items.values()):
        return None
    buffer = BytesIO()
    numpy.savez(buffer, **items)
    read = "_frozen_numpy.load({path}, allow_pickle=False)"
    load = f"dict({read})" if isinstance(value, dict) else f"{type(value).__name__}({read}.values())"
    data = normalise_archive(buffer.getvalue())
    imports = ("import numpy as _frozen_numpy",)
    return Frozen(name, "npz", ".npz", data, imports, load, ("numpy",), _versions(["numpy"]))


def _table(name: str, value: object) -> Frozen | None:
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series):
        return None
    value_: Any = value
    is_series = isinstance(value, pandas.Series)
    frame = value_.to_frame("0") if is_series else value_
    load = "_frozen_pandas.read_parquet({path})"
    if is_series:
        load += f"['0'].rename({value_.name!r})"
        if value_.name is not None and type(value_.name) not in (str, int):
            return None
    buffer = BytesIO()
    try:
        frame.to_parquet(buffer, engine="pyarrow")
    except ImportError:
        raise PackageError([error(name, "freeze-needs", name=name, form="parquet", library="pyarrow")]) from None
    except Exception as problem:
        raise PackageError([_unfit(name, value, "parquet", problem)]) from problem
    back = pandas.read_parquet(BytesIO(buffer.getvalue()))
    try:
        pandas.testing.assert_frame_equal(back, frame, check_freq=False)
    except AssertionError as problem:
        raise PackageError([_unfit(name, value, "parquet", problem)]) from problem
    modules = ("pandas", "pyarrow")
    imports = ("import pandas as _frozen_pandas",)
    return Frozen(name, "parquet", ".parquet", buffer.getvalue(), imports, load, modules, _versions(modules))


# --- models ---------------------------------------------------------------------------------------


def _onnx(name: str, value: object) -> Frozen | None:
    onnx = sys.modules.get("onnx")
    if onnx is None or not isinstance(value, onnx.ModelProto):
        return None
    data = value.SerializeToString(deterministic=True)
    load = "_frozen_onnx.load_model_from_string({path}.read_bytes())"
    return Frozen(name, "onnx", ".onnx", data, ("import onnx as _frozen_onnx",), load, ("onnx",), _versions(["onnx"]))


def _skops(name: str, value: object) -> Frozen | None:
    if type(value).__module__ in ("builtins", "torch") or not hasattr(value, "__dict__"):
        return None
    if type(value).__module__ in _NOTEBOOK:
        raise PackageError([error(name, "freeze-own-class", name=name, type=_type_name(value))])
    try:
        skops = import_module("skops.io")
    except ImportError:
        raise PackageError([error(name, "freeze-needs", name=name, form="skops", library="skops")]) from None
    try:
        data = skops.dumps(value)
        unknown = sorted(skops.get_untrusted_types(data=data))
        own = [kind for kind in unknown if kind.partition(".")[0] in _NOTEBOOK]
        if own:
            raise PackageError([error(name, "freeze-own-class", name=name, type=", ".join(own))])
        back = skops.loads(data, trusted=unknown)
    except PackageError:
        raise
    except Exception as problem:
        raise PackageError([_unfit(name, value, "skops", problem)]) from problem
    if type(back) is not type(value):
        raise PackageError([_unfit(name, value, "skops", f"{_type_name(back)} came back")])
    modules = ("skops", *read_modules(data))
    load = f"_frozen_skops.load({{path}}, trusted={unknown!r})"
    imports = ("import skops.io as _frozen_skops",)
    versions = _versions(modules)
    return Frozen(name, "skops", ".skops", normalise_archive(data, has_ids=True), imports, load, modules, versions)


def _pickle(name: str, value: object) -> Frozen:
    from .frozen_pickle import pickle_value

    try:
        data, modules = pickle_value(value)
    except Exception as problem:
        raise PackageError([_unfit(name, value, "pickle", problem)]) from problem
    if not _NOTEBOOK.isdisjoint(modules):
        raise PackageError([error(name, "freeze-own-class", name=name, type=_type_name(value))])
    load = "_frozen_pickle.loads({path}.read_bytes())"
    imports = ("import pickle as _frozen_pickle",)
    return Frozen(name, "pickle", ".pkl", data, imports, load, modules, _versions(modules))


# --- what is said ---------------------------------------------------------------------------------


def _unfit(name: str, value: object, form: str, problem: object) -> Finding:
    reason = " ".join(str(problem).split())[:300]
    return error(name, "freeze-unfit", name=name, type=_type_name(value), form=form, reason=reason)


def _type_name(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _versions(modules: Iterable[str]) -> dict[str, str]:
    """The version of each package that a file depends on, by its import's name."""
    tops = sorted({module.partition(".")[0] for module in modules})
    found: Callable[[str], object] = lambda top: getattr(sys.modules.get(top), "__version__", None)
    return {top: str(found(top)) for top in tops if found(top) is not None}
