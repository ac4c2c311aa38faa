"""Let a fuzzer that watches which lines are reached look for what a reader does not bear.

`python -m tests.prove.fuzz READER FOLDER... [-option=value...]`, the folders and options as libFuzzer has them.
"""

from __future__ import annotations

import sys


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["aiges_nb", "python_multipart", "tests.server.readers"]):
        from tests.server.readers import READERS

    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, READERS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
