"""The vendored runtime, loaded fresh for each test over small stand-ins of what the loaders bring."""

from __future__ import annotations

import _thread
import importlib.util
import json
import queue
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import aiges_nb.package.targets.wrapper_folder as target

CONTRACT = {
    "format": 1,
    "params": [
        {"key": "mode", "kind": "string", "default": "a"},
        {"key": "n", "kind": "integer", "default": 2},
        {"key": "x", "kind": "number"},
        {"key": "on", "kind": "boolean", "default": False},
    ],
    "inputs": [{"key": "first", "type": "text"}, {"key": "second", "type": "text"}],
    "outputs": [{"key": "out", "type": "text"}],
    "config_keys": [],
    "schema": {"meta": {"serviceId": "名"}},
}


def load_by_path(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_aiges_nb_runtime.py").write_bytes(target.read_runtime())
    (tmp_path / "_aiges_nb_contract.json").write_text(json.dumps(CONTRACT), "utf-8")
    return tmp_path


@pytest.fixture
def runtime(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The runtime as the gRPC server and run() meet it: aiges.dto of 0.16.0 in little."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("aiges", "aiges_embed")]:
        monkeypatch.delitem(sys.modules, name)
    dto = types.ModuleType("aiges.dto")
    exec(DTO, dto.__dict__)
    package = types.ModuleType("aiges")
    package.__path__ = []  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "aiges", package)
    monkeypatch.setitem(sys.modules, "aiges.dto", dto)
    finders = list(sys.meta_path)
    yield load_by_path("fresh_runtime", folder / "_aiges_nb_runtime.py")
    sys.meta_path[:] = finders


@pytest.fixture
def embed(runtime: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The C++ loader's module, with the semantics of its classes."""
    rules = load_by_path("rules", Path(target.__file__).parents[2] / "proof" / "loader_rules.py")
    rules.results = []
    module = rules.make_embed(rules.results)
    monkeypatch.setitem(sys.modules, "aiges_embed", module)
    rules.module = module
    return rules


DTO = """
class DataListNode:
    def __init__(self):
        self.key, self.data, self.status, self.len, self.type = "", "", 3, 0, 0
class DataListCls:
    def get(self, key):
        return next((d for d in self.list if d.key == key), None)
class ResponseData:
    def __init__(self, key="", data="", length=0, type=0, status=3):
        self.key, self._len, self.type, self.status, self._data = key, 0, type, status, b""
    @property
    def data(self): return self._data
    @property
    def len(self): return self._len
    def setDataType(self, t):
        if t not in (0, 1, 2, 3): raise Exception("type")
        self.type = t
    def setData(self, d):
        self._data, self._len = d, len(d)
class Response:
    def __init__(self):
        self.list, self.error_code = [ResponseData()], 0
    def response_err(self, error_code):
        self.error_code = error_code
        return self
class SessionCreateResponse:
    def __init__(self):
        self.handle, self.error_code = "", 0
def callback(r, sid):
    sent.append((r, sid))
sent = []
"""


def make_inputs(*pairs: tuple[str, object]) -> Any:
    nodes = [SimpleNamespace(key=key, data=data, len=0, type=0, status=-77) for key, data in pairs]
    return SimpleNamespace(list=nodes)


def installed(runtime: Any, **hooks: Any) -> Any:
    runtime.prepare()
    cls = type("Wrapper", (), hooks)
    return runtime.install(cls, {})()


# --- parameters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({}, {"mode": "a", "n": 2, "on": False}),
        ({"n": "7", "x": "0.5", "on": "true"}, {"mode": "a", "n": 7, "x": 0.5, "on": True}),
        ({"n": 7, "x": 0.5, "on": True}, {"mode": "a", "n": 7, "x": 0.5, "on": True}),
        ({"n": "5629499534213120p-50", "x": "-4503599627370496p-53"}, {"mode": "a", "n": 5, "x": -0.5, "on": False}),
        ({"n": " 8.0 ", "x": "3", "on": "0"}, {"mode": "a", "n": 8, "x": 3, "on": False}),
        ({"mode": "7", "sid": "abc", "own": "1"}, {"mode": "7", "n": 2, "on": False, "sid": "abc", "own": "1"}),
    ],
)
def test_text_becomes_what_was_declared(runtime: Any, given: dict[str, Any], typed: dict[str, Any]) -> None:
    result = runtime.typed_params(given)
    assert result == typed
    assert {key: type(value) for key, value in result.items()} == {key: type(value) for key, value in typed.items()}


@pytest.mark.parametrize(
    "given", [{"n": "many"}, {"n": "1.5"}, {"n": ""}, {"x": "nan"}, {"x": "1_0"}, {"on": "maybe"}, {"x": "9p+99999"}]
)
def test_text_that_is_no_such_value_is_refused_by_name(runtime: Any, given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=f"parameter.{next(iter(given))}: expected"):
        runtime.typed_params(given)


# --- arity ----------------------------------------------------------------------------------------------


def answer(self: Any, *values: Any) -> Any:
    self.seen = values
    response = self.module.Response()
    item = self.module.ResponseData()
    item.key = "out"
    item.setData(b"x")
    response.list = [item]
    return response


EXEC_SHAPES = [
    ("def f(self, params, reqData): return done(self, params, reqData)", 2),
    ("def f(self, params, reqData, usrTag): return done(self, params, reqData, usrTag)", 3),
    ("def f(self, params, reqData, usrTag='', persId=0): return done(self, params, reqData, usrTag, persId)", 4),
    ("def f(self, params, reqData, persId=9, usrTag='?'): return done(self, params, reqData, usrTag, persId)", 4),
    ("def f(self, *values): return done(self, *values)", 4),
    ("def f(self, params, reqData, *, usrTag): return done(self, params, reqData, usrTag)", 3),
    ("def f(cls, params, reqData): return done(cls, params, reqData)", 2),
]


@pytest.mark.parametrize(("source", "count"), EXEC_SHAPES)
def test_every_signature_of_exec_is_called_by_every_loader(runtime: Any, embed: Any, source: str, count: int) -> None:
    runtime.prepare()
    space: dict[str, Any] = {"done": answer}
    exec(source, space)
    wrapper = runtime.install(type("Wrapper", (), {"wrapperOnceExec": space["f"], "module": embed.module}), {})()
    inputs = make_inputs(("first", b"1"))
    embed.read_answer(wrapper.wrapperOnceExec({"sid": "s"}, inputs, "tag-1", 5))
    assert len(wrapper.seen) == count
    assert wrapper.seen[2:4] == ("tag-1", 5)[: count - 2]
    embed.read_answer(wrapper.wrapperOnceExec({}, inputs))
    assert wrapper.seen[2:4] == ("", 0)[: count - 2]


def test_static_and_class_methods_are_called(runtime: Any) -> None:
    wrapper = installed(
        runtime,
        wrapperError=staticmethod(lambda ret: f"static {ret}"),
        wrapperInit=classmethod(lambda cls, config: len(config)),
    )
    assert wrapper.wrapperError(3) == "static 3"
    assert wrapper.wrapperInit({"a": "1"}) == 1


def test_a_hook_without_self_is_called(runtime: Any) -> None:
    space: dict[str, Any] = {}
    exec("def wrapperFini(): return 0\ndef wrapperError(ret): return f'code {ret}'", space)
    wrapper = installed(runtime, wrapperFini=space["wrapperFini"], wrapperError=space["wrapperError"])
    assert wrapper.wrapperFini() == 0
    assert wrapper.wrapperError(7) == "code 7"


@pytest.mark.parametrize("keywords", [{"sid": "s", "userTag": "t"}, {"sid": "s", "usrTag": "t"}])
@pytest.mark.parametrize(
    "source",
    [
        "def f(self, params, sid): self.seen = (sid,); return made()",
        "def f(self, params, sid, persId=0, usrTag=''): self.seen = (sid, usrTag); return made()",
        "def f(self, params, sid, persId=0, usrTag='', userTag=''): self.seen = (sid, usrTag, userTag); return made()",
        "def f(self, params, sid, usrTag): self.seen = (sid, usrTag); return made()",
    ],
)
def test_create_takes_either_keyword_and_four_arguments(runtime: Any, source: str, keywords: dict[str, str]) -> None:
    runtime.prepare()
    space: dict[str, Any] = {"made": lambda: "handle-1"}
    exec(source, space)
    wrapper = runtime.install(type("Wrapper", (), {"wrapperCreate": space["f"]}), {})()
    created = wrapper.wrapperCreate({}, **keywords)
    assert (created.handle, created.error_code) == ("handle-1", 0)
    assert wrapper.seen == ("s", "t", "t")[: len(wrapper.seen)]
    wrapper.wrapperCreate({}, "s", 0, "t")
    assert wrapper.seen == ("s", "t", "t")[: len(wrapper.seen)]


@pytest.mark.parametrize("extra", ["", ", sid", ", sid=''"])
def test_write_and_read_take_two_or_three(runtime: Any, extra: str) -> None:
    space: dict[str, Any] = {}
    exec(f"def write(self, handle, req{extra}): self.req = req\ndef read(self, handle{extra}): return []", space)
    wrapper = installed(runtime, wrapperWrite=space["write"], wrapperRead=space["read"])
    assert wrapper.wrapperWrite("h", make_inputs(("second", b"2"))) == 0
    assert wrapper.wrapperWrite("h", make_inputs(("second", b"2")), "sid") == 0
    assert wrapper.req.get("second").data == b"2"
    assert wrapper.wrapperRead("h") == []


def test_the_twelve_attributes_are_there(runtime: Any, embed: Any) -> None:
    wrapper = installed(runtime, wrapperInit=lambda self, config: 0)
    assert [name for name in embed.ATTRIBUTES if not callable(getattr(wrapper, name, None))] == []
    assert wrapper.wrapperTestFunc() == 0
    assert type(wrapper).wrapperTestFunc._aiges_nb_added
    assert not hasattr(type(wrapper).wrapperInit, "_aiges_nb_added")


@pytest.mark.parametrize("signature", ["self", "self, legacy=True", "self, *args, **kwargs"])
def test_any_constructor_takes_the_servers_keywords(runtime: Any, signature: str) -> None:
    space: dict[str, Any] = {}
    exec(f"def __init__({signature}): self.made = True", space)
    cls = runtime.install(type("Wrapper", (), {"__init__": space["__init__"]}), {})
    assert cls().made
    assert cls(legacy=False, is_aipaas=True, keep_schema_default_value=True).made


# --- inputs -----------------------------------------------------------------------------------------------


def test_inputs_come_in_declared_order_as_bytes(runtime: Any) -> None:
    def look(self: Any, params: Any, reqData: Any) -> None:
        self.seen = [(node.key, node.data, node.len, node.status, node.get_data()) for node in reqData.list]
        self.other = reqData.get("nothing")

    wrapper = installed(runtime, wrapperOnceExec=look)
    wrapper.wrapperOnceExec({}, make_inputs(("own", "文"), ("second", memoryview(b"2")), ("first", bytearray(b"1"))))
    assert wrapper.seen == [
        ("first", b"1", 1, 3, b"1"),
        ("second", b"2", 1, 3, b"2"),
        ("own", "文".encode(), 3, 3, "文".encode()),
    ]
    assert wrapper.other is None


# --- answers -------------------------------------------------------------------------------------------------

FILLS = {
    "setData bytes": "d.setData('é'.encode())",
    "setData str": "d.setData('é')",
    "setData memoryview": "d.setData(memoryview('é'.encode()))",
    "data bytes": "d.data = 'é'.encode(); d.len = 2",
    "data str, wrong len": "d.len = 99; d.data = 'é'; d.len = 1",
    "data bytearray": "d.data = bytearray('é'.encode())",
    "constructor": "d = ResponseData(key='out', data='é')",
}
SENDS = {
    "list =": "r.list = [d]",
    "append": "r.list.append(d)",
    "extend": "r.list.extend([d])",
    "list[0]": "r.list[0:1] = [d]",
}


@pytest.mark.parametrize("loader", ["dto", "embed"])
@pytest.mark.parametrize("send", SENDS.values(), ids=SENDS)
@pytest.mark.parametrize("fill", FILLS.values(), ids=FILLS)
def test_every_way_of_answering_arrives(
    runtime: Any, request: pytest.FixtureRequest, loader: str, fill: str, send: str
) -> None:
    rules = request.getfixturevalue("embed") if loader == "embed" else None
    runtime.prepare()
    module = rules.module if rules else sys.modules["aiges.dto"]
    source = f"""
def wrapperOnceExec(self, params, reqData):
    r = Response()
    d = ResponseData()
    {fill}
    d.key, d.status = "out", 1
    d.setDataType(0)
    {send}
    return r
"""
    space = {"Response": module.Response, "ResponseData": module.ResponseData}
    exec(source, space)
    wrapper = runtime.install(type("Wrapper", (), {"wrapperOnceExec": space["wrapperOnceExec"]}), {})()
    got = wrapper.wrapperOnceExec({}, make_inputs())
    if rules:
        assert rules.read_answer(got) == (0, [{"key": "out", "type": 0, "status": 3, "data": "é".encode()}])
    else:
        assert type(got) is module.Response
        assert [(d.key, d.data, d.len, d.type, d.status) for d in got.list] == [("out", "é".encode(), 2, 0, 3)]


@pytest.mark.parametrize("loader", ["dto", "embed"])
@pytest.mark.parametrize("last", ["return r.response_err(61001)", "r.response_err(61001); return r"])
def test_an_error_code_arrives_however_it_is_set(
    runtime: Any, request: pytest.FixtureRequest, loader: str, last: str
) -> None:
    rules = request.getfixturevalue("embed") if loader == "embed" else None
    runtime.prepare()
    module = rules.module if rules else sys.modules["aiges.dto"]
    space = {"Response": module.Response}
    exec(f"def f(self, params, reqData):\n r = Response()\n {last}", space)
    got = runtime.install(type("Wrapper", (), {"wrapperOnceExec": space["f"]}), {})().wrapperOnceExec({}, make_inputs())
    assert (rules.read_answer(got)[0] if rules else got.error_code) == 61001


def test_partial_results_and_coroutines_end_in_their_answer(runtime: Any) -> None:
    runtime.prepare()
    module = sys.modules["aiges.dto"]

    def make(text: str) -> Any:
        response = module.Response()
        response.list = [module.ResponseData("out", text)]
        return response

    def yields(self: Any, params: Any, reqData: Any) -> Any:
        yield make("part")
        yield make("whole")

    def returns(self: Any, params: Any, reqData: Any) -> Any:
        yield make("part")
        return make("whole")

    async def waits(self: Any, params: Any, reqData: Any) -> Any:
        return make("whole")

    for hook in (yields, returns, waits):
        wrapper = runtime.install(type("Wrapper", (), {"wrapperOnceExec": hook}), {})()
        assert wrapper.wrapperOnceExec({}, make_inputs()).list[0].data == b"whole"


def test_run_keeps_its_own_verdict_on_what_is_no_answer(runtime: Any) -> None:
    wrapper = installed(runtime, wrapperOnceExec=lambda self, params, reqData: None)
    assert wrapper.wrapperOnceExec({}, make_inputs()) is None


@pytest.mark.parametrize(("given", "code"), [(None, 0), (0, 0), (5, 5), (True, 1)])
def test_a_return_code_is_an_int(runtime: Any, given: object, code: int) -> None:
    result = installed(runtime, wrapperInit=lambda self, config: given).wrapperInit({})
    assert result == code and type(result) is int


@pytest.mark.parametrize(("given", "text"), [(None, ""), ("文", "文"), (5, "5"), (b"x", "b'x'")])
def test_error_text_is_always_text(runtime: Any, given: object, text: str) -> None:
    assert installed(runtime, wrapperError=lambda self, ret: given).wrapperError(7) == text


def test_error_text_of_a_raise_is_the_raise(runtime: Any, embed: Any) -> None:
    def fail(self: Any, params: Any, reqData: Any) -> None:
        raise RuntimeError("no model")

    wrapper = installed(runtime, wrapperOnceExec=fail, wrapperError=lambda self, ret: "")
    with pytest.raises(RuntimeError, match="no model"):
        wrapper.wrapperOnceExec({}, make_inputs(), "tag", 0)
    assert wrapper.wrapperError(-1) == "RuntimeError: no model"


def test_error_text_survives_an_error_in_itself(runtime: Any) -> None:
    def fail(self: Any, ret: int) -> str:
        raise KeyError(ret)

    assert installed(runtime, wrapperError=fail).wrapperError(7) == ""


# --- the gRPC server ----------------------------------------------------------------------------------------


@pytest.fixture
def server(runtime: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    results: queue.Queue[Any] = queue.Queue()
    callback = types.ModuleType("aiges.callback")
    callback.q = results  # type: ignore[attr-defined]
    callback.callback = lambda response, handle, sid: results.put((handle, response))  # type: ignore[attr-defined]
    messages = types.ModuleType("aiges.aiges_inner.aiges_inner_pb2")
    messages.Response = SimpleNamespace  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "aiges.callback", callback)
    monkeypatch.setitem(sys.modules, "aiges.aiges_inner.aiges_inner_pb2", messages)

    class Servicer:
        def exec(self, wrapper: Any, params: dict[str, str]) -> Any:
            request = SimpleNamespace(tag="tag-9", params=params)
            return wrapper.wrapperOnceExec(request.params, make_inputs())

    return SimpleNamespace(results=results, exec=Servicer().exec)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("r = Response(); r.response_err(61001); return r", 61001),
        ("raise RuntimeError('boom')", 30003),
        ("return None", 30003),
        ("return {'out': 1}", 30003),
    ],
)
def test_the_grpc_client_gets_the_code_instead_of_waiting(runtime: Any, server: Any, source: str, code: int) -> None:
    runtime.prepare()
    space = {"Response": sys.modules["aiges.dto"].Response}
    exec(f"def f(self, params, reqData):\n {source}", space)
    wrapper = runtime.install(type("Wrapper", (), {"wrapperOnceExec": space["f"]}), {})()
    assert server.exec(wrapper, {}) is None, "an answer would be sent as a second, empty frame"
    frame = server.results.get_nowait()
    assert (frame.tag, frame.ret) == ("tag-9", code)


def test_a_bad_parameter_is_told_to_the_grpc_client(runtime: Any, server: Any) -> None:
    wrapper = installed(runtime, wrapperOnceExec=lambda self, params, reqData: None)
    server.exec(wrapper, {"n": "many"})
    assert server.results.get_nowait().ret == 30003


def test_results_of_a_session_reach_the_tag_it_was_made_with(runtime: Any, server: Any) -> None:
    runtime.prepare()
    dto = sys.modules["aiges.dto"]
    space: dict[str, Any] = {"callback": dto.callback}
    hooks = {"wrapperCreate": lambda self, params, sid: "handle-1", "wrapperDestroy": lambda self, handle: 0}
    wrapper = runtime.install(type("Wrapper", (), hooks), space)()
    wrapper.wrapperCreate({}, sid="sid-1", userTag="tag-1")
    response = dto.Response()
    response.list = [dto.ResponseData("out", "文", status=2)]
    space["callback"](response, "sid-1")
    tag, sent = server.results.get_nowait()
    assert (tag, sent.list[0].data, sent.list[0].status) == ("tag-1", "文".encode(), 2)
    assert wrapper.wrapperDestroy("handle-1") == 0
    assert runtime._session_tags == {}


def test_the_loaders_callback_gets_its_own_classes_and_tag(runtime: Any, embed: Any) -> None:
    runtime.prepare()
    wrapper = runtime.install(type("Wrapper", (), {"wrapperCreate": lambda self, params, sid: "handle-1"}), {})()
    wrapper.wrapperCreate({}, "sid-1", 0, "tag-1")
    response = embed.module.Response()
    response.list.append(embed.module.ResponseData("out", "文", status=1))
    embed.module.callback(response, "sid-1")
    assert embed.results == [("tag-1", (0, [{"key": "out", "type": 0, "status": 1, "data": "文".encode()}]))]


# --- config, schema, names ------------------------------------------------------------------------------------


def test_an_empty_config_is_filled_for_a_local_run(
    runtime: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    contract = {**CONTRACT, "config_keys": ["url", "key"]}
    (folder / "_aiges_nb_contract.json").write_text(json.dumps(contract), "utf-8")
    seen: list[dict[str, str]] = []
    wrapper = installed(runtime, wrapperInit=lambda self, config: seen.append(config))
    wrapper.wrapperInit({})
    wrapper.wrapperInit({"url": "http://x"})
    (tmp_path / "config.json").write_text('{"url": "u", "key": "k"}')
    monkeypatch.setenv("AIGES_NB_CONFIG", str(tmp_path / "config.json"))
    wrapper.wrapperInit({})
    assert seen == [{"url": "<url>", "key": "<key>"}, {"url": "http://x"}, {"url": "u", "key": "k"}]


def test_schema_is_the_packages_own(runtime: Any) -> None:
    wrapper = installed(runtime, schema=lambda self: "broken")
    assert json.loads(wrapper.schema()) == CONTRACT["schema"]
    assert "名" in wrapper.schema()


def test_inherited_declarations_reach_the_sdk(runtime: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sdk = types.ModuleType("aiges.sdk")
    sdk.PayloadField, sdk.ParamField = type("PayloadField", (), {}), type("ParamField", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "aiges.sdk", sdk)
    first, second, param, out = sdk.PayloadField(), sdk.PayloadField(), sdk.ParamField(), sdk.PayloadField()  # type: ignore[attr-defined]
    base = type("Base", (), {"a": first, "p": param})
    cls = type(
        "Wrapper",
        (),
        {
            "__mappings__": {"inputs": [], "accepts": [], "params": []},
            "requestCls": type("Ask", (base,), {"b": second})(),
            "responseCls": type("Answer", (), {"accept1": out}),
        },
    )
    runtime.prepare()
    runtime.install(cls, {})
    assert cls.__mappings__ == {"inputs": [first, second], "params": [param], "accepts": [out]}  # type: ignore[attr-defined]


def test_installing_twice_changes_nothing(runtime: Any) -> None:
    wrapper = installed(runtime, wrapperInit=lambda self, config: 0)
    before = dict(vars(type(wrapper)))
    runtime.install(type(wrapper), {})
    assert dict(vars(type(wrapper))) == before


def test_the_runtime_is_python_39_and_standard_library_only() -> None:
    import ast

    tree = ast.parse(target.read_runtime(), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


@pytest.mark.parametrize("with_server", [False, True])
def test_a_call_with_no_python_below_it_works(
    runtime: Any, embed: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, with_server: bool
) -> None:
    """As from C++: the hook is the lowest frame of its thread."""
    if with_server:
        request.getfixturevalue("server")
    called: queue.Queue[Any] = queue.Queue()
    monkeypatch.setattr(sys, "unraisablehook", called.put)
    wrapper = installed(runtime, wrapperOnceExec=lambda self, params, reqData: called.put(params) or embed)
    _thread.start_new_thread(wrapper.wrapperOnceExec, ({"sid": "s"}, make_inputs(), "tag", 0))
    assert called.get(timeout=10) == {"mode": "a", "n": 2, "on": False, "sid": "s"}
    assert isinstance(called.get(timeout=10).exc_value, TypeError), "what is no Response is refused"
