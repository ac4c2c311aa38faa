"""What it costs to be there: loading the extension, starting the command."""

from __future__ import annotations

import sys
from pathlib import Path

from .measure import Row, medians_of_processes, medians_of_scripts

LOAD = """
import sys, time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = set(sys.modules)
begun = time.perf_counter()
shell.run_line_magic("load_ext", "{name}")
taken = time.perf_counter() - begun
heavy = {{"click", "ipywidgets", "numpy", "pandas", "sqlite3", "starlette"}} & (set(sys.modules) - before)
assert "{name}" != "aiges_nb" or not heavy, heavy
print(taken)
"""


def measure() -> list[Row]:
    """`%load_ext` beyond IPython, and the bare command."""
    bin_folder = Path(sys.executable).parent
    ours, theirs = medians_of_scripts(LOAD.format(name="aiges_nb"), LOAD.format(name="autoreload"), runs=11)
    version, peer = medians_of_processes(
        [bin_folder / "aiges-nb", "--version"], [bin_folder / "jupyter", "nbconvert", "--version"], runs=9
    )
    return [
        Row("%load_ext aiges_nb, beyond IPython", ours, "s", 0.05, "%load_ext autoreload", theirs),
        Row("aiges-nb --version", version, "s", 0.15, "jupyter nbconvert --version", peer),
    ]
