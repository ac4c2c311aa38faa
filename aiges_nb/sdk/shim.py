"""Make the platforms' own import lines work where their SDKs are not installed.

A finder at the end of `sys.meta_path` answers only what no installed package answered, so that an installed SDK
wins by itself. `aiges_embed` stays absent, as outside the C++ loader: the authors' own fallback takes over.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_SDK = "aiges_nb.sdk"
_DATA = ("DataListCls", "DataListNode", "Response", "ResponseData", "SessionCreateResponse")
_PACKAGES = frozenset({"aiges", "aiges.core", "aiges.utils", "aiges.concurrent"})
_HOMES: Mapping[str, tuple[str, tuple[str, ...] | None]] = {
    # import name -> (our module, the names it gives; None: that module's __all__)
    "aiges": (_SDK, ()),
    "aiges.core": (_SDK, ()),
    "aiges.utils": (_SDK, ()),
    "aiges.concurrent": (_SDK, ()),
    "aiges.sdk": (_SDK, None),
    "aiges.core.types": (f"{_SDK}.constants", None),
    "aiges.types": (f"{_SDK}.constants", None),
    "aiges.dto": (_SDK, (*_DATA, "callback", "init_rq")),
    "aiges.utils.log": (f"{_SDK}.log", None),
    "aiges.stream": (f"{_SDK}.stream", None),
    "aiges.callback": (f"{_SDK}.stream", ("callback",)),
    "aiges.worker": (f"{_SDK}.worker", None),
    "aiges.concurrent.fixpool": (f"{_SDK}.worker", ("FixedPool",)),
    "codeproject_ai_sdk": (f"{_SDK}.codeproject", None),
}


class _ShimLoader:
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _ShimModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        home, names = _HOMES[module.__name__]
        source = import_module(home)
        given = source.__all__ if names is None else names
        for name in given:
            setattr(module, name, getattr(source, name))
        if module.__name__ in ("aiges.dto", "aiges.sdk"):
            constants = import_module(f"{_SDK}.constants")
            for name in constants.__all__:
                setattr(module, name, getattr(constants, name))
            given = [*given, *(name for name in constants.__all__ if name not in given)]
        module.__all__ = list(given)  # type: ignore[attr-defined]


class _ShimModule(ModuleType):
    """Says what to do when a name of the real SDK is asked for that is not among the authors' names."""

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            text = import_module("aiges_nb.messages").text
            raise AttributeError(text("sdk-name-missing", module=self.__name__, name=name))
        raise AttributeError(name)


class ShimFinder:
    """Answers the platforms' module names; installed packages were asked before it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _HOMES:
            return None
        parent = sys.modules.get(fullname.rpartition(".")[0])
        if parent is not None and not isinstance(parent, _ShimModule):
            return None
        return ModuleSpec(fullname, _ShimLoader(), is_package=fullname in _PACKAGES)  # type: ignore[arg-type]


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
