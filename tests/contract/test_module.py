from __future__ import annotations

from typing import Any

import pytest

from aiges_nb.contract import build_schema, check_contract, reflect_contract
from aiges_nb.contract.module import default_module_id
from aiges_nb.types import DataType


class ModuleRunner:
    """Stands for the SDK's base."""


class Summary_adapter(ModuleRunner):
    """Shortens text."""

    Version = "1.2.0"
    RouteMaps: list[dict[str, Any]] = [  # noqa: RUF012
        {
            "Name": "Summarise",
            "Route": "text/%MODULE_ID%",
            "Command": "summarise",
            "Description": "Shorten",
            "Inputs": [
                {"Name": "text", "Type": "Text"},
                {"Name": "max", "Type": "Integer", "DefaultValue": "3", "MinValue": "1", "MaxValue": "9"},
                {"Name": "heat", "Type": "Float", "DefaultValue": 0.5},
                {"Name": "loud", "Type": "Boolean", "DefaultValue": "True"},
                {"Name": "photo", "Type": "File", "Description": "optional picture"},
            ],
            "Outputs": [
                {"Name": "success", "Type": "Boolean"},
                {"Name": "marked", "Type": "Base64ImageData"},
            ],
        },
        {"Name": "Count", "Route": "text/count", "Command": "count"},
    ]
    Settings = {"LaunchSettings": {"Parallelism": 2}}  # noqa: RUF012

    def process(self, data: object) -> dict[str, bool]:
        return {"success": True}


def test_an_adapter_declares_routes_and_settings() -> None:
    contract = reflect_contract(Summary_adapter)
    assert (contract.platform, contract.service_id, contract.version) == ("codeproject", "Summary", "1.2.0")
    assert [(o.name, o.route, o.command) for o in contract.operations] == [
        ("Summarise", "text/Summary", "summarise"),
        ("Count", "text/count", "count"),
    ]
    assert [(p.key, p.kind, p.default) for p in contract.params[1:]] == [
        ("max", "integer", 3),
        ("heat", "number", 0.5),
        ("loud", "boolean", True),
    ]
    assert (contract.params[1].minimum, contract.params[1].maximum) == (1, 9)
    photo = contract.inputs[0]
    assert (photo.type, photo.required) == (DataType.IMAGE, False)
    assert [(o.key, o.type) for o in contract.outputs] == [("response", DataType.JSON), ("marked", DataType.IMAGE)]
    assert contract.hooks == ("process",)
    assert check_contract(Summary_adapter) == ()


def test_the_class_wins_over_the_settings_file() -> None:
    document = {
        "Modules": {
            "Summary": {
                "Name": "Summary of text",
                "Version": "0.1",
                "LaunchSettings": {"Parallelism": 8, "Runtime": "python3.9"},
                "PublishingInfo": {"Description": "From the file"},
                "RouteMaps": [{"Name": "Old", "Route": "old", "Command": "old"}],
            }
        }
    }
    contract = reflect_contract(Summary_adapter, settings=document)
    assert contract.title == "Summary of text"
    assert contract.version == "1.2.0"
    assert contract.description == "From the file"
    assert contract.settings["LaunchSettings"] == {"Parallelism": 2, "Runtime": "python3.9"}
    assert contract.operation.name == "Summarise"


def test_everything_is_optional() -> None:
    adapter = type("EchoAdapter", (ModuleRunner,), {"process": lambda self, data: {}})
    contract = reflect_contract(adapter)
    assert contract.service_id == "Echo"
    assert [operation.route for operation in contract.operations] == ["echo/process"]
    assert check_contract(adapter) == ()


@pytest.mark.parametrize(
    ("name", "module_id"),
    [("Echo_adapter", "Echo"), ("EchoAdapter", "Echo"), ("Echo", "Echo"), ("Adapter", "Adapter"), ("a_Adapter", "a")],
)
def test_default_module_id(name: str, module_id: str) -> None:
    assert default_module_id(name) == module_id


def route(**changes: object) -> dict[str, Any]:
    return {"RouteMaps": [{"Name": "R", "Route": "a/b", "Command": "c", **changes}]}


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"ModuleId": "My.Mod"}, "bad-module-id"),
        ({"ModuleId": "1st"}, "bad-module-id"),
        ({"Version": "one"}, "bad-module-version"),
        ({"Version": 1.5}, "attribute-type"),
        ({"process": None, **route()}, "no-process"),
        (route(Route="/a"), "bad-module-route"),
        (route(Route="v1/a"), "bad-module-route"),
        (route(Route="Queue/a"), "reserved-route"),
        (route(Route=""), "route-missing"),
        (route(Route="Echo/get_command_status"), "auto-route"),
        (route(Command="quit"), "reserved-command"),
        (route(Command=""), "command-missing"),
        (route(Method="GET"), "method-not-post"),
        (route(Inputs=[{"Name": "n", "Type": "Integer", "DefaultValue": "x"}]), "settings-value"),
        (route(Inputs=[{"Name": "n", "Type": "Integer", "MinValue": 3, "MaxValue": 1}]), "minimum-above-maximum"),
        (
            route(Inputs=[{"Name": "n", "Type": "Float", "DefaultValue": 9, "MaxValue": 1}]),
            "default-out-of-bounds",
        ),
        (route(Inputs=[{"Name": "n", "Type": "Text", "Default": "x"}]), "default-not-read"),
        ({"RouteMaps": {}}, "route-maps-not-a-list"),
        ({"RouteMaps": []}, "no-routes"),
        ({"RouteMaps": [1]}, "route-not-a-map"),
        (
            {"RouteMaps": [route()["RouteMaps"][0], {"Name": "S", "Route": "A/B", "Command": "d"}]},
            "repeated-route",
        ),
        ({"Settings": []}, "settings-not-a-map"),
        ({"Settings": {"GpuOptions": {"HalfPrecision": "Enable"}}}, "setting-choice"),
        ({"Settings": {"LaunchSettings": {"AutoStart": "maybe"}}}, "setting-flag"),
        ({"Settings": {"LaunchSettings": {"Parallelism": "two"}}}, "setting-number"),
        ({"Settings": {"LaunchSettings": {"FilePath": "../x.py"}}}, "file-outside-module"),
        ({"Settings": {"InstallOptions": {"Platforms": ["amiga"]}}}, "unknown-platform"),
        ({"Settings": {"InstallOptions": {"Platforms": ["!linux"]}}}, "only-exclusions"),
        ({"Settings": {"InstallOptions": {"Platforms": "all"}}}, "setting-list"),
        ({"Settings": {"EnvironmentVariables": {"A": [1]}}}, "variable-not-scalar"),
        ({"Settings": {"EnvironmentVariables": "A"}}, "setting-map"),
        ({"Settings": {"FilePath": "x.py"}}, "flat-setting"),
        ({"Settings": {"InstallOptions": {"ModuleReleases": [{"ModuleVersion": "9.9"}]}}}, "version-not-released"),
    ],
)
def test_breaches_of_the_platform(attributes: dict[str, Any], code: str) -> None:
    adapter = type("EchoAdapter", (ModuleRunner,), {"process": lambda self, data: {}, **attributes})
    found = {finding.code for finding in check_contract(adapter)}
    assert found == {code}


def test_settings_of_an_adapter_keep_what_was_declared() -> None:
    document = build_schema(reflect_contract(Summary_adapter), "modulesettings")
    entry = document["Modules"]["Summary"]
    assert entry["Version"] == "1.2.0"
    assert entry["LaunchSettings"]["Parallelism"] == 2
    assert entry["RouteMaps"][0]["Inputs"] == Summary_adapter.RouteMaps[0]["Inputs"]
    assert entry["RouteMaps"][1]["Method"] == "POST"
    assert entry["GpuOptions"]["HalfPrecision"] == "enable"
    assert entry["InstallOptions"]["ModuleReleases"][0]["ModuleVersion"] == "1.2.0"
