"""The tutorials, run from top to bottom as nobody sits there; each asserts what it says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.timeout(400),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning"),
]


def execute(name: str, tmp_path: Path) -> Any:
    """The notebook after it ran in a copy of its folder."""
    folder = tmp_path / "notebooks"
    shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns("ocr_package", ".ipynb_checkpoints"))
    path = folder / name
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
    client.execute(env={**os.environ, "JPY_SESSION_NAME": str(path), "IPYTHONDIR": str(tmp_path / "ipython")})
    return notebook


def shown(notebook: Any, cell_id: str, mime: str = "text/plain") -> str:
    """What a cell shows in the end, as text."""
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    parts = [output.get("text") or output.get("data", {}).get(mime, "") for output in cell.outputs]
    return "\n".join(parts)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_what_is_shipped_holds_no_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_long_runs(tmp_path: Path) -> None:
    notebook = execute("02_long_runs.ipynb", tmp_path)
    start = shown(notebook, "start")
    assert start.startswith("Cancelled"), "the output of a cell that was left is brought up to date"
    assert "2026-03-20" in start, "what was read before the cancel stays"
    assert "Running" in shown(notebook, "jobs")
    assert "asked" in shown(notebook, "cancel") or "Cancelled" in shown(notebook, "cancel")
    assert "40 pages without a mistake" in shown(notebook, "await")
    assert "partial result" in shown(notebook, "compare")
    assert "<table" in shown(notebook, "history", "text/html")
    assert not any("error" in output.output_type for cell in notebook.cells for output in cell.get("outputs", ()))


def test_a_codeproject_module(tmp_path: Path) -> None:
    notebook = execute("03_codeproject_module.ipynb", tmp_path)
    assert shown(notebook, "start").startswith("Cancelled")
    assert "of 2000" in shown(notebook, "poll")
    assert shown(notebook, "again").startswith("Succeeded")
    assert "<img" in shown(notebook, "again", "text/html"), "the picture in the answer is shown as one"
    assert "'commandStatus': 'running'" in shown(notebook, "post")
    assert "'stop_reason': 'cancelled'" in shown(notebook, "stop")
    assert "all well" in shown(notebook, "check")
    assert "image/palette" in shown(notebook, "settings")


def test_streaming(tmp_path: Path) -> None:
    notebook = execute("04_streaming.ipynb", tmp_path)
    assert shown(notebook, "run").startswith("Succeeded")
    assert shown(notebook, "check").count("said ") == 4
    heard = shown(notebook, "live").splitlines()
    assert [line[-5:] for line in heard[4:6]] == [".....", "#####"], "known while the sound still comes in"
    assert "succeeded" in shown(notebook, "live")
    assert "cancelled" in shown(notebook, "cancel")
    assert not any("error" in output.output_type for cell in notebook.cells for output in cell.get("outputs", ()))
