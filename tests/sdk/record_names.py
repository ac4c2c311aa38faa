"""Write down the names, parameters and defaults that a platform's real SDK gives an author.

Run once per SDK release, with an interpreter that has it:
    PYTHON tests/sdk/record_names.py aiges tests/sdk/data/aiges_names.json
    PYTHON tests/sdk/record_names.py codeproject tests/sdk/data/codeproject_names.json
Nothing of the SDK's code is kept, only what `inspect` says of its surface.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import sys
import threading
from importlib.metadata import version
from pathlib import Path

AIGES = {
    "aiges.sdk": (
        "Field ParamField PayloadField StringParamField NumberParamField IntegerParamField BooleanParamField "
        "StringBodyField JsonBodyField ImageBodyField AudioBodyField WrapperBase"
    ),
    "aiges.dto": "DataListNode DataListCls ResponseData Response SessionCreateResponse callback init_rq",
    "aiges.stream": "SessionManager StreamHandleThread WorkerThread",
    "aiges.worker": "InferClass Worker",
    "aiges.concurrent.fixpool": "FixedPool",
    "aiges.utils.log": "log getFileLogger",
}
CONSTANTS = (
    "STRING AUDIO IMAGE VIDEO DataText DataAudio DataImage DataVideo Types DataBegin DataContinue DataEnd DataOnce "
    "Once Status THREAD_MODE PROCESS_MODE"
)
_THREAD = frozenset(dir(threading.Thread))
CODEPROJECT = {
    "codeproject_ai_sdk": (
        "ModuleRunner RequestData SystemInfo ModuleOptions LogMethod LogVerbosity timedelta_format get_folder_size "
        "shorten JSON"
    )
}


def parameters_of(function: object) -> list[list[str | None]]:
    """Name, kind, and default as `repr`, of each parameter."""
    found = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    return [[p.name, p.kind.name, None if p.default is p.empty else repr(p.default)] for p in found]


def surface_of(cls: type) -> dict[str, dict[str, object]]:
    """The public members of a class, inherited ones too."""
    members: dict[str, dict[str, object]] = {}
    for name in dir(cls):
        if name.startswith("_") and name != "__init__":
            continue
        if name in _THREAD and getattr(threading.Thread, name) is inspect.getattr_static(cls, name):
            continue
        value = inspect.getattr_static(cls, name)
        if isinstance(value, (staticmethod, classmethod)):
            members[name] = {"kind": type(value).__name__, "parameters": parameters_of(value.__func__)}
        elif inspect.isfunction(value):
            kind = "coroutine" if inspect.iscoroutinefunction(value) else "method"
            members[name] = {"kind": kind, "parameters": parameters_of(value)}
        elif isinstance(value, property):
            members[name] = {"kind": "property", "settable": value.fset is not None}
        elif type(value).__name__ == "cached_property":
            members[name] = {"kind": "property", "settable": True}
    return members


def describe(value: object) -> dict[str, object]:
    if inspect.isclass(value):
        members = getattr(value, "__members__", None)
        if members is not None:
            return {"kind": "enum", "members": {name: item.value for name, item in members.items()}}
        return {"kind": "class", "members": surface_of(value)}
    if inspect.isfunction(value):
        return {"kind": "function", "parameters": parameters_of(value)}
    return {"kind": "object", "type": type(value).__name__}


def attributes_of(value: object) -> dict[str, str]:
    """Public attributes of an instance, as `repr`."""
    return {name: repr(item) for name, item in sorted(vars(value).items()) if not name.startswith("_")}


def record_aiges() -> dict[str, object]:
    modules = {name: importlib.import_module(name) for name in AIGES}
    fields = modules["aiges.sdk"]
    made: dict[str, dict[str, str]] = {}
    for name in AIGES["aiges.sdk"].split():
        if name.endswith(("ParamField", "BodyField")) and name != "ParamField":
            made[name] = attributes_of(getattr(fields, name)("k"))
    for name in ("DataListNode", "ResponseData", "SessionCreateResponse"):
        made[name] = attributes_of(getattr(modules["aiges.dto"], name)())
    constants = importlib.import_module("aiges.core.types")
    return {
        "distribution": "aiges",
        "version": version("aiges"),
        "names": {
            module: {name: describe(getattr(modules[module], name)) for name in names.split()}
            for module, names in AIGES.items()
        },
        "attributes": made,
        "constants": {
            name: value if not isinstance(value, dict) else {str(key): item for key, item in value.items()}
            for name in CONSTANTS.split()
            for value in [getattr(constants, name)]
        },
    }


def record_codeproject() -> dict[str, object]:
    module = importlib.import_module("codeproject_ai_sdk")
    runner = module.ModuleRunner()
    names = CODEPROJECT["codeproject_ai_sdk"].split()
    return {
        "distribution": "codeproject-ai-sdk",
        "version": version("codeproject-ai-sdk"),
        "names": {
            "codeproject_ai_sdk": {name: describe(getattr(module, name)) for name in names if hasattr(module, name)}
        },
        "attributes": {
            "ModuleRunner": {name: type(value).__name__ for name, value in sorted(vars(runner).items())},
            "ModuleOptions": {
                name: type(value).__name__
                for name, value in sorted(vars(module.ModuleOptions).items())
                if not name.startswith("_")
            },
            "SystemInfo": sorted(name for name in vars(module.SystemInfo()) if not name.startswith("_")),
        },
    }


def main(which: str, target: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        document = record_aiges() if which == "aiges" else record_codeproject()
    Path(target).write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
