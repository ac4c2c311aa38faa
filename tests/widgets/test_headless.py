"""The form where nothing clicks: a notebook that nbclient runs."""

from __future__ import annotations

from pathlib import Path

import pytest

SERVICE = """
from aiges_nb.invoke import KernelBackend
from aiges_nb.sdk import *
from aiges_nb.widgets import build_form
from ipywidgets.widgets import widget

class UserRequest:
    score = NumberParamField(key="score", minimum=0, maximum=1, value=0.5)

class UserResponse:
    accept = StringBodyField(key="text")

class Wrapper(WrapperBase):
    serviceId = "echo"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        print("a line of the author's")
        part = ResponseData()
        part.key, part.status = "text", Once
        part.setDataType(DataText)
        part.setData(str(params["score"]).encode())
        response = Response()
        response.list = [part]
        return response

    def wrapperFini(self):
        return 0
"""
CELLS = [
    SERVICE,
    "form = build_form(KernelBackend(Wrapper, is_recorded=False))\nform",
    "(await form.run(score=0.25)).outputs[0].text",
    "form.set(score=0.75)\nform.run().result(60).outputs[0].text",
    "form.close()\nlen(widget._instances)",
]


@pytest.mark.kernel
def test_a_notebook_runs_its_form_without_clicks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown, awaited, waited, left = (cell.outputs[-1]["data"] for cell in notebook.cells[1:])
    assert "score" in shown["text/html"]
    assert "form.run(...)" in shown["text/plain"]
    assert (awaited["text/plain"], waited["text/plain"]) == ("'0.25'", "'0.75'")
    assert left["text/plain"] == "0"
