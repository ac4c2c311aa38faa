"""What it costs to be there: loading the extension, starting the command."""

from __future__ import annotations

import sys
from pathlib import Path

from .measure import Row, median_of_printed, median_of_process

LOAD = """
import sys, time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
begun = time.perf_counter()
shell.run_line_magic("load_ext", "{name}")
taken = time.perf_counter() - begun
heavy = [name for name in ("pandas", "ipywidgets", "starlette", "numpy") if name in sys.modules]
assert "{name}" != "aiges_nb" or not heavy, heavy
print(taken)
"""


def measure() -> list[Row]:
    """`%load_ext` beyond IPython, and the bare command."""
    bin_folder = Path(sys.executable).parent
    return [
        Row(
            "%load_ext aiges_nb, beyond IPython",
            median_of_printed(LOAD.format(name="aiges_nb"), runs=9),
            "s",
            0.05,
            "%load_ext autoreload",
            median_of_printed(LOAD.format(name="autoreload"), runs=9),
        ),
        Row(
            "aiges-nb --version",
            median_of_process([bin_folder / "aiges-nb", "--version"], runs=15),
            "s",
            0.15,
            "jupyter nbconvert --version",
            median_of_process([bin_folder / "jupyter", "nbconvert", "--version"], runs=3),
        ),
    ]
