"""Run a pyaiges package behind pyaiges' own server, or by its rules where pyaiges is absent; as JSON lines on a pipe.

Started by `verify_package` inside the package's environment, as `driver.py`, whose tools it uses: standard library
and pyaiges only, Python 3.9, no relative imports.
"""

import contextlib
import importlib
import importlib.machinery
import importlib.util
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import types

HERE = os.path.dirname(os.path.abspath(__file__))
START_WAIT_S = 60
CALL_WAIT_S = 150  # longer than the bridge waits for an asynchronous call
END_WAIT_S = 20


def load_driver():
    """`driver.py`, without putting this folder on the path."""
    spec = importlib.util.spec_from_file_location("_aiges_nb_driver", os.path.join(HERE, "driver.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


driver = load_driver()


class Server:
    """pyaiges' real server as the loader starts it: a child process, spoken to over its socket."""

    def __init__(self, task):
        self.config = driver.text_config(task)
        # A socket's path must be short.
        self.folder = tempfile.TemporaryDirectory(prefix="nb")
        self.answers = queue.Queue()
        command = [sys.executable, *task["flags"], "-m", "pyaiges.grpc_server", "--module", "wrapper"]
        command += ["--sock", os.path.join(self.folder.name, "s")]
        callbacks = os.path.join(self.folder.name, "c") if task["convention"] == "pyaiges" else ""
        command += ["--callback-sock", callbacks] if callbacks else []
        self.process = subprocess.Popen(
            command, cwd=task["wrapper"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        # Only now: a process in which gRPC has threads must not fork. The child waits 10 s for the callback's socket.
        import grpc
        from pyaiges.proto import wrapper_pb2, wrapper_pb2_grpc

        self.grpc, self.messages = grpc, wrapper_pb2
        self.callbacks = self.serve_callbacks(wrapper_pb2_grpc, callbacks) if callbacks else None
        self.channel = grpc.insecure_channel(self.wait_until_ready())
        self.stub = wrapper_pb2_grpc.WrapperServiceStub(self.channel)

    def serve_callbacks(self, services, path):
        """The loader's side: takes what the package pushes."""
        from concurrent import futures

        answers, messages = self.answers, self.messages

        class Callbacks(services.CallbackServiceServicer):
            def AsyncCallback(self, request, context):
                answers.put((request.usr_tag, request.err_code, items_of(request.data_list)))
                return messages.CallbackResponse(code=0)

        server = self.grpc.server(futures.ThreadPoolExecutor(max_workers=4))
        services.add_CallbackServiceServicer_to_server(Callbacks(), server)
        server.add_insecure_port("unix:" + path)
        server.start()
        return server

    def wait_until_ready(self):
        """The address in the line by which the server says that it listens."""
        lines = queue.Queue()

        def read():
            for line in self.process.stdout:
                lines.put(line)
                sys.stderr.write(line)
            lines.put("")

        threading.Thread(target=read, daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=START_WAIT_S)
            except queue.Empty:
                raise RuntimeError(f"pyaiges' server did not say AIGES_PY_READY within {START_WAIT_S} s") from None
            if line.startswith("AIGES_PY_READY "):
                return line.split(" ", 1)[1].strip()
            if not line:
                raise RuntimeError(f"pyaiges' server ended with code {self.process.wait(10)} before it was ready")

    def init(self):
        answer = self.stub.Init(self.messages.InitRequest(cfg=self.config), timeout=CALL_WAIT_S)
        if answer.err_msg:
            raise RuntimeError(f"init: {answer.err_msg}")
        return answer.err_code

    def version(self):
        return self.stub.Version(self.messages.Empty(), timeout=CALL_WAIT_S).version

    def units(self, inputs):
        return [
            self.messages.WrapperData(key=i["key"], data=i["data"], type=i["type"], status=i.get("status", ONCE))
            for i in inputs
        ]

    def call(self, case):
        request = self.messages.ExecRequest(
            usr_tag="tag-" + case["name"], params=params_of(case), data_list=self.units(case["inputs"])
        )
        return checked(self.stub.Exec(request, timeout=CALL_WAIT_S))

    def create(self, case):
        request = self.messages.CreateRequest(usr_tag="tag-" + case["name"], params=params_of(case))
        answer = self.stub.Create(request, timeout=CALL_WAIT_S)
        if answer.err_msg:
            raise RuntimeError(answer.err_msg)
        return answer.handle, answer.err_code

    def write(self, handle, frame):
        answer = self.stub.Write(
            self.messages.WriteRequest(handle=handle, data_list=self.units(frame)), timeout=CALL_WAIT_S
        )
        if answer.err_msg:
            raise RuntimeError(answer.err_msg)
        return answer.err_code

    def read(self, handle):
        return checked(self.stub.Read(self.messages.ReadRequest(handle=handle), timeout=CALL_WAIT_S))

    def destroy(self, handle):
        self.stub.Destroy(self.messages.DestroyRequest(handle=handle), timeout=CALL_WAIT_S)

    def fini(self):
        answer = self.stub.Fini(self.messages.Empty(), timeout=CALL_WAIT_S)
        if answer.err_msg:
            raise RuntimeError(f"fini: {answer.err_msg}")
        self.channel.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(END_WAIT_S)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"pyaiges' server did not end within {END_WAIT_S} s of SIGTERM") from None
        if self.callbacks is not None:
            self.callbacks.stop(0)
        return answer.err_code


class Rules:
    """pyaiges' way of calling where it is absent: its base class, its data units, its conversions."""

    def __init__(self, task):
        self.config = driver.text_config(task)
        self.answers = queue.Queue()
        self.unit = offer_pyaiges()
        module = importlib.import_module("wrapper")
        self.service = module.PyaigesWrapper()
        if task["convention"] == "pyaiges":
            self.service._callback_stub = self
            self.service.async_callback = self.take

    def take(self, usr_tag, data_list=None, err_code=0, err_msg=""):
        self.answers.put((usr_tag, err_code, items_of(data_list or [])))
        return 0

    def init(self):
        return self.service.init(dict(self.config)) or 0

    def version(self):
        return self.service.version()

    def units(self, inputs):
        return [
            self.unit(key=i["key"], data=i["data"], type=i["type"], status=i.get("status", ONCE), desc={})
            for i in inputs
        ]

    def call(self, case):
        items, code = self.service.exec("tag-" + case["name"], params_of(case), self.units(case["inputs"]), [])
        return code or 0, items_of(items or [])

    def create(self, case):
        handle, code = self.service.create("tag-" + case["name"], params_of(case), [])
        return str(handle), code or 0

    def write(self, handle, frame):
        return self.service.write(handle, self.units(frame)) or 0

    def read(self, handle):
        items, code = self.service.read(handle)
        return code or 0, items_of(items or [])

    def destroy(self, handle):
        self.service.destroy(handle)

    def fini(self):
        return self.service.fini() or 0


ONCE = 3


class Caller:
    """What `driver.run_case` asks for, over a server of either kind."""

    def __init__(self, server, convention):
        self.server, self.by_read = server, convention == "pyaiges-read"

    def once(self, case):
        return self.server.call(case)

    def session(self, case):
        if case["mode"] == "async":
            code, items = self.server.call(case)
            if code or items:
                return code, items
            return driver.collect(lambda: self.pushed(case), 0)
        handle, code = self.server.create(case)
        return driver.play(
            case,
            code,
            lambda frame: self.server.write(handle, frame),
            (lambda: self.polled(handle)) if self.by_read else (lambda: self.pushed(case)),
            lambda: self.server.destroy(handle),
        )

    def pushed(self, case):
        tag, code, items = self.server.answers.get_nowait()
        if tag != "tag-" + case["name"]:
            raise RuntimeError(f"an answer came under the tag {tag!r}")
        return code, items

    def polled(self, handle):
        code, items = self.server.read(handle)
        if not code and not items:
            raise queue.Empty
        return code, items

    def error(self, code):
        return ""  # its protocol carries no text of a code


def params_of(case):
    params = {key: driver.text_of(value) for key, value in case["sent"].items()}
    return {**params, "sid": "sid-" + case["name"]}


def items_of(units):
    """Data units as plain values; protobuf takes nothing else."""
    items = []
    for unit in units:
        if not isinstance(unit.data, bytes) or not isinstance(unit.key, str):
            raise TypeError(f"output {unit.key!r}: expected bytes under a text key")
        items.append({"key": unit.key, "type": int(unit.type), "status": int(unit.status), "data": unit.data})
    return items


def checked(answer):
    if answer.err_msg:
        raise RuntimeError(answer.err_msg)
    return answer.err_code, items_of(answer.data_list)


def offer_pyaiges():
    """A stand-in for pyaiges' two classes; gives its data unit."""

    class WrapperData:
        def __init__(self, key="", data=b"", type=0, status=3, desc=None):
            self.key, self.type, self.status, self.desc = key, type, status, desc or {}
            self.data = data if isinstance(data, bytes) else data.encode("utf-8")

    class WrapperBase:
        _callback_stub = None

    module = types.ModuleType("pyaiges")
    module.__spec__ = importlib.machinery.ModuleSpec("pyaiges", None)
    module.WrapperBase, module.WrapperData = WrapperBase, WrapperData
    sys.modules["pyaiges"] = module
    return WrapperData


def run_task(task, send):
    os.chdir(task["wrapper"])
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != HERE]
    sys.path.insert(0, task["wrapper"])
    has_sdk = importlib.util.find_spec("pyaiges") is not None
    version = ""
    if has_sdk:
        from importlib.metadata import version as version_of

        version = version_of("pyaiges")
    send(event="sdk", version=version, python=".".join(map(str, sys.version_info[:3])))
    driver.hide_toolkit()
    driver.read_config_keys(task)
    server = None
    try:
        server = (Server if has_sdk else Rules)(task)
        if task["convention"] == "pyaiges":
            cls = getattr(importlib.import_module("wrapper"), task["class_name"])
            send(event="declaration", declaration=driver.describe(cls, task["config_keys"]))
        code = server.init()
        send(event="init", code=code)
        if code == 0:
            send(event="version", version=server.version())
            caller = Caller(server, task["convention"])
            for case in task["cases"]:
                driver.run_case(caller, case, send)
            send(event="fini", code=server.fini())
        send(event="done")
    finally:
        process = getattr(server, "process", None)
        if process is not None and process.poll() is None:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait(10)


if __name__ == "__main__":
    driver.main(run_task)
