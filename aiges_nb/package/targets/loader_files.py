"""Samples of the files that the loader and the load tester read, from the declarations."""

from __future__ import annotations

from collections.abc import Mapping

from ...contract.model import Contract
from ...types import MISSING
from ..quoting import TomlValue, toml_table
from .readme import param_text
from .wrapper_folder import never_answers_once


def aiges_toml(contract: Contract) -> bytes:
    """A sample of the loader's settings."""
    streams = never_answers_once(contract)
    wrapper: dict[str, TomlValue] = {"http_listen": "0.0.0.0:1888"}
    wrapper |= {key: f"<{key}>" for key in contract.config_keys}
    tables = (
        toml_table(
            "svcName", {"finder": 0, "host": "127.0.0.1", "port": 5090}, "A sample: merge it into the image's own."
        ),
        toml_table("aiges", {"sessMode": streams, "asyncMode": _answers_by_callback(contract)}),
        toml_table("wrapper", wrapper, "What wrapperInit gets as its config; every value arrives as text."),
        toml_table("fc", {"max": 10}, "How many requests may run at once."),
    )
    return "\n".join(tables).encode()


def xtest_toml(contract: Contract, samples: Mapping[str, str]) -> bytes:
    """A sample of the load tester's settings, from the declarations."""
    streams = never_answers_once(contract)
    inputs = [f"input{index}" for index in range(1, len(contract.inputs) + 1)]
    outputs = [f"output{index}" for index in range(1, len(contract.outputs) + 1)]
    params: dict[str, TomlValue] = {
        one.key: param_text(one.default) for one in contract.params if one.default is not MISSING
    }
    tables = [
        toml_table(
            "xtest", {"taddrs": "svcName@127.0.0.1:5090"}, "A sample for the load tester, from the declarations."
        ),
        toml_table(
            "svcMode",
            {
                "service": "svcName",
                "svcId": contract.service_id,
                "timeout": 3000,
                "multiThr": 1,
                "loopCnt": 1,
                "sessMode": int(streams),
            },
        ),
        toml_table("header", {"appid": "xtest", "uid": "xtest"}),
        toml_table("parameter", params),
        toml_table("data", {"payload": ";".join(inputs), "expect": ";".join(outputs)}),
    ]
    for section, item in zip(inputs, contract.inputs, strict=True):
        facts: dict[str, TomlValue] = {"inputSrc": samples.get(item.key, f"<file for {item.key}>"), "name": item.key}
        facts |= {"type": _wire_name(str(item.type)), "sliceOn": 0, "sliceSize": 1280, "interval": 40}
        described = {"encoding": item.encoding, "compress": item.compress, "format": item.format}
        facts["describe"] = _describe(described)
        tables.append(toml_table(section, facts))
    for section, accept in zip(outputs, contract.outputs, strict=True):
        described = {"encoding": accept.encoding, "compress": accept.compress, "format": accept.format}
        values: dict[str, TomlValue] = {"name": accept.key, "type": _wire_name(str(accept.type))}
        tables.append(toml_table(section, {**values, "describe": _describe(described)}))
    return "\n".join(tables).encode()


def _answers_by_callback(contract: Contract) -> bool:
    """Whether answers come through `callback`; a class with a wrapperRead of its own is asked for them."""
    hooks = contract.hooks
    return "wrapperOnceExec" not in hooks and "wrapperRead" not in hooks


def _describe(values: Mapping[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in values.items() if value and not set(value) & set(";="))


def _wire_name(type_: str) -> str:
    return "text" if type_ == "json" else type_
