"""Lets one wrapper class run under every AIGES loader: the SDK's run(), the C++ loader, the gRPC server.

Written by `aiges-nb export`; standard library only, Python 3.9. `prepare()` runs before the author's
statements, `install(Wrapper)` after them. What differs between loaders is evened out here, so that the author's
code stays as it was written in the notebook: the number of arguments, text or typed parameters, how an answer
is filled, hooks that one loader asks for and another does not know, errors that would be lost on the way.
"""

import asyncio
import functools
import importlib
import importlib.abc
import importlib.machinery
import inspect
import json
import logging
import math
import os
import re
import sys
import threading
import types

FOLDER = os.path.dirname(os.path.abspath(__file__))
CONTRACT_FILE = "_aiges_nb_contract.json"
CONFIG_VARIABLE = "AIGES_NB_CONFIG"
KIT = "_aiges_nb_kit"
USER_EXEC_ERROR = 30003  # what the SDK's gRPC server calls an error in the user's exec
ONCE = 3

log = logging.getLogger("aiges_nb.runtime")
_state = threading.local()
_native = {}  # class name -> the loader's own class, where the author sees a stand-in
_session_tags = {}  # session id and handle -> the tag by which the loader knows the session


# --- what the contract says -------------------------------------------------------------------


@functools.cache
def contract():
    """What the service declares, as written beside this file."""
    with open(os.path.join(FOLDER, CONTRACT_FILE), encoding="utf-8") as file:
        return json.load(file)


@functools.cache
def _input_order():
    return {item["key"]: index for index, item in enumerate(contract()["inputs"])}


_INTEGER = re.compile(r"[+-]?[0-9]+")
_GO_BINARY = re.compile(r"([+-]?[0-9]+)p([+-]?[0-9]+)")
_BOOLEANS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


def _read_number(text):
    if _INTEGER.fullmatch(text):
        return int(text)
    # JSON numbers reach a wrapper in Go's binary form: 5 arrives as 5629499534213120p-50.
    binary = _GO_BINARY.fullmatch(text)
    number = math.ldexp(int(binary.group(1)), int(binary.group(2))) if binary else float(text)
    if not math.isfinite(number) or "_" in text:
        raise ValueError(text)
    return number


def _read_integer(text):
    number = _read_number(text)
    if number != int(number):
        raise ValueError(text)
    return int(number)


_READERS = {
    "string": str,
    "number": _read_number,
    "integer": _read_integer,
    "boolean": lambda text: _BOOLEANS[text.lower()],
}


def typed_params(params):
    """A dict of the parameters, typed as declared, defaults filled in; what is not declared stays as it came."""
    values = {str(key): params[key] for key in params}
    for param in contract()["params"]:
        key, kind = param["key"], param["kind"]
        if key not in values:
            if "default" in param:
                values[key] = param["default"]
        elif isinstance(values[key], str) and kind != "string":
            try:
                values[key] = _READERS[kind](values[key].strip())
            except (KeyError, ValueError, OverflowError):
                raise ValueError(f"parameter.{key}: expected {kind}, got {values[key]!r}") from None
    return values


# --- data: what the author fills, what the loader takes -----------------------------------------


def to_bytes(data):
    """`data` as bytes: text becomes UTF-8, None becomes empty."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode("utf-8")
    if isinstance(data, (bytearray, memoryview)):
        return bytes(data)
    if data is None:
        return b""
    raise TypeError(f"data: expected bytes or str, got {type(data).__name__}")


def _input_bytes(data):
    """An input as bytes; the SDK's own `run()` hands a JSON sample over as the value that was declared."""
    if isinstance(data, (dict, list, tuple, bool, int, float)):
        return json.dumps(data, ensure_ascii=False, allow_nan=False).encode("utf-8")
    return to_bytes(data)


class ResponseData:
    """One output; takes data by attribute, by setData() and by the constructor, as bytes or as text."""

    def __init__(self, key="", data=b"", length=0, type=0, status=ONCE):
        if isinstance(data, int):  # aiges_embed's order is (key, len, status, type)
            data, type, status = b"", type, length
        self.key, self.type, self.status = key, type, status
        self.data = data

    @property
    def data(self):
        return self._data

    @data.setter
    def data(self, value):
        self._data = to_bytes(value)

    @property
    def len(self):
        return len(self._data)

    @len.setter
    def len(self, value):
        """Ignored: the length is that of the data."""

    def setData(self, data):
        self.data = data

    def setDataType(self, type):
        self.type = type


class Response:
    """The answer; response_err() marks this object and returns it."""

    def __init__(self):
        self.list = []
        self.error_code = 0

    def response_err(self, error_code):
        self.error_code = error_code
        return self


class DataListNode:
    """One input."""

    def __init__(self):
        self.key, self.data, self.len, self.type, self.status = "", b"", 0, 0, ONCE

    def get_data(self):
        return self.data


class DataListCls:
    """The inputs of a call, in the order the service declares them."""

    def __init__(self):
        self.list = []

    def get(self, key):
        for node in self.list:
            if node.key == key:
                return node
        return None


class SessionCreateResponse:
    def __init__(self):
        self.handle, self.error_code = "", 0


_STAND_INS = {
    "ResponseData": ResponseData,
    "Response": Response,
    "DataListNode": DataListNode,
    "DataListCls": DataListCls,
    "SessionCreateResponse": SessionCreateResponse,
}


def _patch_dto(dto):
    # aiges 0.8 and later: `data` and `len` cannot be set, setData(str) counts characters, and the constructor
    # drops what it is given. Mended on the SDK's own class, so that its checks still know its instances.
    data = getattr(dto, "ResponseData", None)
    if not isinstance(getattr(data, "data", None), property) or data.data.fset is not None:
        return
    plain_init = data.__init__

    def fill(self, value):
        self._data = to_bytes(value)
        self._len = len(self._data)

    def init(self, key="", data=b"", length=0, type=0, status=ONCE):
        plain_init(self, key=key, type=type, status=status)
        fill(self, data)

    data.__init__ = init
    data.setData = fill
    data.data = property(lambda self: self._data, fill)
    data.len = property(lambda self: self._len, lambda self, value: None)


def _attribute(thing, name, default):
    value = getattr(thing, name, default)
    return default if value is None else value


def request_of(datas, once=False):
    """The inputs as the author meets them on every loader: bytes, declared order, `get` and `get_data`."""
    request = DataListCls() if "DataListCls" in _native else _plain_class("DataListCls")()
    nodes = []
    for item in datas.list:
        node = DataListNode()
        node.key = item.key
        node.data = _input_bytes(item.data)
        node.len = len(node.data)
        node.type = _attribute(item, "type", 0)
        node.status = ONCE if once else _attribute(item, "status", ONCE)  # the loader leaves it unset in once mode
        nodes.append(node)
    order = _input_order()
    request.list = sorted(nodes, key=lambda node: order.get(node.key, len(order)))
    return request


def _plain_class(name):
    return getattr(sys.modules.get("aiges.dto"), name, _STAND_INS[name])


def _native_class(name):
    return _native.get(name) or _plain_class(name)


def is_answer(answer):
    """Whether `answer` is a Response of whatever origin."""
    return hasattr(answer, "list") and hasattr(answer, "error_code")


def answer_of(answer, once=True):
    """The loader's own Response, holding bytes of the right length; in once mode with status 3."""
    response = _native_class("Response")()
    code = int(answer.error_code or 0)
    if code:
        return response.response_err(code)
    items = []
    for item in answer.list:
        data = to_bytes(item.data)
        if not item.key and not data:
            continue  # the empty item that a fresh dto.Response starts with
        native = _native_class("ResponseData")()
        native.key = item.key
        native.setData(data)
        if native.len != len(data):
            native.len = len(data)
        native.type = int(item.type)
        native.status = ONCE if once else int(item.status)
        items.append(native)
    response.list = items
    return response


# --- before the author's statements -------------------------------------------------------------


class _StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives `aiges_nb`, `aiges_nb.sdk` and `aiges_nb.progress` where the toolkit is not installed."""

    names = ("aiges_nb", "aiges_nb.sdk", "aiges_nb.progress")

    def find_spec(self, fullname, path=None, target=None):
        if fullname not in self.names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=fullname == "aiges_nb")

    def create_module(self, spec):
        if not spec.name.endswith(".progress"):
            return types.ModuleType(spec.name)
        if os.path.isfile(os.path.join(FOLDER, KIT, "progress.py")):  # somebody in the package listens
            return importlib.import_module(KIT + ".progress")
        return _Progress(spec.name)

    def exec_module(self, module):
        if module.__name__ == "aiges_nb":
            module.progress = importlib.import_module("aiges_nb.progress")
        elif module.__name__ == "aiges_nb.sdk":
            for name in ("aiges.core.types", "aiges.utils.log", "aiges.sdk"):
                source = importlib.import_module(name)
                for key in getattr(source, "__all__", None) or dir(source):
                    if not key.startswith("_"):
                        setattr(module, key, getattr(source, key))
            log_module = sys.modules["aiges.utils.log"]
            module.log, module.getFileLogger = log_module.log, log_module.getFileLogger


class _Progress(types.ModuleType):
    """`progress` without the toolkit: nobody watches, so it only writes to the log."""

    cancelled = False

    def track(self, iterable, *args, **kwargs):
        return iter(iterable)

    def update(self, fraction=None, step=None, steps=None, message=None, partial=None):
        log.debug("progress %s %s/%s %s", fraction, step, steps, message or "")

    def check(self):
        """Nothing asks to cancel here."""


def prepare():
    """Get the answer classes and the toolkit's names ready before the author's imports run."""
    if not any(isinstance(finder, _StandInFinder) for finder in sys.meta_path):
        sys.meta_path.append(_StandInFinder())
    if os.path.isdir(os.path.join(FOLDER, KIT)):  # for a platform that lacks the SDK the author wrote for
        importlib.import_module(KIT).install()
    try:
        embed = importlib.import_module("aiges_embed")
    except ImportError:
        try:
            _patch_dto(importlib.import_module("aiges.dto"))
        except ImportError:
            pass  # the author's own import says what is missing
        return
    if _native or getattr(embed, "Response", None) is Response:
        return
    for name, stand_in in _STAND_INS.items():
        if hasattr(embed, name):
            _native[name] = getattr(embed, name)
            setattr(embed, name, stand_in)
    if hasattr(embed, "callback"):
        embed.callback = _loader_callback(embed.callback)


def _loader_callback(native):
    def callback(response, tag):
        return native(answer_of(response, once=False), _session_tags.get(tag, tag))

    return callback


# --- after the author's statements --------------------------------------------------------------

HOOKS = {  # hook: the fewest arguments some loader passes
    "wrapperInit": 1,
    "wrapperFini": 0,
    "wrapperOnceExec": 2,
    "wrapperOnceExecAsync": 2,
    "wrapperError": 1,
    "wrapperLoadRes": 2,
    "wrapperUnloadRes": 1,
    "wrapperCreate": 2,
    "wrapperWrite": 2,
    "wrapperRead": 1,
    "wrapperDestroy": 1,
    "wrapperTestFunc": 0,
}
_ALIASES = {
    "sid": "sid",
    "usrTag": "tag",
    "userTag": "tag",
    "usr_tag": "tag",
    "tag": "tag",
    "persId": "pers_id",
    "psrId": "pers_id",
    "pers_id": "pers_id",
    "psr_id": "pers_id",
}


def _caller(cls, name, least):
    """A function (self, values, extras) that calls the author's hook with what its signature takes."""
    raw = inspect.getattr_static(cls, name)
    function = raw.__func__ if isinstance(raw, (staticmethod, classmethod)) else raw
    parameters = list(inspect.signature(function).parameters.values())
    places = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    named = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.name in _ALIASES]
    takes_all = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    takes_class = isinstance(raw, classmethod)
    takes_self = takes_class or not isinstance(raw, staticmethod)
    if takes_self and not takes_class and not takes_all and len(places) <= least:
        takes_self = bool(places) and places[0] in ("self", "cls")  # `def wrapperFini():` lacks its self
    if takes_self:
        places = places[1:]

    def call(self, values, extras):
        arguments = list(values) if takes_all else []
        for index, place in enumerate(() if takes_all else places):
            if index >= least and _ALIASES.get(place) in extras:
                arguments.append(extras[_ALIASES[place]])
            elif index < len(values):
                arguments.append(values[index])
            else:
                break
        if takes_self:
            arguments.insert(0, type(self) if takes_class else self)
        keywords = {key: extras[_ALIASES[key]] for key in named if _ALIASES[key] in extras}
        return _settle(function(*arguments, **keywords))

    return call


def _settle(answer):
    """The answer behind a coroutine, or behind a generator that yields partial results."""
    if inspect.iscoroutine(answer):
        return asyncio.run(answer)
    if not inspect.isgenerator(answer):
        return answer
    last = None
    while True:
        try:
            last = next(answer)
        except StopIteration as end:
            return last if end.value is None else end.value


def _to_code(value):
    return 0 if value is None else int(value)


def _remember(failure):
    _state.failure = f"{type(failure).__name__}: {failure}"


def _init_config(config):
    values = {str(key): config[key] for key in config}
    keys = contract().get("config_keys", [])
    if values or not keys:
        return values
    # An empty config while keys are declared is a local run: the loader passes its [wrapper] section.
    path = os.environ.get(CONFIG_VARIABLE, "")
    if path:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    log.warning("config is empty: placeholders stand for %s; set %s to a JSON file", ", ".join(keys), CONFIG_VARIABLE)
    return {key: f"<{key}>" for key in keys}


def _served_request():
    """The queue and the request of the SDK's gRPC server if it is the caller, else None."""
    queue = getattr(sys.modules.get("aiges.callback"), "q", None)
    if queue is None:
        return None
    frame = sys._getframe(1).f_back  # nothing where C++ called
    request = frame.f_locals.get("request") if frame else None
    return (queue, request) if hasattr(request, "tag") and hasattr(request, "params") else None


def _send_failure(served, code):
    # The server drops error codes and lets its client wait when the code raises. A frame of the result stream
    # does carry a code; an answer of None keeps the server from sending an empty frame after it.
    queue, request = served
    messages = importlib.import_module("aiges.aiges_inner.aiges_inner_pb2")
    queue.put(messages.Response(tag=request.tag, ret=code))


def _bridge_exec(call):
    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        served = _served_request()
        try:
            values = typed_params(params)
            tag = usrTag or (served[1].tag if served else "")
            extras = {"tag": tag, "pers_id": persId, "sid": str(values.get("sid", ""))}
            answer = call(self, (values, request_of(reqData, once=True), tag, persId), extras)
            if not is_answer(answer):
                if not served and not _native:
                    return answer  # the SDK's check_resp says it better
                raise TypeError(f"wrapperOnceExec answered {type(answer).__name__} instead of a Response")
            answer = answer_of(answer)
        except Exception as failure:
            _remember(failure)
            if not served:
                if _native:
                    log.exception("wrapperOnceExec failed")
                raise
            log.exception("wrapperOnceExec failed")
            _send_failure(served, USER_EXEC_ERROR)
            return None
        if served and answer.error_code:
            log.error("wrapperOnceExec answered code %s: %s", answer.error_code, self.wrapperError(answer.error_code))
            _send_failure(served, answer.error_code)
            return None
        return answer

    return wrapperOnceExec


def _bridge_async(call):
    def wrapperOnceExecAsync(self, params, reqData, sid="", persId=0):
        values = typed_params(params)
        extras = {"tag": sid, "pers_id": persId, "sid": sid}
        return _to_code(call(self, (values, request_of(reqData, once=True), sid, persId), extras))

    return wrapperOnceExecAsync


def _bridge_init(call):
    def wrapperInit(self, config):
        try:
            return _to_code(call(self, (_init_config(config),), {}))
        except Exception as failure:
            _remember(failure)
            if _native or "aiges.callback" in sys.modules:
                log.exception("wrapperInit failed")
            raise

    return wrapperInit


def _bridge_error(call):
    def wrapperError(self, ret=-1):
        try:
            text = call(self, (int(ret),), {})
        except Exception:
            log.exception("wrapperError failed")
            text = ""
        if not text and int(ret) in (-1, USER_EXEC_ERROR):
            text = getattr(_state, "failure", "")
        return text if isinstance(text, str) else str(text if text is not None else "")

    return wrapperError


def _bridge_create(call):
    def wrapperCreate(self, params, sid="", persId=0, usrTag="", userTag=""):
        tag = usrTag or userTag
        values = typed_params(params)
        created = call(self, (values, sid, persId, tag), {"sid": sid, "tag": tag, "pers_id": persId})
        if created is None:
            raise TypeError("wrapperCreate answered None instead of a SessionCreateResponse")
        handle = created if isinstance(created, str) else created.handle
        if tag:
            _session_tags.update({str(sid): tag, handle: tag})
        native = _native_class("SessionCreateResponse")()
        native.handle, native.error_code = handle, int(_attribute(created, "error_code", 0))
        return native

    return wrapperCreate


def _bridge_write(call):
    def wrapperWrite(self, handle, datas, sid=""):
        return _to_code(call(self, (handle, request_of(datas), sid), {"sid": sid}))

    return wrapperWrite


def _bridge_read(call):
    def wrapperRead(self, handle, sid=""):
        answer = call(self, (handle, sid), {"sid": sid})
        return answer_of(answer, once=False) if is_answer(answer) else answer

    return wrapperRead


def _bridge_destroy(call):
    def wrapperDestroy(self, handle):
        try:
            return _to_code(call(self, (handle,), {}))
        finally:
            tag = _session_tags.pop(handle, None)
            for key in [key for key, value in list(_session_tags.items()) if value == tag]:
                _session_tags.pop(key, None)

    return wrapperDestroy


def _bridge_load(call):
    def wrapperLoadRes(self, reqData, resId=""):
        return _to_code(call(self, (request_of(reqData), resId), {}))

    return wrapperLoadRes


def _bridge_plain(name, call):
    def hook(self, *values):
        return _to_code(call(self, values, {}))

    hook.__name__ = name
    return hook


_BRIDGES = {
    "wrapperInit": _bridge_init,
    "wrapperOnceExec": _bridge_exec,
    "wrapperOnceExecAsync": _bridge_async,
    "wrapperError": _bridge_error,
    "wrapperCreate": _bridge_create,
    "wrapperWrite": _bridge_write,
    "wrapperRead": _bridge_read,
    "wrapperDestroy": _bridge_destroy,
    "wrapperLoadRes": _bridge_load,
}


_UNASKED = ("wrapperFini", "wrapperError")  # an author may leave these out; every loader calls them


def _answer_nothing(self, values, extras):
    return None


def _missing_hook(name):
    def hook(self, *values, **named):
        """Looked up by the C++ loader; this service does not use it."""
        return "" if name == "wrapperError" else [] if name == "wrapperRead" else 0

    hook.__name__ = name
    return hook


def _schema(self):
    """The document in schema.json: the SDK's own second form never yields a true one."""
    return json.dumps(contract()["schema"], ensure_ascii=False, indent=4)


def _bridge_constructor(cls):
    constructor = cls.__init__
    parameters = inspect.signature(constructor).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return
    known = {p.name for p in parameters}

    @functools.wraps(constructor)
    def init(self, *args, **kwargs):
        constructor(self, *args, **{key: value for key, value in kwargs.items() if key in known})

    cls.__init__ = init


def _collect_fields(cls):
    # The SDK's metaclass sees neither inherited declarations nor a class given instead of an instance.
    mappings = cls.__dict__.get("__mappings__")
    sdk = sys.modules.get("aiges.sdk")
    if not isinstance(mappings, dict) or not hasattr(sdk, "PayloadField"):
        return

    def fields(name):
        holder = getattr(cls, name, None)
        owner = holder if isinstance(holder, type) else type(holder)
        found = {}
        for base in reversed(owner.__mro__):
            found.update(vars(base))
        return found

    request, response = fields("requestCls"), fields("responseCls")
    mappings["inputs"] = [field for field in request.values() if isinstance(field, sdk.PayloadField)]
    mappings["params"] = [field for field in request.values() if isinstance(field, sdk.ParamField)]
    mappings["accepts"] = [field for field in response.values() if isinstance(field, sdk.PayloadField)]
    for name in ("call", "sub", "route", "call_type"):
        if any(name in vars(base) for base in cls.__mro__[:-1] if base.__module__ != sdk.__name__):
            mappings[name] = getattr(cls, name)


def _bridge_callbacks(namespace):
    # Under a loader results leave through its own callback; dto's queue has no reader there.
    dto = getattr(sys.modules.get("aiges.dto"), "callback", None)

    def callback(response, sid, *more):
        loader = getattr(sys.modules.get("aiges_embed"), "callback", None) if _native else None
        if loader is not None:
            return loader(response, sid)
        server = sys.modules.get("aiges.callback")
        if getattr(server, "q", None) is None:
            return dto(answer_of(response, once=False), sid)
        return server.callback(answer_of(response, once=False), _session_tags.get(sid, sid), sid)

    for name, value in list(namespace.items()):
        if dto is not None and value is dto:
            namespace[name] = callback


def _is_authors(cls, name):
    owner = next((klass for klass in cls.__mro__ if name in vars(klass)), object)
    return owner is not object and owner.__module__.partition(".")[0] not in ("aiges", "aiges_nb", KIT)


def install(cls, namespace):
    """Even out the loaders' differences on `cls` itself; a subclass would lose the declarations."""
    if "_aiges_nb_installed" in cls.__dict__:
        return cls
    _collect_fields(cls)
    _bridge_constructor(cls)
    _bridge_callbacks(namespace)
    for name, least in HOOKS.items():
        if not hasattr(cls, name):
            bridged = _missing_hook(name)
        else:
            unwritten = name in _UNASKED and not _is_authors(cls, name)  # the SDK's own only raises
            call = _answer_nothing if unwritten else _caller(cls, name, least)
            bridged = _BRIDGES.get(name, functools.partial(_bridge_plain, name))(call)
            bridged.__doc__ = getattr(getattr(cls, name), "__doc__", None)
        bridged.__qualname__ = f"{cls.__qualname__}.{name}"
        if not _is_authors(cls, name):
            bridged._aiges_nb_added = True  # a contract read from the class leaves it out
        setattr(cls, name, bridged)
    cls.schema = _schema
    cls._aiges_nb_installed = True
    return cls
