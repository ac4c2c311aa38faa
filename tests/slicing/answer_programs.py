"""Run programs, each in a process of its own, and print what `Wrapper().answer()` of each says.

Reads a JSON list of texts from its input and writes a JSON list of texts; the folder of the programs is its argument.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from types import ModuleType


def answer(source: str) -> str:
    module = ModuleType("wrapper")
    sys.modules["wrapper"] = module
    with redirect_stdout(StringIO()):
        try:
            code = compile(source, "<program>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            if code.co_flags & inspect.CO_COROUTINE:
                asyncio.run(eval(code, module.__dict__))
            else:
                exec(code, module.__dict__)
            return repr(module.__dict__["Wrapper"]().answer())
        except BaseException as exc:
            return f"{type(exc).__name__}: {exc}"


def answer_apart(source: str) -> str:
    """The answer of a forked process, so that no program sees what another changed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            pipe.write(answer(source))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return text


def main() -> None:
    os.chdir(sys.argv[1])
    sys.path.insert(0, sys.argv[1])
    from aiges_nb.sdk.shim import install_shim

    install_shim()
    json.dump([answer_apart(source) for source in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
