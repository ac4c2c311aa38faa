"""The main job on real input: the quickstart from its cell to a package that holds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SOURCE = NOTEBOOKS / "01_quickstart.ipynb"


def call(*args: object, cwd: Path, timeout: float = 100) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "aiges_nb", *map(str, args), "--json"],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journey") / "ocr"
    code, document = call("export", SOURCE, "--target", "aiges", "-o", folder, cwd=folder.parent)
    assert code == 0, document
    return folder


def test_the_declared_sample_runs_from_a_shell(tmp_path: Path) -> None:
    code, document = call(
        "run",
        SOURCE,
        "-i",
        f"image=@{NOTEBOOKS / 'data' / 'receipt.png'}",
        "-p",
        "min_score=0.6",
        "-o",
        "out",
        cwd=tmp_path,
    )
    assert code == 0, document
    lines, marked = document["outputs"]  # type: ignore[misc]
    assert "清风茶馆" in [line["text"] for line in json.loads(lines["text"])]
    picture = (tmp_path / marked["file"]).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert marked["sha256"] == hashlib.sha256(picture).hexdigest()
    assert marked["size"] == len(picture)


@pytest.mark.parametrize(
    ("arguments", "code", "path"),
    [
        (("-p", "min_score=1.5"), 2, "parameter.min_score"),
        (("-p", "min_scroe=0.5"), 2, "parameter.min_scroe"),
        (("-p", "style=dotted"), 2, "parameter.style"),
        (("-i", "image=@nowhere.png"), 2, "payload.image"),
        (("-i", "image=@empty.png"), 2, "payload.image"),
        (("-i", "image=@words.png"), 2, "payload.image"),
    ],
)
def test_bad_input_is_refused_at_its_field(tmp_path: Path, arguments: tuple[str, ...], code: int, path: str) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "words.png").write_text("no picture at all", encoding="utf-8")
    found, document = call("run", SOURCE, *arguments, cwd=tmp_path)
    assert found == code, document
    findings = document["findings"]
    assert isinstance(findings, list)
    assert [finding["path"] for finding in findings if finding["level"] == "error"] == [path]


def test_the_wrappers_own_error_is_exit_1_with_its_text(tmp_path: Path) -> None:
    (tmp_path / "torn.png").write_bytes((NOTEBOOKS / "data" / "notice.png").read_bytes()[:24] + b"torn" * 20)
    code, document = call("run", SOURCE, "-i", "image=@torn.png", cwd=tmp_path)
    assert code == 1, document
    assert document["state"] == "failed"
    error = document["error"]
    assert isinstance(error, dict)
    assert error["origin"] == "wrapper"


def test_only_what_the_class_needs_travels(package: Path) -> None:
    code = (package / "wrapper" / "wrapper.py").read_text(encoding="utf-8")
    assert "def draw_lines" in code
    assert "%" + "load_ext" not in code
    assert 'picture = Image.open("data/notice.png")' not in code
    names = {line.split("==")[0] for line in (package / "requirements.txt").read_text().splitlines() if "==" in line}
    assert {"rapidocr-onnxruntime", "pillow", "numpy", "aiges"} <= {name.lower() for name in names}
    assert "ipywidgets" not in names
    assert (package / "wrapper" / "data" / "notice.png").read_bytes() == (
        NOTEBOOKS / "data" / "notice.png"
    ).read_bytes()


def test_the_package_holds_in_a_fresh_interpreter(package: Path) -> None:
    code, document = call("verify", package, "--level", "process", cwd=package.parent)
    assert code == 0, document


def test_a_later_edit_is_detected(package: Path, tmp_path: Path) -> None:
    edited = tmp_path / "ocr"
    shutil.copytree(package, edited)
    with (edited / "wrapper" / "wrapper.py").open("a", encoding="utf-8") as file:
        file.write("\n# edited\n")
    code, document = call("verify", edited, cwd=tmp_path)
    assert code == 3, document


@pytest.mark.sdk
@pytest.mark.timeout(600)
def test_the_package_holds_on_the_real_sdk(package: Path, tmp_path: Path) -> None:
    code, document = call("verify", package, "--level", "clean", cwd=tmp_path, timeout=580)
    assert code == 0, document


@pytest.mark.kernel
@pytest.mark.timeout(300)
def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    folder = tmp_path / "notebooks"
    shutil.copytree(NOTEBOOKS, folder)
    notebook = nbformat.read(folder / SOURCE.name, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute(env={**os.environ, "AIGES_NB_HOME": str(tmp_path / "home")})
    texts = json.dumps([cell.get("outputs", []) for cell in notebook.cells], ensure_ascii=False)
    assert "清风茶馆" in texts
    assert (folder / "ocr_package" / "MANIFEST.json").is_file()
