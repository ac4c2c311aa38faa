"""The labelled corpus, exported by us and by what dumps cells: wrong exports, needless statements, requirements.

A notebook counts as exported wrong when the module's class does not answer as the whole notebook does, or when one
that cannot be lifted gave a module all the same. nbdev is given an `#| export` on every code cell, as it exports
nothing without; pigar reads the whole notebook, as its users run it.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from aiges_nb.errors import UsageError
from aiges_nb.slicing import find_requirements, slice_notebook
from aiges_nb.slicing.installed import canonical_name
from aiges_nb.source import Notebook, read_notebook

from .measure import WAIT_S, Row, plain_environment, run_quietly

_TESTS = Path(__file__).parents[1] / "tests" / "slicing"
sys.path.insert(0, str(_TESTS))  # some peers install a package `tests` of their own
from corpus import (  # noqa: E402
    FOLDER,
    LONG,
    TRAPS,
    Expected,
    expected_of,
    has_answer,
    is_here,
    kept_marks,
    whole,
)

Export = Callable[[list[str], Path], dict[str, str]]
_RUNNER = _TESTS / "answer_programs.py"


def measure() -> list[Row]:
    """Counts over the corpus; ours beside the peers'."""
    notebooks = {trap: read_notebook(FOLDER / f"{trap}.py") for trap in TRAPS}
    expected = {trap: expected_of(notebook) for trap, notebook in notebooks.items()}
    known = [trap for trap in TRAPS if is_here(expected[trap]) and "unknown_star" not in trap]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for trap in TRAPS:
            path = folder / f"{trap}.ipynb"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(_as_ipynb(notebooks[trap])), "utf-8")
        scripts = {"nbconvert --to script": _by_nbconvert(known, folder), "nbdev export": _by_nbdev(known, folder)}
    truth = _answers({trap: whole(notebooks[trap]) for trap in known if has_answer(trap, expected[trap])})
    ours = {trap: source for trap in known if (source := _by_us(notebooks[trap])) is not None}
    ours_wrong = _wrong(known, expected, ours, truth)
    rows = [Row(f"notebooks exported wrong, of {len(known)}", len(ours_wrong), "", 1, note=", ".join(ours_wrong))]
    needless = sum(_needless(notebooks[trap], expected[trap]) for trap in ours)
    extra = [Row("statements that are not needed", needless, "", 1)]
    wanted = sum(len(slice_notebook(notebooks[trap]).program.statements) for trap in ours)
    for peer, modules in scripts.items():
        rows.append(Row("", len(ours_wrong), "", None, peer, len(_wrong(known, expected, modules, truth))))
        total = sum(_statements(modules[trap]) for trap in ours if trap in modules)
        extra.append(Row("", needless, "", None, peer, max(total - wanted, 0)))
    return [*rows, *extra, *_requirements(notebooks, expected)]


def _by_us(notebook: Notebook) -> str | None:
    try:
        slice_ = slice_notebook(notebook)
    except UsageError:
        return None
    return slice_.program.source if slice_.is_complete else None


def _needless(notebook: Notebook, expected: Expected) -> int:
    return len(kept_marks(notebook, slice_notebook(notebook), expected.kept) - expected.kept)


def _wrong(
    known: Iterable[str], expected: dict[str, Expected], modules: dict[str, str], truth: dict[str, str]
) -> list[str]:
    answers = _answers({trap: modules[trap] for trap in truth if trap in modules})
    wrong = [trap for trap in truth if answers.get(trap) != truth[trap]]
    refused = [trap for trap in known if expected[trap].refused or "usage" in expected[trap].words]
    return sorted([*wrong, *(trap for trap in refused if trap in modules)])


def _answers(programs: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder, traps in (
        (FOLDER, [trap for trap in programs if trap not in LONG]),
        (FOLDER / "long", [trap for trap in programs if trap in LONG]),
    ):
        done = subprocess.run(
            [sys.executable, str(_RUNNER), str(folder)],
            input=json.dumps([programs[trap] for trap in traps]),
            capture_output=True,
            encoding="utf-8",
            timeout=WAIT_S,
            check=True,
            env=plain_environment(),
        )
        found.update(zip(traps, json.loads(done.stdout), strict=True))
    return found


# --- peers ----------------------------------------------------------------------------------------


def _as_ipynb(notebook: Notebook, head: str = "") -> dict[str, object]:
    cells = [
        {
            "cell_type": cell.kind,
            "id": f"c{cell.number}",
            "metadata": {},
            "source": (head + cell.source) if cell.kind == "code" else cell.source,
            **({"outputs": [], "execution_count": None} if cell.kind == "code" else {}),
        }
        for cell in notebook.cells
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _by_nbconvert(known: list[str], folder: Path) -> dict[str, str]:
    paths = [folder / f"{trap}.ipynb" for trap in known]
    run_quietly([Path(sys.executable).parent / "jupyter", "nbconvert", "--to", "script", *paths])
    return {trap: path.with_suffix(".py").read_text("utf-8") for trap, path in zip(known, paths, strict=True)}


def _by_nbdev(known: list[str], folder: Path) -> dict[str, str]:
    """One process for all; a notebook that it cannot take gives no module."""
    script = (
        "import sys\nfrom nbdev.export import nb_export\n"
        "for path, out in zip(sys.argv[1::2], sys.argv[2::2]):\n"
        "    try:\n        nb_export(path, lib_path=out)\n"
        "    except Exception as problem:\n        print(path, problem)\n"
    )
    words: list[str | Path] = []
    for trap in known:
        tagged = folder / "nbdev" / trap / "tagged.ipynb"
        tagged.parent.mkdir(parents=True)
        document = _as_ipynb(read_notebook(FOLDER / f"{trap}.py"), head="#| export\n")
        first = {"cell_type": "code", "id": "head", "metadata": {}, "source": "#| default_exp made", "outputs": []}
        document["cells"] = [{**first, "execution_count": None}, *document["cells"]]  # type: ignore[misc]
        tagged.write_text(json.dumps(document), "utf-8")
        words += [tagged, tagged.parent / "lib"]
    run_quietly([sys.executable, "-c", script, *words])
    made = {trap: folder / "nbdev" / trap / "lib" / "made.py" for trap in known}
    return {trap: path.read_text("utf-8") for trap, path in made.items() if path.is_file()}


def _statements(source: str) -> int:
    try:
        return len(ast.parse(source).body)
    except SyntaxError:
        return 0


def _requirements(notebooks: dict[str, Notebook], expected: dict[str, Expected]) -> list[Row]:
    """Distributions missing or needless over the long notebooks."""
    python = (sys.version_info[0], sys.version_info[1])
    ours = theirs = wanted = 0
    pigar = shutil.which("pigar", path=str(Path(sys.executable).parent))
    for trap in LONG:
        if not is_here(expected[trap]):
            continue
        truth = set(expected[trap].words.get("requires", []))
        wanted += len(truth)
        slice_ = slice_notebook(notebooks[trap])
        lines = find_requirements(slice_, target_python=python, hints=slice_.hints, index=None).lines
        ours += len({line.name for line in lines} ^ truth)
        if pigar is not None:
            theirs += len(_by_pigar(pigar, trap) ^ truth)
    if pigar is None:
        return [Row(f"requirements missing or needless, of {wanted}", ours, "", 1)]
    return [Row(f"requirements missing or needless, of {wanted}", ours, "", 1, "pigar", theirs)]


def _by_pigar(pigar: str, trap: str) -> set[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(FOLDER / "long", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("[!_]*.py"))
        notebook = read_notebook(FOLDER / f"{trap}.py")
        (folder / "notebook.ipynb").write_text(json.dumps(_as_ipynb(notebook)), "utf-8")
        out = folder / "found.txt"
        words = [pigar, "generate", "-f", out, "--question-answer", "no", "--dont-show-differences", folder]
        run_quietly(words)
        lines = out.read_text("utf-8").splitlines() if out.is_file() else []
    names = (line.partition("#")[0].partition("==")[0].strip() for line in lines)
    # What the platform's own package brings is asked of nobody here.
    return {canonical_name(name) for name in names if name} - {"aiges", "aiges-nb"}
