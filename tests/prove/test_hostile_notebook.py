"""A notebook whose declarations hold what breaks careless generators: exported, it still holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aiges_nb

from ..proving import in_full
from .exporting import TARGETS, platforms_of

TEXT = (
    "\"'`$(touch pwned) ${HOME} %PATH% </script><!-- */ _MID_ {{x}} @NAME@\r\n]\n"
    "[wrapper]\n- a: &b *c\n'''\"\"\"\\ 回声"
)
SERVICE = """# %%
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, StringParamField, WrapperBase

TEXT = @TEXT@


class Ask:
    text = StringBodyField(key="text", value=TEXT.encode())
    mode = StringParamField(key="mode", enums=[TEXT, "b"], value=TEXT, title=TEXT, description=TEXT)


class Answer:
    out = StringBodyField(key="out")


class 识别服务(WrapperBase):
    __doc__ = TEXT
    serviceId, version = "hostile", "v1"
    requestCls, responseCls = Ask(), Answer()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        item = ResponseData()
        item.key, item.status = "out", 3
        item.setDataType(0)
        item.setData(reqData.get("text").data + params["mode"].encode())
        res = Response()
        res.list = [item]
        return res

    def wrapperFini(self):
        return 0

    def wrapperError(self, ret):
        return ""
"""
MODULE = """# %%
from codeproject_ai_sdk import ModuleRunner

TEXT = @TEXT@


class 识别_adapter(ModuleRunner):
    __doc__ = TEXT
    ModuleId, Version = "Hostile", "1.0.0"
    RouteMaps = [{"Name": TEXT, "Route": "hostile/echo", "Command": "echo", "Description": TEXT,
                  "Inputs": [{"Name": "text", "Type": "Text", "Description": TEXT, "DefaultValue": TEXT}]}]
    Settings = {"Name": TEXT, "PublishingInfo": {"Author": TEXT}, "EnvironmentVariables": {"WORDS": TEXT}}

    def process(self, data):
        return {"success": True, "text": data.get_value("text", "")}
"""
SOURCES = {"aiges": SERVICE, "codeproject": MODULE}
CASES = [(target, platform) for target in TARGETS for platform in platforms_of(target)]


@pytest.mark.parametrize(("target", "platform"), CASES if in_full() else [("aiges", "aiges"), ("http", "codeproject")])
def test_a_hostile_notebook_holds(target: str, platform: str, tmp_path: Path) -> None:
    notebook = tmp_path / "hostile.py"
    notebook.write_text(SOURCES[platform].replace("@TEXT@", ascii(TEXT)), "utf-8")
    report = aiges_nb.export(str(notebook), target=target, out=tmp_path / "out", archive=True)
    manifest = json.loads((report.folder / "MANIFEST.json").read_text("utf-8"))
    assert json.dumps(TEXT) in json.dumps(manifest["contract"])
    assert report.golden == ("sample",)
    held = aiges_nb.verify(report.folder, level="process")
    assert held.ok, str(held)
    assert not list(tmp_path.rglob("pwned"))
