"""The pyaiges package's bridge: the same class behind the newer SDK's methods, tuples and data units."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from aiges_nb.package import PackageTree, plan_package, write_package
from aiges_nb.package.kit import read_kit
from aiges_nb.proof.pythons import find_interpreter

Play = Callable[..., str]

PYAIGES = """
import importlib.machinery, sys, types

class WrapperData:
    def __init__(self, key="", data=b"", type=0, status=3, desc=None):
        self.key, self.type, self.status, self.desc = key, type, status, desc or {}
        self.data = data if isinstance(data, bytes) else data.encode("utf-8")

class WrapperBase:
    _callback_stub = None

    def async_callback(self, usr_tag, data_list=None, err_code=0, err_msg=""):
        self._callback_stub.append((usr_tag, [(i.key, i.data, i.status) for i in data_list], err_code, err_msg))
        return 0

sdk = types.ModuleType("pyaiges")
sdk.__spec__ = importlib.machinery.ModuleSpec("pyaiges", None)
sdk.WrapperBase, sdk.WrapperData = WrapperBase, WrapperData
sys.modules["pyaiges"] = sdk
sys.path.insert(0, ".")

def unit(key, data, status=3):
    return WrapperData(key=key, data=data, status=status)
"""

LATER = """from aiges.sdk import SessionCreateResponse, StringBodyField, WrapperBase, callback
from aiges.dto import Response, ResponseData


def answer(text, status):
    item = ResponseData()
    item.key, item.status = "out", status
    item.setDataType(0)
    item.setData(text.encode())
    res = Response()
    res.list = [item]
    return res


class Ask:
    text = StringBodyField(key="text", value=b"hello")


class Answer:
    accept1 = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId, version = "later", "v7"
    requestCls, responseCls = Ask(), Answer()

    def wrapperInit(self, config):
        self.heard = {}
        return 0

    def wrapperFini(self):
        return 0

    def wrapperError(self, ret):
        return "no sound" if ret == 61001 else ""

    def wrapperOnceExecAsync(self, params, reqData, sid, persId=0):
        callback(answer("half", 1), sid)
        callback(answer("whole", 2), sid)
        return 0

    def wrapperCreate(self, params, sid, persId=0, usrTag=""):
        created = SessionCreateResponse()
        created.handle, created.error_code = "handle-" + sid, 61001 if params.get("mode") == "full" else 0
        self.heard[created.handle] = sid
        return created

    def wrapperWrite(self, handle, datas, sid=""):
        node = datas.list[0]
        if node.data == b"bad":
            return callback(Response().response_err(61001), self.heard[handle])
        callback(answer(node.data.decode() + "/" + self.heard[handle], node.status), self.heard[handle])
        return 0

    def wrapperDestroy(self, handle):
        del self.heard[handle]
        return 0
"""


@pytest.fixture(scope="module")
def package(echo: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = plan_package(echo.make_program(), echo.make_contract(), target="pyaiges", golden=echo.CASES)
    assert tree.findings == ()
    return write_package(tree, tmp_path_factory.mktemp("pyaiges") / "echo")


@pytest.fixture(scope="module")
def later(echo: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    hooks = ("wrapperInit", "wrapperFini", "wrapperError", "wrapperOnceExecAsync", "wrapperCreate", "wrapperWrite")
    contract = echo.make_contract(hooks=hooks, version="v7")
    tree = plan_package(echo.make_program((LATER,)), contract, target="pyaiges")
    return write_package(tree, tmp_path_factory.mktemp("later") / "later")


@pytest.fixture
def play() -> Play:
    """What a script prints that runs in the package's `wrapper/`, the toolkit itself out of sight."""

    def run(folder: Path, script: str, python: str = sys.executable) -> str:
        made = "from wrapper import PyaigesWrapper\nservice = PyaigesWrapper()\nassert service.init({}) == 0\n"
        command = [python, "-I", "-B", "-X", "utf8", "-c", PYAIGES + made + script]
        done = subprocess.run(command, cwd=folder / "wrapper", capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    return run


def test_text_comes_in_and_typed_values_reach_the_author(package: Path, play: Play) -> None:
    said = play(
        package,
        "data = [unit('more', b'x'), unit('text', b'hi')]\n"
        "items, code = service.exec('tag', {'times': '3', 'loud': 'true'}, data, [])\n"
        "print(code, [(i.key, i.data.decode(), i.type, i.status) for i in items])",
    )
    assert said == """0 [('out', '{"text": "HI HI HI", "by": "回声"}', 0, 3)]"""


def test_an_own_code_is_the_code_and_a_failure_is_raised(package: Path, play: Play) -> None:
    data = "[unit('text', b'hi'), unit('more', b'x')]"
    assert play(package, f"print(service.exec('tag', {{'mode': 'code'}}, {data}, []))") == "([], 61001)"
    said = play(
        package,
        f"try:\n    service.exec('tag', {{'mode': 'raise'}}, {data}, [])\nexcept RuntimeError as e:\n    print(e)",
    )
    assert said == "boom"


def test_its_life(package: Path, play: Play) -> None:
    assert play(package, "print(service.version(), service.error(61001), service.fini())") == "v1 没有声音 0"


def test_the_server_finds_one_class(package: Path, play: Play) -> None:
    said = play(
        package,
        "import inspect, wrapper\n"
        "print([n for n, c in inspect.getmembers(wrapper, inspect.isclass) if issubclass(c, WrapperBase)])",
    )
    assert said == "['PyaigesWrapper']"


def test_an_asynchronous_call_is_waited_for_where_nobody_takes_its_answers(later: Path, play: Play) -> None:
    said = play(
        later,
        "items, code = service.exec('tag', {'sid': 's1'}, [unit('text', b'x')], [])\n"
        "print(code, [(i.data, i.status) for i in items])",
    )
    assert said == "0 [(b'half', 1), (b'whole', 2)]"


def test_answers_are_pushed_where_the_loader_takes_them(later: Path, play: Play) -> None:
    said = play(
        later,
        "service._callback_stub = pushed = []\n"
        "print(service.exec('tag', {'sid': 's1'}, [unit('text', b'x')], []), pushed)",
    )
    assert said == "([], 0) [('tag', [('out', b'half', 1)], 0, ''), ('tag', [('out', b'whole', 2)], 0, '')]"


SESSION = """
one, code = service.create('t1', {'sid': 's1'}, [])
two, _ = service.create('t2', {'sid': 's2'}, [])
service.write(one, [unit('text', b'a', 0)])
service.write(two, [unit('text', b'b', 2)])
service.write(one, [unit('text', b'c', 2)])
"""


def test_sessions_are_read_apart(later: Path, play: Play) -> None:
    said = play(
        later,
        SESSION + "print([[(i.data, i.status) for i in service.read(h)[0]] for h in (one, two, one)])\n"
        "print(service.destroy(one), service.read(one), service._sessions.keys())",
    )
    assert said.splitlines() == [
        "[[(b'a/s1', 0), (b'c/s1', 2)], [(b'b/s2', 2)], []]",
        "0 ([], 0) dict_keys(['handle-s2'])",
    ]


def test_sessions_are_pushed_under_their_tags(later: Path, play: Play) -> None:
    said = play(later, "service._callback_stub = pushed = []\n" + SESSION + "print(*pushed, sep='\\n')")
    assert said.splitlines() == [
        "('t1', [('out', b'a/s1', 0)], 0, '')",
        "('t2', [('out', b'b/s2', 2)], 0, '')",
        "('t1', [('out', b'c/s1', 2)], 0, '')",
    ]


def test_an_error_in_a_session_comes_with_its_text(later: Path, play: Play) -> None:
    said = play(
        later,
        "service._callback_stub = pushed = []\none, _ = service.create('t1', {'sid': 's1'}, [])\n"
        "service.write(one, [unit('text', b'bad')])\nprint(pushed)\n"
        "print(service.create('t3', {'sid': 's3', 'mode': 'full'}, []))",
    )
    assert said.splitlines() == ["[('t1', [], 61001, 'no sound')]", "('handle-s3', 61001)"]


def test_it_runs_on_the_oldest_python_that_it_is_for(package: Path, later: Path, play: Play) -> None:
    old = find_interpreter((3, 9))
    if old is None:
        pytest.skip("no Python 3.9 here")
    assert play(package, "print(service.version())", old.path) == "v1"
    said = play(later, SESSION + "print([i.data for i in service.read(one)[0]])", old.path)
    assert said == "[b'a/s1', b'c/s1']"


@pytest.mark.parametrize("platform", ["aiges", "codeproject"])
def test_the_kit_is_readable_by_the_oldest_python(platform: Any) -> None:
    for path, data in read_kit(platform).items():
        ast.parse(data, path, feature_version=(3, 9))


def test_a_name_that_the_bridge_needs_is_told(echo: ModuleType) -> None:
    cells = (*echo.CELLS, "PyaigesWrapper = 1")
    tree = plan_package(echo.make_program(cells), echo.make_contract(), target="pyaiges")
    assert [finding.code for finding in tree.findings] == ["package-class-name-taken"]


def test_the_class_keeps_its_name(echo: ModuleType) -> None:
    cells = tuple(cell.replace("class Wrapper(", "class Echo(") for cell in echo.CELLS)
    tree: PackageTree = plan_package(
        echo.make_program(cells, "Echo"), echo.make_contract(class_name="Echo"), target="pyaiges"
    )
    assert b"make_service(Echo)" in tree.files["wrapper/wrapper.py"]
    assert tree.findings == ()
