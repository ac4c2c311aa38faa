"""What AIGES' C++ loader does with a wrapper, as a table of rules that a package is held against.

Runs inside the package's environment: standard library only, Python 3.9, no relative imports. `make_embed()` is a
stand-in for the loader's own module `aiges_embed` with the semantics of its pybind11 classes: bytes only, lists copied
on reading, unset numbers hold garbage, `response_err` answers a new object, no attribute may be invented.
"""

import importlib
import types

ATTRIBUTES = (
    "wrapperInit",
    "wrapperFini",
    "wrapperOnceExec",
    "wrapperOnceExecAsync",
    "wrapperError",
    "wrapperLoadRes",
    "wrapperUnloadRes",
    "wrapperCreate",
    "wrapperWrite",
    "wrapperRead",
    "wrapperDestroy",
    "wrapperTestFunc",
)
GARBAGE = 0x7FFC2AC8
ONCE = 3


class RuleBroken(Exception):
    """A rule of the loader does not hold; the text says which."""


def _typed(name, kind):
    slot = "_" + name

    def get(self):
        return getattr(self, slot)

    def set_(self, value):
        if not isinstance(value, kind):
            raise TypeError(f"{name}: expected {kind.__name__}, got {type(value).__name__}")
        setattr(self, slot, int(value) if kind is int else value)

    return property(get, set_)


class ResponseData:
    __slots__ = ("_data", "_key", "_len", "_status", "_type")
    key = _typed("key", str)
    data = _typed("data", bytes)
    len = _typed("len", int)
    type = _typed("type", int)
    status = _typed("status", int)

    def __init__(self, *values):
        if len(values) not in (0, 4):
            raise TypeError("expected no arguments or (key, len, status, type)")
        self._key, self._data = "", b""
        self._len = self._type = self._status = GARBAGE
        if values:
            self.key, self.len, self.status, self.type = values

    def setData(self, data):
        self.data = data
        self._len = len(data)

    def setDataType(self, type):
        self.type = type

    def _copy(self):
        other = ResponseData()
        for slot in self.__slots__:
            setattr(other, slot, getattr(self, slot))
        return other


def _copied_list(kind):
    def get(self):
        return [item._copy() for item in self._list]

    def set_(self, items):
        if not isinstance(items, list) or any(type(item) is not kind for item in items):
            raise TypeError(f"list: expected a list of {kind.__name__}")
        self._list = [item._copy() for item in items]

    return property(get, set_)


class Response:
    __slots__ = ("_error_code", "_list")
    list = _copied_list(ResponseData)
    error_code = _typed("error_code", int)

    def __init__(self):
        self._list, self._error_code = [], 0

    def response_err(self, error_code):
        other = Response()
        other.error_code = error_code
        return other


class DataListNode:
    __slots__ = ("_data", "_key", "_len", "_status", "_type")
    key = _typed("key", str)
    data = _typed("data", bytes)
    len = _typed("len", int)
    type = _typed("type", int)
    status = _typed("status", int)

    def __init__(self):
        self._key, self._data = "", b""
        self._len = self._type = self._status = GARBAGE

    def get_data(self):
        return self._data

    def _copy(self):
        other = DataListNode()
        for slot in self.__slots__:
            setattr(other, slot, getattr(self, slot))
        return other


class DataListCls:
    __slots__ = ("_list",)
    list = _copied_list(DataListNode)

    def __init__(self):
        self._list = []

    def get(self, key):
        return next((item._copy() for item in self._list if item.key == key), None)


class SessionCreateResponse:
    __slots__ = ("_error_code", "_handle")
    handle = _typed("handle", str)
    error_code = _typed("error_code", int)

    def __init__(self):
        self._handle, self._error_code = "", GARBAGE


def make_embed(results):
    """The module `aiges_embed`; what the author sends through `callback` is appended to `results`."""
    module = types.ModuleType("aiges_embed")
    for kind in (ResponseData, Response, DataListNode, DataListCls, SessionCreateResponse):
        setattr(module, kind.__name__, kind)

    def callback(response, usrTag):
        if type(response) is not Response or not isinstance(usrTag, str):
            raise TypeError("callback: expected (Response, str)")
        results.append((usrTag, read_answer(response, once=False)))
        return 0

    module.callback = callback
    module.callback_metric = lambda *values: 0
    module.callback_trace = lambda *values: 0
    return module


def read_answer(response, once=True):
    """What the loader takes out of a Response: (error code, items); it trusts `len` over the data."""
    if type(response) is not Response:
        raise RuleBroken("the answer cannot be cast to the loader's Response: " + type(response).__name__)
    if response.error_code != 0:
        return response.error_code, []
    items = []
    for item in response.list:
        if not 0 <= item.len <= len(item.data):
            sizes = f"len {item.len} of {len(item.data)} bytes"
            raise RuleBroken(f"output {item.key}: {sizes}: the loader would read beyond")
        if item.type == GARBAGE or (not once and item.status == GARBAGE):
            raise RuleBroken(f"output {item.key}: type or status was never set")
        status = ONCE if once else item.status
        items.append({"key": item.key, "type": item.type, "status": status, "data": item.data[: item.len]})
    return 0, items


def to_int(value, hook):
    """The loader's cast of a return code."""
    if not isinstance(value, int):
        raise RuleBroken(f"{hook} answered {type(value).__name__}, the loader needs an int")
    return int(value)


def make_request(inputs):
    """The loader's own data classes; the status is set for frames only."""
    request = DataListCls()
    nodes = []
    for item in inputs:
        node = DataListNode()
        node.key, node.data, node.len, node.type = item["key"], item["data"], len(item["data"]), item["type"]
        if "status" in item:
            node.status = item["status"]
        nodes.append(node)
    request.list = nodes
    return request


class Loader:
    """One loaded wrapper; calls its hooks as the C++ code does."""

    def __init__(self, module_name="wrapper", class_name="Wrapper"):
        module = importlib.import_module(module_name)
        if not hasattr(module, class_name):
            raise RuleBroken(f"module {module_name} has no class {class_name}")
        self.instance = getattr(module, class_name)()
        missing = [name for name in ATTRIBUTES if not callable(getattr(self.instance, name, None))]
        if missing:
            raise RuleBroken("the loader looks up 12 attributes; missing: " + ", ".join(missing))

    def init(self, config):
        if any(not isinstance(part, str) for pair in config.items() for part in pair):
            raise RuleBroken("config: the loader passes text only")
        return to_int(self.instance.wrapperInit(config), "wrapperInit")

    def once(self, params, inputs, sid, tag="tag", psr_id=0):
        """(error code, items) of one call: text parameters and sid, four positional arguments."""
        request = make_request(inputs)  # status stays as memory happened to be
        return read_answer(self.instance.wrapperOnceExec({**params, "sid": sid}, request, tag, psr_id))

    def once_async(self, params, inputs, sid, tag, psr_id=0):
        """The code of an asynchronous call; its answers come through the callback, under the tag."""
        request = make_request(inputs)
        code = self.instance.wrapperOnceExecAsync({**params, "sid": sid}, request, tag, psr_id)
        return to_int(code, "wrapperOnceExecAsync")

    def create(self, params, sid, tag, psr_id=0):
        """(handle, error code) of a session: four positional arguments."""
        created = self.instance.wrapperCreate({**params, "sid": sid}, sid, psr_id, tag)
        if type(created) is not SessionCreateResponse:
            raise RuleBroken("wrapperCreate answered " + type(created).__name__ + ", not a SessionCreateResponse")
        # An error code that was never set is whatever memory held; a set handle says that the session is there.
        code = 0 if created.error_code == GARBAGE and created.handle else created.error_code
        return created.handle, code

    def write(self, handle, frame):
        """The code of one frame: two positional arguments."""
        return to_int(self.instance.wrapperWrite(handle, make_request(frame)), "wrapperWrite")

    def destroy(self, handle):
        return to_int(self.instance.wrapperDestroy(handle), "wrapperDestroy")

    def error(self, code):
        """The text of an error code."""
        text = self.instance.wrapperError(code)
        if not isinstance(text, str):
            raise RuleBroken(f"wrapperError answered {type(text).__name__}, the loader needs str")
        return text

    def fini(self):
        return to_int(self.instance.wrapperFini(), "wrapperFini")
