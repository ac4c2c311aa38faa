"""The platforms' import lines without the platforms, in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiges_nb.sdk import shim

BEGIN = "import sys\nfrom aiges_nb.sdk.shim import install_shim, is_shim_module, uninstall_shim\ninstall_shim()\n"


def run(source: str, *paths: Path, cwd: Path | None = None) -> str:
    """What the program prints; it must not fail."""
    head = "".join(f"import sys; sys.path.insert(0, {str(path)!r})\n" for path in paths)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", head + BEGIN + source],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
        env={"AIGES_NB_LANG": "en", "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


IMPORT_LINES = """
from aiges.sdk import WrapperBase, StringParamField, StringBodyField, ImageBodyField, JsonBodyField, AudioBodyField
from aiges.sdk import NumberParamField, IntegerParamField, BooleanParamField, SessionManager, StreamHandleThread, log
from aiges.dto import Response, ResponseData, DataListCls, DataListNode, SessionCreateResponse, callback, init_rq
from aiges.dto import DataText, Once
from aiges.core.types import DataBegin, DataContinue, DataEnd, DataOnce, DataAudio, THREAD_MODE, Types, Status
from aiges.types import DataImage, Once
from aiges.utils.log import log, getFileLogger
from aiges.stream import SessionManager, StreamHandleThread, WorkerThread, ReqHandleThread, ModelProcess, RequestPool
from aiges.callback import callback
from aiges.worker import Worker, InferClass
from aiges.concurrent.fixpool import FixedPool
from codeproject_ai_sdk import ModuleRunner, RequestData, JSON, LogMethod, LogVerbosity, ModuleOptions, SystemInfo
""".strip().splitlines()


@pytest.mark.parametrize("line", IMPORT_LINES)
def test_an_import_line_of_real_wrappers_works(line: str) -> None:
    shim.install_shim()
    try:
        exec(line, {})
    finally:
        shim.uninstall_shim()


def test_the_try_import_of_real_wrappers_falls_back() -> None:
    source = """
try:
    from aiges_embed import Response, ResponseData, DataListCls, DataListNode
except:
    from aiges.dto import Response, ResponseData, DataListCls, DataListNode
print(Response.__module__, is_shim_module("aiges.dto"), "aiges_embed" in sys.modules)
"""
    assert run(source) == "aiges_nb.sdk.data True False"


@pytest.mark.parametrize(
    ("module", "some", "none"),
    [
        ("aiges.core.types", {"DataOnce", "STRING", "Types"}, {"WrapperBase", "Final", "Mapping"}),
        ("aiges.types", {"DataOnce"}, {"WrapperBase"}),
        ("aiges.sdk", {"WrapperBase", "Response", "DataOnce", "log", "SessionManager"}, {"annotations", "shim"}),
        ("aiges.dto", {"Response", "DataText", "init_rq"}, {"WrapperBase"}),
        ("aiges.stream", {"StreamHandleThread", "Context"}, {"threading"}),
        ("codeproject_ai_sdk", {"ModuleRunner", "JSON"}, {"Path"}),
    ],
)
def test_a_star_gives_the_authors_names_and_no_others(module: str, some: set[str], none: set[str]) -> None:
    names = set(run(f"space = {{}}\nexec('from {module} import *', space)\nprint(*space)").split())
    assert some <= names
    assert not none & names


def test_all_loaders_of_a_name_give_the_same_class() -> None:
    source = """
import aiges.sdk, aiges.dto, aiges.core.types, aiges_nb.sdk
print(aiges.sdk.Response is aiges.dto.Response is aiges_nb.sdk.Response, aiges.core.types.DataOnce)
"""
    assert run(source) == "True 3"


def test_a_module_says_where_it_comes_from() -> None:
    source = """
import aiges.core.types as types, aiges.sdk as sdk
print(types.__spec__.name, types.__name__, sdk.__all__ == list(dict.fromkeys(sdk.__all__)), "Response" in dir(sdk))
"""
    assert run(source) == "aiges.core.types aiges.core.types True True"


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        ("from aiges.sdk import swagger", "ImportError", "pip install aiges)"),
        ("import aiges.sdk; aiges.sdk.swagger", "AttributeError", "'swagger'"),
        ("import aiges.ws.app", "ModuleNotFoundError", "'aiges.ws'"),
        ("from aiges.core import rest", "ImportError", "'rest'"),
        ("from codeproject_ai_sdk import dump_tensors", "ImportError", "pip install codeproject-ai-sdk)"),
        ("import codeproject_ai_sdk.module_runner", "ModuleNotFoundError", "codeproject-ai-sdk"),
    ],
)
def test_what_is_not_there_says_what_to_do(line: str, error: str, words: str) -> None:
    source = f"""
try:
    {line}
except Exception as exc:
    print(type(exc).__name__, exc)
"""
    seen = run(source)
    assert seen.startswith(f"{error} ")
    assert words in seen


def test_asking_whether_a_name_is_there_is_no_error() -> None:
    assert run("import aiges.sdk\nprint(hasattr(aiges.sdk, 'swagger'), hasattr(aiges.sdk, 'log'))") == "False True"


def test_installing_twice_and_taking_away_leaves_nothing() -> None:
    source = """
before = len(sys.meta_path)
install_shim()
import aiges.sdk, codeproject_ai_sdk
uninstall_shim()
uninstall_shim()
print(before - len(sys.meta_path), [name for name in sys.modules if name.startswith(("aiges.", "codeproject"))])
try:
    import aiges.sdk
except ImportError as exc:
    print(exc)
"""
    assert run(source).splitlines() == ["1 []", "No module named 'aiges'"]


def test_importing_the_shim_loads_no_heavy_library_and_no_thread_code() -> None:
    source = """
from aiges.sdk import WrapperBase, StringBodyField, Response
from aiges.utils.log import log
heavy = {"PIL", "numpy", "queue", "subprocess", "asyncio", "IPython", "aiges_nb.sdk.stream", "aiges_nb.sdk.codeproject"}
print(sorted(heavy & set(sys.modules)))
"""
    assert run(source) == "[]"


def test_an_adapter_loads_no_picture_library_and_does_not_look_at_the_machine() -> None:
    source = """
from codeproject_ai_sdk import ModuleRunner, RequestData
class A(ModuleRunner): pass
A()
print(sorted({"PIL", "numpy", "subprocess", "aiohttp"} & set(sys.modules)))
"""
    assert run(source) == "[]"


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    """A folder on the path with an `aiges` of its own, older than some names."""
    package = tmp_path / "site" / "aiges"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    (package / "sdk.py").write_text("class WrapperBase: origin = 'installed'\n", "utf-8")
    yield tmp_path / "site"


def test_an_installed_sdk_wins_whole(installed: Path) -> None:
    source = """
import aiges.sdk
print(aiges.sdk.WrapperBase.origin, is_shim_module("aiges.sdk"))
try:
    import aiges.types
except ModuleNotFoundError as exc:
    print(exc)
from codeproject_ai_sdk import ModuleRunner
print(is_shim_module("codeproject_ai_sdk"))
"""
    assert run(source, installed).splitlines() == ["installed False", "No module named 'aiges.types'", "True"]


def test_a_broken_installed_sdk_is_not_papered_over(installed: Path) -> None:
    (installed / "aiges" / "sdk.py").write_text("import no_such_dependency\n", "utf-8")
    source = """
try:
    import aiges.sdk
except ModuleNotFoundError as exc:
    print(exc.name)
"""
    assert run(source, installed) == "no_such_dependency"


def test_a_folder_named_like_the_sdk_is_no_sdk(tmp_path: Path) -> None:
    (tmp_path / "aiges" / "docs").mkdir(parents=True)
    source = (
        "from aiges.sdk import WrapperBase\nfrom aiges.core.types import *\nprint(WrapperBase.__module__, DataOnce)"
    )
    assert run(source, tmp_path, cwd=tmp_path) == "aiges_nb.sdk.wrapper 3"
