"""The magics in a real kernel, as a notebook uses them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning"),
]


def execute(tmp_path: Path, *sources: str, allow_errors: bool = False) -> list[Any]:
    """The code cells after they ran in a kernel of their own, the extension loaded."""
    cells = [new_markdown_cell("# Title"), new_code_cell("%load_ext aiges_nb"), *map(new_code_cell, sources)]
    path = tmp_path / "work.ipynb"
    notebook = new_notebook(cells=cells)
    nbformat.write(notebook, path)
    client = NotebookClient(
        notebook, timeout=60, allow_errors=allow_errors, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env={**os.environ, "JPY_SESSION_NAME": str(path)})
    return [cell for cell in notebook.cells if cell.cell_type == "code"][1:]


def shown(cell: Any, mime: str = "text/plain") -> str:
    parts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            parts.append(output.text)
        elif output.output_type == "error":
            parts.append("\n".join(output.traceback))
        else:
            parts.append(output.data.get(mime, ""))
    return "\n".join(parts)


def test_from_the_cell_to_the_package(tmp_path: Path, cell: str) -> None:
    cells = execute(
        tmp_path,
        cell,
        "%aiges_run",
        "%aiges_run text=hi times=3",
        "import aiges_nb\nrun = aiges_nb.run('Wrapper', text='a')\nawait run",
        "%aiges_check",
        "%aiges_export --target aiges -o package",
        "%aiges_verify package",
        "%aiges_run --where worker --wait text=w times=1",
    )
    wrapper, form, run, awaited, check, export, verify, worker = cells
    assert "cell[3]:12" in shown(wrapper), "cells are numbered as in the file"
    assert "application/vnd.jupyter.widget-view+json" in form.outputs[0].data
    assert "hihihi" in shown(run)
    assert "aa" in shown(awaited)
    assert "all well" in shown(check)
    assert "echo exported" in shown(export)
    assert "all well" in shown(verify)
    assert "echo: w" in shown(worker)
    assert (tmp_path / "package" / "MANIFEST.json").is_file()


def test_a_wrong_line_stops_the_notebook_with_one_message(tmp_path: Path, cell: str) -> None:
    with pytest.raises(CellExecutionError, match="maximum 5"):
        execute(tmp_path, cell, "%aiges_run times=9")


def test_errors_name_the_cell_of_the_file(tmp_path: Path, cell: str) -> None:
    cells = execute(
        tmp_path,
        cell,
        "%aiges_run --wait times=5",
        "Wrapper().requestCls.times.value = 5\nm = Wrapper()",
        "class Sick(Wrapper):\n\n    def wrapperOnceExec(self, params, reqData):\n        return 1 / 0",
        "Sick().run()",
        allow_errors=True,
    )
    assert "cell[3], line 21, in wrapperOnceExec" in shown(cells[1])
    assert "cell[6], line 4, in wrapperOnceExec" in shown(cells[4])
    assert "aiges_nb/" not in shown(cells[4])


def test_a_long_run_does_not_hold_the_kernel(tmp_path: Path, cell: str) -> None:
    slow = cell.replace("        data = ResponseData()", "        go.wait(30)\n        data = ResponseData()", 1)
    cells = execute(
        tmp_path,
        slow,
        "import threading; go = threading.Event()\nr = %aiges_run times=1 text=late\nprint(r.is_done)",
        "r",
        "print(r.state)",
        "go.set(); print(r.result()['echo'].text)",
    )
    assert shown(cells[1]).strip() == "False"
    assert "Running" in shown(cells[3]).title()
    assert shown(cells[2]).startswith("Succeeded"), "brought up to date before the cell that waited has ended"
    assert "late" in shown(cells[2])
    assert "late" in shown(cells[4])
