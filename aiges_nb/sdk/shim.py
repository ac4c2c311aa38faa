"""Make the platforms' own import lines work where their SDKs are not installed.

A finder at the end of `sys.meta_path` answers only what no installed package answered, so that an installed SDK
wins by itself. `aiges_embed` stays absent, as outside the C++ loader: the authors' own fallback takes over.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any

from ..messages import text

_SDK = __name__.rpartition(".")[0]  # packages carry a copy of this folder under another name
_DATA = ("DataListCls", "DataListNode", "Response", "ResponseData", "SessionCreateResponse")
_CONSTANTS = (f"{_SDK}.constants", None)
_HOMES: Mapping[str, tuple[tuple[str, tuple[str, ...] | None], ...]] = {
    # import name -> our modules, each with the names it gives; None: all of its __all__
    "aiges": (),
    "aiges.core": (),
    "aiges.utils": (),
    "aiges.concurrent": (),
    "aiges.sdk": ((_SDK, None),),
    "aiges.core.types": (_CONSTANTS,),
    "aiges.types": (_CONSTANTS,),
    "aiges.dto": ((_SDK, (*_DATA, "callback", "init_rq")), _CONSTANTS),
    "aiges.utils.log": ((f"{_SDK}.log", None),),
    "aiges.stream": ((f"{_SDK}.stream", None), (f"{_SDK}.model_thread", None)),
    "aiges.callback": ((f"{_SDK}.grpc_callback", None),),
    "aiges.worker": ((f"{_SDK}.worker", ("InferClass", "Worker")),),
    "aiges.concurrent.fixpool": ((f"{_SDK}.worker", ("FixedPool", "Worker")),),
    "codeproject_ai_sdk": ((f"{_SDK}.codeproject", None),),
}
_DISTRIBUTIONS = {"aiges": "aiges", "codeproject_ai_sdk": "codeproject-ai-sdk"}
_PACKAGES = frozenset(name.rpartition(".")[0] for name in _HOMES) | {"codeproject_ai_sdk"}


class _ShimModule(ModuleType):
    """Gives the authors' names when they are first asked for, and for any other says what to do."""

    def __getattr__(self, name: str) -> Any:
        home = self.__dict__.get("__homes__", {}).get(name)
        if home is not None:
            value = self.__dict__[name] = getattr(import_module(home), name)
            return value
        if name.startswith("__"):
            raise AttributeError(name)
        module = self.__name__
        message = text("sdk-name-missing", module=module, name=name, distribution=_distribution_of(module))
        # `from module import name` replaces an AttributeError's message by its own.
        raise (ImportError if _imports_from(sys._getframe(1)) else AttributeError)(message)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.__dict__.get("__homes__", ())})


class _ShimLoader:
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _ShimModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        homes = _homes_of(module.__name__)
        module.__dict__.update(__homes__=homes, __all__=list(homes))


def _homes_of(module: str) -> dict[str, str]:
    """Where each name of a platform module is at home."""
    return {
        name: home
        for home, names in _HOMES[module]
        for name in (import_module(home).__all__ if names is None else names)
    }


def names_given(module: str) -> frozenset[str] | None:
    """What `from MODULE import *` gives an author, whichever SDK is installed; None for no platform module."""
    if module == _SDK:
        return frozenset(import_module(_SDK).__all__)
    if module == "aiges_embed":
        return frozenset((*_DATA, "callback", "callback_metric", "callback_trace"))
    return frozenset(_homes_of(module)) if module in _HOMES else None


class ShimFinder:
    """Answers the platforms' module names below `roots`; installed packages were asked before it."""

    def __init__(self, roots: Iterable[str] = tuple(_DISTRIBUTIONS)) -> None:
        self.roots = frozenset(roots)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        if root not in self.roots:
            return None
        parent = sys.modules.get(fullname.rpartition(".")[0])
        # A mere folder named like the SDK, beside the notebook, is no installed SDK.
        if parent is not None and not isinstance(parent, _ShimModule) and getattr(parent, "__file__", None) is not None:
            return None
        if fullname in _HOMES:
            return ModuleSpec(fullname, _ShimLoader(), is_package=fullname in _PACKAGES)  # type: ignore[arg-type]
        if isinstance(parent, _ShimModule):
            message = text("sdk-module-missing", module=fullname, distribution=_distribution_of(fullname))
            raise ModuleNotFoundError(message, name=fullname)
        return None


_FINDER = ShimFinder()


def install_shim() -> None:
    """Answer the platforms' import lines from now on; calling it again changes nothing."""
    if _FINDER not in sys.meta_path:
        sys.meta_path.append(_FINDER)


def uninstall_shim() -> None:
    """Stop answering, and forget the modules that were given."""
    if _FINDER in sys.meta_path:
        sys.meta_path.remove(_FINDER)
    for name in [name for name, module in sys.modules.items() if isinstance(module, _ShimModule)]:
        del sys.modules[name]


def is_shim_module(name: str) -> bool:
    """Whether the module imported as `name` is ours, not an installed SDK's."""
    return isinstance(sys.modules.get(name), _ShimModule)


def _distribution_of(module: str) -> str:
    return _DISTRIBUTIONS[module.partition(".")[0]]


def _imports_from(frame: FrameType) -> bool:
    """Whether `frame` stands at a `from ... import ...`."""
    from opcode import opname

    return opname[frame.f_code.co_code[frame.f_lasti]] == "IMPORT_FROM"
