"""Run every benchmark: `python -m benchmarks [NAME ...] [--quick] [--json FILE]`; both options are serve's."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from importlib import import_module

from .measure import medians_of_processes, print_rows

BLOCKS = {
    "startup": "Being there",
    "invoke": "One call",
    "form": "A form of 20 controls",
    "export": "Whole commands",
    "slices": "The labelled corpus",
    "progress": "Progress",
    "serve": "Over HTTP",
    "cancel": "Cancel, from asking until the run has ended",
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="serve: only ours and the two references")
    parser.add_argument("--json", metavar="FILE", help="serve: write the figures there too")
    options = parser.parse_args(arguments)
    names: list[str] = options.names
    unknown = [name for name in names if name not in BLOCKS]
    if unknown:
        raise SystemExit(f"no benchmark {', '.join(unknown)}; there are {', '.join(BLOCKS)}")
    # Runs are recorded as ever, but not in the store of whoever measures.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["AIGES_NB_HOME"] = home
        [bare] = medians_of_processes([sys.executable, "-c", "pass"], runs=11)
        load = f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs" if hasattr(os, "getloadavg") else ""
        print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}{load}; medians")
        print(f"A bare `python -c pass` takes {bare * 1e3:.0f} ms here now.")
        for name in names or list(BLOCKS):
            if name == "serve":
                import_module("benchmarks.serve").run(quick=options.quick, json_path=options.json)
                continue
            print_rows(BLOCKS[name], import_module(f"benchmarks.{name}").measure())


if __name__ == "__main__":
    main(sys.argv[1:])
