"""What authors write against here has the real SDKs' names, arguments and defaults, as recorded from them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from aiges_nb import sdk
from aiges_nb.sdk import constants, shim
from aiges_nb.sdk.module_options import ModuleOptions
from aiges_nb.sdk.module_runner import ModuleRunner
from aiges_nb.sdk.system_info import SystemInfo

DATA = Path(__file__).parent / "data"
RECORDED = {name: json.loads((DATA / f"{name}_names.json").read_text("utf-8")) for name in ("aiges", "codeproject")}
LEFT_OUT = {
    # works on no loader, or belongs to the SDK's own machinery
    "Response.toJSON",
    "ResponseData.toJSON",
    "SessionCreateResponse.toJSON",
    "WrapperBase.printPythonInfo",
    "WrapperBase.schema_legacy",
    "WrapperBase.schema_v2",
    "ModuleRunner.main_init",
    "ModuleRunner.main_loop",
    "ModuleRunner.status_update_loop",
    "ModuleRunner.get_command",
    "ModuleRunner.send_response",
    "ModuleRunner.check_packages",
}
OTHERWISE = {
    # ours where it differs on purpose: (parameter, default)
    ("ResponseData.__init__", "data"): "b''",
    ("getFileLogger", "fmt"): repr("%(asctime)s %(levelname)s %(message)s"),
}
MORE = {
    # parameters that ours takes beyond: what some loader passes, or what authors hand on
    "WrapperBase.__init__": ["args", "kwargs"],
    "WrapperBase.wrapperWrite": ["sid"],
    "WrapperBase.wrapperRead": ["sid"],
    "WorkerThread.__init__": ["state"],
}


def recorded() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Module, name, member (or empty), and what was recorded of it."""
    for document in RECORDED.values():
        for module, names in document["names"].items():
            for name, found in names.items():
                if found["kind"] == "class":
                    for member, facts in found["members"].items():
                        yield module, name, member, facts
                else:
                    yield module, name, "", found


FUNCTIONS = [
    pytest.param(module, name, member, facts["parameters"], id=f"{module}.{name}.{member}".rstrip("."))
    for module, name, member, facts in recorded()
    if "parameters" in facts and f"{name}.{member}" not in LEFT_OUT
]
PROPERTIES = [
    pytest.param(module, name, member, id=f"{module}.{name}.{member}")
    for module, name, member, facts in recorded()
    if facts["kind"] == "property"
]


def ours(module: str, name: str) -> Any:
    for home, names in shim._HOMES[module]:
        source = import_module(home)
        if name in (source.__all__ if names is None else names):
            return getattr(source, name)
    raise AssertionError(f"{module} does not give {name}")


def default_of(parameter: inspect.Parameter) -> str | None:
    if parameter.default is parameter.empty:
        return None
    return {"()": "[]"}.get(repr(parameter.default), repr(parameter.default))


@pytest.mark.parametrize(("module", "name", "member", "parameters"), FUNCTIONS)
def test_a_function_takes_what_the_real_one_takes(
    module: str, name: str, member: str, parameters: list[list[str | None]]
) -> None:
    place = f"{name}.{member}".rstrip(".")
    value = ours(module, name)
    function = inspect.getattr_static(value, member) if member else value
    function = getattr(function, "__func__", function)
    assert callable(function), place
    found = list(inspect.signature(function).parameters.values())
    if parameters and parameters[0][0] in ("self", "cls"):  # the SDK calls the instance `cls` here and there
        found, parameters = found[1:], parameters[1:]
    more = MORE.get(place, [])
    assert [p.name for p in found] == [p[0] for p in parameters] + more
    for parameter, (key, kind, default) in zip(found, parameters, strict=False):
        assert parameter.kind.name == kind, key
        assert default_of(parameter) == OTHERWISE.get((place, str(key)), default), key


@pytest.mark.parametrize(("module", "name", "member"), PROPERTIES)
def test_a_property_is_there(module: str, name: str, member: str) -> None:
    cls = ours(module, name)
    assert hasattr(cls, member) or hasattr(cls(), member)


@pytest.mark.parametrize("name", sorted(RECORDED["aiges"]["attributes"]))
def test_an_instance_has_the_real_ones_attributes(name: str) -> None:
    expected = RECORDED["aiges"]["attributes"][name]
    made = getattr(sdk, name)(*(["k"] if name.endswith("Field") else []))
    samples = {"audio", "image", "text"}  # read from the file when the contract is
    for attribute, value in expected.items():
        if attribute in samples:
            continue
        seen = repr(getattr(made, attribute))
        assert {"()": "[]", "b''": "''"}.get(seen, seen) == value, attribute


@pytest.mark.parametrize("name", sorted(RECORDED["aiges"]["constants"]))
def test_a_constant_has_its_number(name: str) -> None:
    value = getattr(constants, name)
    seen = {str(key): item for key, item in value.items()} if isinstance(value, dict) else value
    assert seen == RECORDED["aiges"]["constants"][name]


@pytest.mark.parametrize("name", ["LogMethod", "LogVerbosity"])
def test_an_enum_has_its_members(name: str) -> None:
    expected = RECORDED["codeproject"]["names"]["codeproject_ai_sdk"][name]["members"]
    members = ours("codeproject_ai_sdk", name).__members__
    assert {member: item.value for member, item in members.items()} == expected


def test_a_runner_has_the_real_ones_attributes() -> None:
    runner = ModuleRunner()
    machinery = {"_logger", "_base_queue_url", "_cancelled", "_log_timing_events"}
    expected = {name for name in RECORDED["codeproject"]["attributes"]["ModuleRunner"] if not name.startswith("_")}
    assert [name for name in sorted(expected - machinery) if not hasattr(runner, name)] == []


def test_the_options_and_the_machine_have_the_real_ones_attributes() -> None:
    attributes = RECORDED["codeproject"]["attributes"]
    beyond_a_module = {"current_file_path", "root_path"}
    assert [n for n in attributes["ModuleOptions"] if n not in beyond_a_module and not hasattr(ModuleOptions, n)] == []
    assert [name for name in attributes["SystemInfo"] if not hasattr(SystemInfo(), name)] == []


def test_the_authoring_names_are_all_there_and_no_others() -> None:
    names = sdk.authoring_names()
    assert set(sdk.__all__) < set(names)
    assert {"ModuleRunner", "RequestData", "JSON", "LogMethod"} < set(names)
    assert not [name for name in names if name.startswith("_")]
