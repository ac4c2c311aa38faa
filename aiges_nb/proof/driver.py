"""Run an exported package under one calling convention and tell what happened, as JSON lines on a pipe.

Started by `verify_package` inside the package's environment: standard library only, Python 3.9, no relative imports.
It reads one task from stdin; whatever the package prints goes to stderr.
"""

import base64
import contextlib
import importlib
import importlib.util
import json
import os
import queue
import sys
import time
import traceback
import types

HERE = os.path.dirname(os.path.abspath(__file__))
SESSION_END_S = 15


def load_beside(name):
    """A module of this folder, without putting the folder on the path."""
    spec = importlib.util.spec_from_file_location("_aiges_nb_" + name, os.path.join(HERE, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the environment ------------------------------------------------------------------------------


def find_sdk(shim_folder):
    """The version of the real SDK; else the toolkit's stand-in is offered under its names."""
    if importlib.util.find_spec("aiges") is not None:
        hide_toolkit()
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("aiges")
        except PackageNotFoundError:
            return "unknown"
    offer_stand_in(shim_folder)
    return ""


class Hiding:
    """Hides an installed toolkit, as it is absent where the package will run; the package's runtime may answer."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] != "aiges_nb":
            return None
        for finder in sys.meta_path:
            if type(finder).__name__ == "_StandInFinder":
                found = finder.find_spec(fullname, path, target)
                if found is not None:
                    return found
        raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def hide_toolkit():
    """Make `import aiges_nb` answer only what the package brings itself."""
    sys.meta_path.insert(0, Hiding())


def offer_stand_in(shim_folder):
    """Load the toolkit's `aiges` stand-ins, then hide the toolkit itself."""
    init = os.path.join(shim_folder, "__init__.py")
    spec = importlib.util.spec_from_file_location("aiges_nb", init, submodule_search_locations=[shim_folder])
    package = importlib.util.module_from_spec(spec)
    sys.modules["aiges_nb"] = package
    spec.loader.exec_module(package)
    importlib.import_module("aiges_nb.sdk.shim").install_shim()
    for name in ("aiges.core.types", "aiges.utils.log", "aiges.dto", "aiges.sdk", "aiges.stream"):
        module = importlib.import_module(name)
        # Names are given when first asked for; later their own modules are hidden.
        for given in getattr(module, "__all__", ()):
            getattr(module, given)
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "aiges_nb"}
    for name in kept:
        del sys.modules[name]
    sys._aiges_nb_kept = kept  # its functions still need their modules
    hide_toolkit()


# --- what the live class declares -------------------------------------------------------------------

SDK_PACKAGES = ("aiges", "aiges_embed", "aiges_nb", "_aiges_nb_runtime", "_aiges_nb_kit")


def plain(value):
    """`value` as JSON; bytes as {"base64": ...}, anything else as {"repr": ...}."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, (list, tuple)):
        return {"list": [plain(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[plain(key), plain(item)] for key, item in value.items()]}
    return {"repr": repr(value)}


def user_attributes(cls):
    found = {}
    for klass in reversed(cls.__mro__):
        if klass is object or klass.__name__ == "WrapperBase":
            continue
        if klass.__module__.partition(".")[0] not in SDK_PACKAGES:
            found.update(vars(klass))
    return found


def describe_fields(holder):
    cls = holder if isinstance(holder, type) else type(holder)
    found = {}
    for klass in reversed(cls.__mro__):
        found.update(vars(klass))
    if not isinstance(holder, type):
        found.update(getattr(holder, "__dict__", {}))
    fields = []
    for name, field in found.items():
        if hasattr(field, "key") and hasattr(field, "data_type") and not isinstance(field, type):
            classes = [klass.__name__ for klass in type(field).__mro__]
            attributes = {key: plain(value) for key, value in vars(field).items() if not key.startswith("_")}
            fields.append({"name": name, "classes": classes, "attributes": attributes})
    return fields


def describe(cls, config_keys):
    """Everything a contract is read from, as plain values."""
    attributes = user_attributes(cls)
    hooks = [
        name
        for name, value in attributes.items()
        if name.startswith("wrapper") and not getattr(value, "_aiges_nb_added", False)
    ]
    words = ("serviceId", "version", "title", "call", "call_type", "sub", "hosts", "webgate_type", "route")
    return {
        "name": cls.__name__,
        "doc": next((vars(k)["__doc__"] for k in cls.__mro__[:1] if vars(k).get("__doc__")), None),
        "attributes": {name: plain(attributes[name]) for name in words if name in attributes},
        "hooks": hooks,
        "config_keys": config_keys,
        "request": describe_fields(attributes.get("requestCls")),
        "response": describe_fields(attributes.get("responseCls")),
    }


# --- the three ways of calling -----------------------------------------------------------------------


class Local:
    """As the SDK's run(): typed parameters, two arguments."""

    def __init__(self, task):
        self.instance = importlib.import_module("wrapper").Wrapper()
        self.config = task["config"] or {}

    def init(self):
        return self.instance.wrapperInit(dict(self.config))

    def request(self, inputs):
        from aiges.dto import DataListCls, DataListNode

        request = DataListCls()
        request.list = []
        for item in inputs:
            node = DataListNode()
            node.key, node.data, node.type = item["key"], item["data"], item["type"]
            node.len, node.status = len(item["data"]), item.get("status", 3)
            request.list.append(node)
        return request

    def session(self, case):
        """As the SDK's run_stream: answers come through the queue of its callback."""
        from aiges.dto import init_rq

        results, sid = init_rq(), "proof-" + case["name"]

        def items_of(answer):
            return answer.error_code, [
                {"key": i.key, "type": i.type, "status": i.status, "data": bytes(i.data)} for i in answer.list
            ]

        if case["mode"] == "async":
            code = self.instance.wrapperOnceExecAsync(dict(case["params"]), self.request(case["inputs"]), sid, 0)
            return collect(lambda: items_of(results.get_nowait()), code)
        created = self.instance.wrapperCreate(dict(case["params"]), sid)
        return play(
            case,
            created.error_code,
            lambda frame: self.instance.wrapperWrite(created.handle, self.request(frame), sid),
            lambda: items_of(results.get_nowait()),
            lambda: self.instance.wrapperDestroy(created.handle),
        )

    def once(self, case):
        answer = self.instance.wrapperOnceExec(dict(case["params"]), self.request(case["inputs"]))
        if not hasattr(answer, "list"):
            raise TypeError(f"wrapperOnceExec answered {type(answer).__name__} instead of a Response")
        if answer.error_code:
            return answer.error_code, []
        items = [{"key": i.key, "type": i.type, "status": i.status, "data": bytes(i.data)} for i in answer.list]
        return 0, items

    def error(self, code):
        return self.instance.wrapperError(code)

    def fini(self):
        return self.instance.wrapperFini()


class CppLoader:
    """As the C++ loader, with a stand-in for its module aiges_embed."""

    def __init__(self, task):
        rules = load_beside("loader_rules")
        self.results = []
        sys.modules["aiges_embed"] = rules.make_embed(self.results)
        self.loader = rules.Loader()
        self.instance = self.loader.instance
        self.config = text_config(task)

    def init(self):
        return self.loader.init(self.config)

    def once(self, case):
        params = {key: text_of(value) for key, value in case["sent"].items()}
        return self.loader.once(params, case["inputs"], "sid-" + case["name"])

    def session(self, case):
        params = {key: text_of(value) for key, value in case["sent"].items()}
        sid, tag = "sid-" + case["name"], "tag-" + case["name"]

        def taken():
            if not self.results:
                raise queue.Empty
            return self.results.pop(0)[1]

        if case["mode"] == "async":
            return collect(taken, self.loader.once_async(params, case["inputs"], sid, tag))
        handle, code = self.loader.create(params, sid, tag)
        return play(
            case, code, lambda frame: self.loader.write(handle, frame), taken, lambda: self.loader.destroy(handle)
        )

    def error(self, code):
        return self.loader.error(code)

    def fini(self):
        return self.loader.fini()


class GrpcServer:
    """As the SDK's gRPC server: its own servicer over a loopback port, answers from the result stream."""

    def __init__(self, task):
        from concurrent import futures

        import aiges.utils.log
        import grpc

        aiges.utils.log.logpath = task["scratch"]  # its server insists on a log folder
        from aiges import serve
        from aiges.aiges_inner import aiges_inner_pb2, aiges_inner_pb2_grpc
        from aiges.callback import set_up

        self.messages = aiges_inner_pb2
        results = queue.Queue()
        set_up(results)
        self.servicer = serve.WrapperServiceServicer(results)
        self.server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
        aiges_inner_pb2_grpc.add_WrapperServiceServicer_to_server(self.servicer, self.server)
        port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub = aiges_inner_pb2_grpc.WrapperServiceStub(self.channel)
        self.wait_s = task["timeout_s"]  # whoever started this process ends it then anyway
        self.stream = self.stub.communicate(iter(()), timeout=self.wait_s)
        self.config = text_config(task)
        self.served = 0

    @property
    def instance(self):
        return self.servicer.userWrapperObject

    def init(self):
        return self.stub.wrapperInit(self.messages.InitRequest(config=self.config), timeout=self.wait_s).ret

    def schema(self):
        return self.stub.wrapperSchema(self.messages.SvcId(serviceId="x"), timeout=self.wait_s).data

    def once(self, case):
        self.served += 1
        tag = f"tag-{self.served}"
        inputs = [
            self.messages.RequestData(key=i["key"], data=i["data"], len=len(i["data"]), type=i["type"], status=3)
            for i in case["inputs"]
        ]
        params = {key: text_of(value) for key, value in case["sent"].items()}
        params["sid"] = "sid-" + case["name"]
        self.stub.wrapperOnceExec(self.messages.Request(tag=tag, params=params, list=inputs), timeout=self.wait_s)
        answer = next(self.stream)  # the call's own answer is ignored by the loader
        if answer.tag != tag:
            raise RuntimeError(f"the result stream answered tag {answer.tag!r} instead of {tag!r}")
        if answer.ret:
            return answer.ret, []
        if not any(item.status in (2, 3) for item in answer.list):
            raise RuntimeError("no item ends the answer: the loader would wait for ever")
        return 0, [{"key": i.key, "type": i.type, "status": i.status, "data": i.data} for i in answer.list]

    def error(self, code):
        return self.instance.wrapperError(code)

    def fini(self):
        self.channel.close()
        self.server.stop(0)
        return 0  # the loader never asks


class GrpcRules:
    """The gRPC server's way of calling where the SDK is absent: its keywords, a text map, two arguments."""

    def __init__(self, task):
        results = queue.Queue()
        callback = types.ModuleType("aiges.callback")
        callback.q = results
        messages = types.ModuleType("aiges.aiges_inner.aiges_inner_pb2")
        messages.Response = types.SimpleNamespace
        sys.modules["aiges.callback"] = callback
        sys.modules.setdefault("aiges.aiges_inner", types.ModuleType("aiges.aiges_inner"))
        sys.modules["aiges.aiges_inner.aiges_inner_pb2"] = messages
        self.results = results
        self.config = text_config(task)
        self.instance = None

    def init(self):
        cls = importlib.import_module("wrapper").Wrapper
        self.instance = cls(legacy=False, is_aipaas=True, keep_schema_default_value=True)
        return self.instance.wrapperInit(TextMap(self.config))

    def once(self, case):
        params = TextMap({key: text_of(value) for key, value in case["sent"].items()})
        inputs = [
            types.SimpleNamespace(key=i["key"], data=i["data"], len=len(i["data"]), type=i["type"], status=3)
            for i in case["inputs"]
        ]
        request = types.SimpleNamespace(tag="tag", params=params, list=inputs)
        answer = self.instance.wrapperOnceExec(request.params, types.SimpleNamespace(list=inputs))
        if not answer or not answer.list:
            with contextlib.suppress(queue.Empty):
                return self.results.get_nowait().ret, []
            raise RuntimeError("nothing was sent to the result stream: the loader would wait for ever")
        items = []
        for item in answer.list:
            if not isinstance(item.data, bytes) or item.len != len(item.data):
                raise TypeError(f"output {item.key}: protobuf takes bytes with their length")
            items.append({"key": item.key, "type": item.type, "status": item.status, "data": item.data})
        return 0, items

    def error(self, code):
        return self.instance.wrapperError(code)

    def fini(self):
        return 0


def play(case, code, write, taken, destroy):
    """A session from its first frame to its last answer: (error code, items of all answers)."""
    if code:
        return code, []
    try:
        found = []
        for places in case["frames"]:
            frame = []
            for place in places:
                item = case["inputs"][place["input"]]
                data = item["data"][place["start"] : place["end"]]
                frame.append({**item, "data": data, "status": place["status"]})
            code = write(frame)
            if code:
                return code, []
            with contextlib.suppress(queue.Empty):
                while True:
                    code, items = taken()
                    found.extend(items)
                    if code or ends(items):
                        return code, found
        code, items = collect(taken, 0)
        return code, found + items
    finally:
        destroy()


def collect(taken, code):
    """What comes until an answer ends it."""
    found = []
    deadline = time.monotonic() + SESSION_END_S
    while not code and not ends(found):
        try:
            code, items = taken()
        except queue.Empty:
            if time.monotonic() > deadline:
                raise RuntimeError(f"no answer with status 2 or 3 came within {SESSION_END_S} s") from None
            time.sleep(0.01)
            continue
        found.extend(items)
        deadline = time.monotonic() + SESSION_END_S
    return code, found


def ends(items):
    return any(item["status"] in (2, 3) for item in items)


class TextMap(dict):
    """As protobuf's map of text: a missing key gives "", only text can be stored."""

    def __missing__(self, key):
        self[key] = ""
        return ""

    def __setitem__(self, key, value):
        if not isinstance(value, str):
            raise TypeError("a text map holds text, not " + type(value).__name__)
        dict.__setitem__(self, key, value)


def text_of(value):
    """A parameter as it travels."""
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else repr(value)


def text_config(task):
    """The config as a loader passes it: all text; placeholders where none is given."""
    config = task["config"]
    if config is None:
        return {key: f"<{key}>" for key in task["config_keys"]}
    return {key: value if isinstance(value, str) else str(value) for key, value in config.items()}


# --- the task -------------------------------------------------------------------------------------------


def trace(failure):
    """The traceback from the package's own frames on."""
    frames = traceback.extract_tb(failure.__traceback__)
    first = next((at for at, frame in enumerate(frames) if frame.filename.endswith("wrapper.py")), len(frames) - 1)
    lines = traceback.format_list(frames[max(first, 0) :])
    return "".join(lines + traceback.format_exception_only(type(failure), failure)).strip()


def read_config_keys(task):
    """Note which keys of its config the class asks for."""
    with open(os.path.join(task["wrapper"], "_aiges_nb_contract.json"), encoding="utf-8") as file:
        task["config_keys"] = json.load(file)["config_keys"]


def run_task(task, send):
    os.chdir(task["wrapper"])
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != HERE]
    sys.path.insert(0, task["wrapper"])
    version = find_sdk(task["shim"])
    send(event="sdk", version=version, python=".".join(map(str, sys.version_info[:3])))
    read_config_keys(task)
    kinds = {"local": Local, "loader": CppLoader, "grpc": GrpcServer if version else GrpcRules}
    service = kinds[task["convention"]](task)
    if task["convention"] == "local":
        cls = type(service.instance)
        send(event="declaration", declaration=describe(cls, task["config_keys"]))
        send(event="schema", text=service.instance.schema())
    code = service.init()
    send(event="init", code=code)
    if code == 0:
        if hasattr(service, "schema"):
            send(event="schema", text=service.schema())
        for case in task["cases"]:
            run_case(service, case, send)
        send(event="error_text", text=service.error(-1))
        send(event="fini", code=service.fini())
    send(event="done")


def run_case(service, case, send):
    for item in case["inputs"]:
        with open(item["file"], "rb") as file:
            item["data"] = file.read()
    try:
        if case["mode"] != "once" and not hasattr(service, "session"):
            return  # its gRPC server is proven by calls; sessions by the other two
        code, items = service.once(case) if case["mode"] == "once" else service.session(case)
        text = service.error(code) if code else ""
    except Exception as failure:
        send(event="case", name=case["name"], failure=trace(failure))
        return
    outputs = [{**item, "data": base64.b64encode(item["data"]).decode()} for item in items]
    send(event="case", name=case["name"], code=code, text=text, outputs=outputs)


def main(run=run_task):
    task = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the package prints must not mix with the answers

    def send(**event):
        pipe.write(json.dumps(event) + "\n")
        pipe.flush()

    try:
        run(task, send)
    except BaseException as failure:
        send(event="failed", failure=trace(failure), kind=type(failure).__name__)
        pipe.close()
        os._exit(1)
    pipe.close()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # threads the package left behind must not hold the proof up


if __name__ == "__main__":
    main()
