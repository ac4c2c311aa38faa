"""One small service whose parameter `mode` says how it behaves, live and as a Program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aiges_nb.exchange import Request, make_request
from aiges_nb.invoke import KernelBackend, WorkerBackend, load_program
from aiges_nb.program import Program, Statement
from aiges_nb.runs import RunStore
from aiges_nb.sdk.shim import install_shim, uninstall_shim

IMPORTS = """\
import ctypes, logging, os, sys, threading, time, warnings

from aiges.dto import Response, ResponseData
from aiges.sdk import IntegerParamField, StringBodyField, StringParamField, WrapperBase
from aiges_nb import progress
"""

SERVICE = """\
class Asked:
    mode = StringParamField(key="mode", value="echo")
    count = IntegerParamField(key="count", value=3, maximum=2000000)
    text = StringBodyField(key="text", value=b"hello")


class Answered:
    accept1 = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId = "modes"
    version = "v1"
    requestCls = Asked()
    responseCls = Answered()
    config = {"depth": 2}
    lives = 0

    def wrapperInit(self, config):
        Wrapper.lives += 1
        self.config = config
        return 0

    def wrapperError(self, code):
        return "no such song" if code == 61001 else 7

    def wrapperOnceExec(self, params, reqData):
        return getattr(self, "do_" + params["mode"])(int(params.get("count", 3)), reqData)

    def answer(self, data):
        item = ResponseData()
        item.key, item.status = "out", 3
        item.setDataType(0)
        item.setData(data)
        answer = Response()
        answer.list = [item]
        return answer

    def do_echo(self, count, reqData):
        return self.answer(reqData.get("text").data)

    def do_lives(self, count, reqData):
        return self.answer(b"%d %d" % (Wrapper.lives, os.getpid()))

    def do_raise(self, count, reqData):
        return 1 / 0

    def do_code(self, count, reqData):
        return Response().response_err(61001)

    def do_exit(self, count, reqData):
        sys.exit(3)

    def do_interrupt(self, count, reqData):
        raise KeyboardInterrupt

    def do_none(self, count, reqData):
        return None

    def do_polite(self, count, reqData):
        for _ in progress.track(range(count)):
            time.sleep(0.01)
        return self.answer(b"done")

    def do_loop(self, count, reqData):
        number = 0
        while True:
            number += 1

    def do_sleep(self, count, reqData):
        time.sleep(count)
        return self.answer(b"awake")

    def do_deaf(self, count, reqData):
        while True:
            try:
                time.sleep(60)
            except BaseException:
                pass

    def do_swallow(self, count, reqData):
        try:
            while True:
                time.sleep(0.005)
        except BaseException:
            return self.answer(b"finished all the same")

    def do_print(self, count, reqData):
        for number in range(count):
            print("line", number)
        return self.answer(b"printed")

    def do_noise(self, count, reqData):
        print("to stdout")
        print("to stderr", file=sys.stderr)
        warnings.warn("mind the gap", UserWarning)
        logging.getLogger("author").error("logged")
        thread = threading.Thread(target=print, args=("from a thread",))
        thread.start()
        thread.join()
        return self.answer(b"noise")

    def do_partial(self, count, reqData):
        for number in range(count):
            progress.update(step=number + 1, steps=count, message=f"step {number + 1}", partial={"found": number})
            time.sleep(0.06)
        return self.answer(b"all")

    def do_yield(self, count, reqData):
        for number in range(count):
            time.sleep(0.06)
            yield self.answer(b"part %d" % number)

    def do_eat(self, count, reqData):
        import resource
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 300_000_000, resource.RLIM_INFINITY))
        try:
            return self.answer(b"".join(bytearray(50_000_000) for _ in range(100)))
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def do_die(self, count, reqData):
        os._exit(count)

    def do_crash(self, count, reqData):
        ctypes.string_at(0)

    def do_mess(self, count, reqData):
        os.chdir("/")
        sys.stdout = open(os.devnull, "w")
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        threading.Thread(target=time.sleep, args=(60,)).start()
        return self.answer(b"left a mess")

    def do_where(self, count, reqData):
        print("still printing")
        return self.answer(os.getcwd().encode())

    def do_fork(self, count, reqData):
        if os.fork() == 0:
            return None
        return self.answer(b"parent")

    def do_children(self, count, reqData):
        try:
            os.wait()
        except ChildProcessError:
            return self.answer(b"none")
        return self.answer(b"one")

    def do_orphan(self, count, reqData):
        import subprocess
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("child", child.pid, flush=True)
        if count == 1:  # native code that never gives the interpreter back
            import ctypes
            ctypes.PyDLL(None).sleep(600)
        time.sleep(600)
"""


def make_program(*cells: str, folder: Path | str = "", class_name: str = "Wrapper") -> Program:
    """A program of one statement a cell; cells are numbered 1, 3, 5... as if text stood between them."""
    statements = [
        Statement(text.rstrip("\n"), 2 * index + 1, 1, text.rstrip("\n").count("\n") + 1)
        for index, text in enumerate(cells)
    ]
    return Program(tuple(statements), class_name, str(folder))


@pytest.fixture(name="make_program")
def give_make_program() -> Callable[..., Program]:
    return make_program


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AIGES_NB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def shim() -> Iterator[None]:
    install_shim()
    yield
    uninstall_shim()


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return make_program(IMPORTS, SERVICE, folder=tmp_path)


@pytest.fixture
def live_class(program: Program, shim: None) -> type:
    return load_program(program)[1]


@pytest.fixture
def store(home: Path) -> Iterator[RunStore]:
    store = RunStore(home / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture
def kernel(live_class: type, store: RunStore) -> Iterator[KernelBackend]:
    backend = KernelBackend(live_class, store=store)
    yield backend
    backend.close()


@pytest.fixture
def worker(program: Program, store: RunStore) -> Iterator[WorkerBackend]:
    backend = WorkerBackend(program, store=store)
    yield backend
    if backend.current is not None:
        backend.current.cancel(force=True)
        backend.current.wait(10)
    backend.close()


@pytest.fixture
def ask(live_class: type) -> Callable[..., Request]:
    """`ask("mode", count=3)`: a request of the service."""
    from aiges_nb.contract import reflect_contract

    contract = reflect_contract(live_class)

    def make(mode: str = "echo", **values: object) -> Request:
        return make_request(contract, {"mode": mode, **values})

    return make
