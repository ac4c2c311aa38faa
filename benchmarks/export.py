"""Exporting a 50-cell and a 400-cell notebook around a standard-library wrapper, beside peers that only dump cells."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from .measure import Row, medians_of_processes

WRAPPER = """
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, StringParamField, WrapperBase

class UserRequest:
    words = StringBodyField(key="words", value=b"one two")
    order = StringParamField(key="order", enums=["up", "down"], value="up")

class UserResponse:
    accept = StringBodyField(key="sorted")

class Wrapper(WrapperBase):
    serviceId = "sort_words"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        words = reqData.get("words").data.decode().split()
        data = ResponseData()
        data.key = "sorted"
        data.setDataType(0)
        data.setData(json.dumps(arrange(words, params.get("order", "up"))).encode())
        res = Response()
        res.list = [data]
        return res

    def wrapperError(self, ret):
        return "unknown error"

    def wrapperFini(self):
        return 0
"""


def make_notebook(cells: int) -> dict[str, object]:
    """A notebook of `cells` cells in which three matter to the class."""
    sources = [
        "#| default_exp core",
        "#| export\nimport json\nimport statistics",
        "#| export\ndef arrange(words, order):\n    return sorted(words, reverse=order == 'down')",
    ]
    while len(sources) < cells - 1:
        number = len(sources)
        sources.append(
            f"table_{number} = {{index: index * {number} for index in range(20)}}\n"
            f"def explore_{number}(rows=table_{number}):\n    return statistics.mean(rows.values())\n"
            f"print(explore_{number}())"
        )
    sources.append("#| export\n" + WRAPPER)
    return {
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{index}",
                "metadata": {},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for index, source in enumerate(sources)
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def measure() -> list[Row]:
    """Whole processes, start-up included; the contract is read and the golden run made in every export."""
    bin_folder = Path(sys.executable).parent
    rows = []
    for cells, aim in ((50, 0.3), (400, 0.5)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            notebook = folder / "work.ipynb"
            notebook.write_text(json.dumps(make_notebook(cells)), encoding="utf-8")
            call = f"nb_export({str(notebook)!r}, lib_path={str(folder / 'lib')!r})"
            ours, contract, nbdev, script = medians_of_processes(
                [bin_folder / "aiges-nb", "export", notebook, "-o", folder / "package", "-q"],
                [bin_folder / "aiges-nb", "contract", notebook, "--json"],
                [sys.executable, "-c", f"from nbdev.export import nb_export; {call}"],
                [bin_folder / "jupyter", "nbconvert", "--to", "script", notebook, "--output-dir", folder / "script"],
                runs=7,
            )
        rows.append(Row(f"export, {cells} cells", ours, "s", aim, "nbdev export", nbdev))
        rows.append(Row("", ours, "s", None, "nbconvert --to script", script))
        rows.append(Row(f"contract, {cells} cells", contract, "s", aim))
    return rows
