"""Run every benchmark: `python -m benchmarks [NAME ...]`."""

from __future__ import annotations

import platform
import sys
from importlib import import_module

from .measure import print_rows

BLOCKS = {
    "startup": "Being there",
    "invoke": "One call",
    "form": "A form of 20 controls",
    "export": "Export, whole process",
}


def main(names: list[str]) -> None:
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; medians")
    for name in names or list(BLOCKS):
        print_rows(BLOCKS[name], import_module(f"benchmarks.{name}").measure())


if __name__ == "__main__":
    main(sys.argv[1:])
