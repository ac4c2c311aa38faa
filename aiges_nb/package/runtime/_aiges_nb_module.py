"""Lets an adapter written in a notebook hold on the real CodeProject.AI SDK.

Written by `aiges-nb export`; standard library only, Python 3.9. `prepare()` runs before the author's statements,
`install(Adapter)` after them. What the SDK would lose is mended here, so that the author's code stays as it was
written: answers it cannot send, exceptions it hides, a cancel that leaves the work running, requests that name a file,
`progress` without the toolkit.
"""

import asyncio
import functools
import importlib
import importlib.util
import inspect
import json
import os
import sys
import threading
import traceback
import types
from collections.abc import Mapping

FOLDER = os.path.dirname(os.path.abspath(__file__))
KIT = "_aiges_nb_kit"
SDK = "codeproject_ai_sdk"
GOLDEN = os.path.join(FOLDER, "test", "golden")
PRESS_EVERY_S = 0.25
OWN_KEYS = ("commandId", "commandStatus")
"""What the SDK says of a long command; an adapter that overwrote it would mislead every client."""


def _home():
    """Where the parts are that come with the module: the toolkit itself, where that runs it, so that both mean the
    same by progress and by the wish to stop; else the module's own kit."""
    hosting = sys.modules.get("aiges_nb.progress")
    return "aiges_nb" if hosting is not None and hosting.__name__ == "aiges_nb.progress" else KIT


_HOME = _home()
progress = importlib.import_module(_HOME + ".progress")
_clean_json = importlib.import_module(_HOME + ".exchange.jsonclean").clean_json
_Door = importlib.import_module(_HOME + ".invoke.press").Door
_hook_tqdm = importlib.import_module(_HOME + ".invoke.bars").hook_tqdm
_states = threading.Lock()
adapters = []
"""The classes that were installed; a module has one."""


# --- before the author's statements ---------------------------------------------------------------


def prepare():
    """Answer the toolkit's import lines, and mend the SDK's requests."""
    if "aiges_nb" not in sys.modules:
        toolkit = types.ModuleType("aiges_nb")
        toolkit.__path__ = []
        toolkit.progress = progress
        sys.modules["aiges_nb"] = toolkit
        sys.modules["aiges_nb.progress"] = progress
    answer_imports = getattr(importlib.import_module(KIT), "install", None)
    if answer_imports is not None:  # the author wrote for the other platform
        answer_imports()
    try:
        sdk = importlib.import_module(SDK)
    except ImportError:
        return  # the author's own import says what is missing
    sys.modules.setdefault("aiges_nb.sdk", _stand_for(sdk))
    mend_requests(sdk.RequestData)


def _stand_for(sdk):
    module = types.ModuleType("aiges_nb.sdk")
    for name in ("JSON", "LogMethod", "LogVerbosity", "ModuleOptions", "ModuleRunner", "RequestData"):
        setattr(module, name, getattr(sdk, name))
    return module


def mend_requests(cls):
    """Files by name as well as by index, lists where the server sends null, `queue`, OpenCV's order of channels."""
    if "_aiges_nb_mended" in cls.__dict__:
        return
    cls._aiges_nb_mended = True
    init, add_file, get_bytes, get_image = cls.__init__, cls.add_file, cls.get_file_bytes, cls.get_image
    get_bool = cls.get_bool

    def __init__(self, json_request_data=None):
        init(self, json_request_data)
        for name, attribute in (("values", "value_list"), ("files", "files")):
            if getattr(self, attribute) is None:
                self.payload[name] = []
                setattr(self, attribute, self.payload[name])
        if not hasattr(self, "_queue"):
            self._queue = self.payload.get("queue") or "N/A"

    def place(self, index):
        if not isinstance(index, str):
            return index
        for key in ("name", "filename"):
            for at, entry in enumerate(self.files or ()):
                if entry.get(key) == index:
                    return at
        return len(self.files or ())

    def add_named_file(self, file_name):
        add_file(self, file_name)
        name = os.path.basename(file_name or "")
        if name and self.files:
            self.files[-1].setdefault("name", name)
            self.files[-1].setdefault("filename", name)

    def get_file_bytes(self, index):
        return get_bytes(self, place(self, index))

    def get_picture(self, index, module="pil"):
        if module.lower() != "opencv":
            return get_image(self, place(self, index), module)
        picture = get_image(self, place(self, index))
        return None if picture is None else importlib.import_module("numpy").asarray(picture)[:, :, ::-1].copy()

    def get_flag(self, key, defaultValue=None):
        value = self.get_value(key)
        return bool(value) if value is not None and not isinstance(value, str) else get_bool(self, key, defaultValue)

    cls.__init__, cls.add_file, cls.get_bool = __init__, add_named_file, get_flag
    cls.get_file_bytes, cls.get_image = get_file_bytes, get_picture


# --- answers --------------------------------------------------------------------------------------


def clean_answer(answer, request_id=""):
    """The author's answer as the SDK can send it: a dict of plain JSON with `success`."""
    if answer is None:
        return refuse(f"unable to process the request (#reqid {request_id})")
    if not isinstance(answer, Mapping):
        return refuse(f"expected a dict, got {type(answer).__name__}")
    document, _ = _clean_json(answer)
    document.setdefault("success", True)
    return document


def refuse(words, **fields):
    """An answer that says why there is none."""
    return {"success": False, **fields, "error": words}


def _tell_failure(what, failure):
    """An exception to the server's log: what is on stderr is logged as an error."""
    print(f"{what}: {_text_of(failure)}", file=sys.stderr)
    traceback.print_exception(type(failure), failure, failure.__traceback__)


def _text_of(failure):
    return str(failure) or type(failure).__name__


def _stops(failure):
    seen = set()
    while failure is not None and id(failure) not in seen:
        if isinstance(failure, progress.Cancelled):
            return True
        seen.add(id(failure))
        failure = failure.__cause__ or failure.__context__
    return False


def settle(value):
    """What a coroutine or a generator comes to; each thing that a generator yields is a partial result."""
    if inspect.isawaitable(value):
        return asyncio.run(_await(value))
    if not inspect.isgenerator(value):
        return value
    last = None
    while True:
        try:
            last = next(value)
        except StopIteration as end:
            return last if end.value is None else end.value
        progress.update(partial=last)
        progress.check()


async def _await(value):
    return await value


# --- long commands --------------------------------------------------------------------------------


class Command:
    """One run of a long method: how far it is, and the ways to stop it."""

    def __init__(self):
        self.meter = progress.Meter()
        self.ended = threading.Event()
        self._door = _Door()
        self._task = None

    def run(self, method, data):
        """What a plain method answers, in the calling thread."""
        with progress.bind(self.meter):
            _hook_tqdm()
            try:
                try:
                    self._door.open()
                    answer = settle(method(data))
                finally:
                    self._door.close()
                return self._finish(answer)
            except BaseException as failure:
                return self._fail(failure)
            finally:
                self.ended.set()

    async def run_async(self, method, data):
        """What an async method answers, on the SDK's own loop."""
        with progress.bind(self.meter):
            _hook_tqdm()
            self._task = (asyncio.get_running_loop(), asyncio.ensure_future(method(data)))
            if self.meter.cancelled:
                self._task[1].cancel()
            try:
                return self._finish(await self._task[1])
            except asyncio.CancelledError:
                if not self.meter.cancelled:
                    raise
                return self._stopped()
            except Exception as failure:
                return self._fail(failure)
            except progress.Cancelled:
                return self._stopped()
            finally:
                self.ended.set()

    def stop(self, by_force):
        """Tell `progress` that it is to stop; by force, also end what does not listen."""
        self.meter.cancelled = True
        if not by_force:
            return
        if self._task is not None:
            self._task[0].call_soon_threadsafe(self._task[1].cancel)
        threading.Thread(target=self._press, daemon=True).start()

    def tell(self):
        """How far it is, in the words that clients of the platform look for."""
        seen = self.meter.read()
        told = {}
        if seen.fraction is not None:
            told["progress"] = round(seen.fraction * 100, 1)
        if seen.step is not None:
            told["current_step"] = seen.step
        if seen.steps is not None:
            told["steps"] = seen.steps
        if seen.message:
            told["message"] = seen.message
        if self.meter.partial is not None:
            told["partial"] = self.meter.partial
        return _clean_json(told)[0]

    def _press(self):
        while not self.ended.wait(PRESS_EVERY_S if self._door.press() else 0.01):
            pass

    def _finish(self, answer):
        return {"success": True} if answer is None else clean_answer(answer)

    def _fail(self, failure):
        if _stops(failure) or (self.meter.cancelled and isinstance(failure, asyncio.CancelledError)):
            return self._stopped()
        _tell_failure("the long command failed", failure)
        return refuse(_text_of(failure))

    def _stopped(self):
        partial = self.meter.partial
        kept = dict(partial) if isinstance(partial, Mapping) else {} if partial is None else {"partial": partial}
        return clean_answer({**kept, "success": True, "stop_reason": "cancelled"})


class _State:
    """What is kept beside an adapter: how `initialise` ended, the long command, whether it was cleaned up."""

    def __init__(self):
        self.failure = ""
        self.command = None
        self.forces = None
        self.is_clean = False


def _state_of(adapter):
    with _states:
        state = adapter.__dict__.get("_aiges_nb_state")
        if state is None:
            state = adapter._aiges_nb_state = _State()
        return state


# --- the hooks ------------------------------------------------------------------------------------


def _bridge_initialise(own):
    def begin(self, failure=None):
        state = _state_of(self)
        state.failure = "" if failure is None else _text_of(failure)
        if failure is not None:
            _tell_failure("initialise failed", failure)

    if inspect.iscoroutinefunction(own):

        async def initialise(self):
            try:
                await own(self)
            except Exception as failure:
                begin(self, failure)
                raise

    else:

        def initialise(self):
            try:
                own(self)
            except Exception as failure:
                begin(self, failure)
                raise

    return initialise


def _bridge_process(own):
    def refuse_early(self):
        failure = _state_of(self).failure
        return refuse("initialise failed: " + failure) if failure else None

    def read(self, data, answer):
        return _long_of(self, answer) if callable(answer) else clean_answer(answer, data.request_id)

    def fail(failure):
        _tell_failure("process failed", failure)
        return refuse(f"{type(failure).__name__}: {failure}")

    if inspect.iscoroutinefunction(own):

        async def process(self, data):
            try:
                return refuse_early(self) or read(self, data, await own(self, data))
            except Exception as failure:
                return fail(failure)

    else:

        def process(self, data):
            try:
                return refuse_early(self) or read(self, data, settle(own(self, data)))
            except Exception as failure:
                return fail(failure)

    return process


def _long_of(adapter, method):
    """The long method as the SDK starts it; only then is it the adapter's command."""

    def begin():
        state = _state_of(adapter)
        state.command = Command()
        return state.command

    if asyncio.iscoroutinefunction(method):

        async def long_command(data):
            return await begin().run_async(method, data)

    else:

        def long_command(data):
            return begin().run(method, data)

    return long_command


def _bridge_status(own):
    def command_status(self):
        command = _state_of(self).command
        told = {} if command is None or command.ended.is_set() else command.tell()
        try:
            more = settle(own(self))
        except Exception as failure:  # the command goes on
            _tell_failure("command_status failed", failure)
            more = None
        if isinstance(more, Mapping):
            told.update(_clean_json(more)[0])
        return {key: value for key, value in told.items() if key not in OWN_KEYS}

    return command_status


def _bridge_cancel(own):
    def cancel_command_task(self):
        state = _state_of(self)
        command = state.command
        if state.forces is None:
            state.forces = bool(getattr(self, "force_shutdown", True))
        self.force_shutdown = state.forces
        if command is not None:
            command.stop(by_force=False)
        try:
            settle(own(self))
        except Exception as failure:
            _tell_failure("cancel_command_task failed", failure)
        by_force = bool(self.force_shutdown)
        # The SDK's own force leaves the work running behind its back, and may answer nobody: it is never used.
        self.force_shutdown = False
        if command is not None and by_force:
            command.stop(by_force=True)

    return cancel_command_task


def _bridge_module_status(own):
    def module_status(self):
        try:
            told = settle(own(self))
        except Exception as failure:
            _tell_failure("module_status failed", failure)
            told = None
        told = _clean_json(told)[0] if isinstance(told, Mapping) else {}
        failure = _state_of(self).failure
        return {**told, "error": "initialise failed: " + failure} if failure else told

    return module_status


def _bridge_cleanup(own):
    def cleanup(self):
        state = _state_of(self)
        with _states:  # the SDK calls it once for each of its tasks
            if state.is_clean:
                return
            state.is_clean = True
        if state.command is not None:
            state.command.stop(by_force=True)  # a thread at work would keep the module from ending
        settle(own(self))

    return cleanup


def _bridge_selftest(own):
    def selftest(self, data=None):
        try:
            told = clean_answer(settle(own(self)))
        except Exception as failure:
            _tell_failure("selftest failed", failure)
            return refuse(_text_of(failure))
        if told.get("success") is not True:
            return told
        broken = replay(self)
        for name, detail in broken:
            print(f"selftest: {name}: {detail}", file=sys.stderr)
        if broken:
            return {**told, "success": False, "error": "{}: {}".format(*broken[0])}
        return {**told, "golden_cases": len(list_cases())}

    return selftest


_BRIDGES = {
    "process": _bridge_process,
    "command_status": _bridge_status,
    "cancel_command_task": _bridge_cancel,
    "module_status": _bridge_module_status,
    "cleanup": _bridge_cleanup,
    "selftest": _bridge_selftest,
}


def install(cls, namespace=None):
    """Mend what the SDK would lose on `cls` itself."""
    if "_aiges_nb_installed" in cls.__dict__:
        return cls
    first = "initialize" if _is_authors(cls, "initialize") else "initialise"
    bridges = {first: _bridge_initialise, **_BRIDGES}
    for name, bridge in bridges.items():
        own = getattr(cls, name)
        bridged = functools.wraps(own)(bridge(own))
        bridged.__qualname__ = f"{cls.__qualname__}.{name}"
        del bridged.__wrapped__  # its signature is the SDK's
        setattr(cls, name, bridged)
    _mend_late_cancel(cls)
    cls._aiges_nb_installed = True
    adapters.append(cls)
    return cls


def _is_authors(cls, name):
    owner = next((klass for klass in cls.__mro__ if name in vars(klass)), object)
    return owner is not object and owner.__name__ != "ModuleRunner"


def _mend_late_cancel(cls):
    """A cancel that comes when the work has ended gives its answer; the SDK would throw it away."""
    own, status = getattr(cls, "_cancel_command_task", None), getattr(cls, "_get_command_status", None)
    if own is None or status is None:
        return

    def _cancel_command_task(self, data):
        task = self.long_running_command_task
        wanted = data.get_value("commandId")
        if wanted and wanted == self.long_running_command_id and task is not None and task.done():
            return status(self, data)
        return own(self, data)

    cls._cancel_command_task = _cancel_command_task


# --- golden cases ---------------------------------------------------------------------------------


def list_cases():
    """The golden cases beside this file, sorted by name."""
    cases = []
    for name in sorted(os.listdir(GOLDEN)) if os.path.isdir(GOLDEN) else ():
        path = os.path.join(GOLDEN, name, "case.json")
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                cases.append({**json.load(file), "folder": os.path.join(GOLDEN, name)})
    return cases


def route_of(case):
    """The route in the settings file that a case asks."""
    with open(os.path.join(FOLDER, "modulesettings.json"), encoding="utf-8") as file:
        modules = json.load(file)["Modules"]
    routes = next(iter(modules.values()))["RouteMaps"]
    named = [route for route in routes if case["operation"] in (route.get(key) for key in ("Name", "Route", "Command"))]
    return (named or routes)[0]


def request_of(case):
    """A case's request as the server would hand it over: values as text, files in declared order."""
    route = route_of(case)
    data = importlib.import_module(SDK).RequestData()
    data.request_id = "golden-" + case["name"]
    data.command = route["Command"]
    data.segments = []
    for key, value in case["params"].items():
        data.add_value(key, str(value).lower() if isinstance(value, bool) else str(value))
    order = [entry["Name"] for entry in route.get("Inputs") or () if str(entry.get("Type")).lower() == "file"]
    place = {name: at for at, name in enumerate(order)}
    for item in sorted(case["inputs"], key=lambda item: place.get(item["key"], len(place))):
        with open(os.path.join(case["folder"], item["file"]), "rb") as file:
            content = file.read()
        if item["key"] not in place and item["type"] in ("text", "json"):
            data.add_value(item["key"], content.decode("utf-8"))
            continue
        entry = {"name": item["key"], "filename": item["filename"] or item["file"], "contentType": ""}
        data.files.append({**entry, "data": importlib.import_module("base64").b64encode(content).decode("ascii")})
    return data


def replay(adapter):
    """What differs: (case, where and how) for each golden case that does not hold."""
    broken = []
    for case in list_cases():
        detail = difference(case, answer_of(adapter, case))
        if detail:
            broken.append((case["name"], detail))
    return broken


def answer_of(adapter, case):
    """What an adapter answers to a case in the end: a long command is waited for."""
    data = request_of(case)
    answer = settle(adapter.process(data))
    return settle(answer(data)) if callable(answer) else answer


def difference(case, answer):
    """Where an answer first differs from what a case expects; empty where it holds."""
    compare = _load_comparison()
    expected = next((item["file"] for item in case["outputs"] if item["key"] == "response"), None)
    if expected is None:
        return "" if case["error"] is not None and answer.get("success") is False else "response: not expected"
    with open(os.path.join(case["folder"], expected), "rb") as file:
        wanted = compare.without_timings(file.read())
    given = compare.without_timings(json.dumps(answer, ensure_ascii=False).encode("utf-8"))
    verdict = compare.compare_data(wanted, given, **case["tolerance"])
    return "" if verdict.equal else verdict.detail


@functools.cache
def _load_comparison():
    path = os.path.join(FOLDER, "test", "golden_compare.py")
    spec = importlib.util.spec_from_file_location("_aiges_nb_golden_compare", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
