"""Lets a class of one platform answer for the other one; written by `aiges-nb export`, standard library only.

`AdapterHost` puts a CodeProject.AI adapter behind an AIGES wrapper's hooks, `WrapperHost` a wrapper behind an
adapter's. The generated class calls it; the author's class stays as it was written. The notebook tries the same class
with the same file.
"""

import asyncio
import base64
import contextlib
import importlib
import inspect
import json
import os
import threading
import time

LOOK_EVERY_S = 0.05
STATUS_EVERY_S = 0.5
PRESS_AFTER_S = 1.0
END_WAIT_S = 10.0
BUSY = 10501
"""An adapter has one long command at a time."""
ERROR_CODE = 10500
"""What an adapter's answer without a code of its own is told as."""
_TYPES = {"text": 0, "json": 0, "audio": 1, "image": 2, "video": 3}
_FALSE = ("false", "0", "no", "off", "")


def _part(name):
    """A part of the toolkit, from the package's kit where there is one."""
    try:
        return importlib.import_module("_aiges_nb_kit." + name)
    except ImportError:
        return importlib.import_module("aiges_nb." + name)


def _clean(answer):
    return _part("exchange.jsonclean").clean_json(answer)[0]


def _progress():
    return importlib.import_module("aiges_nb.progress")


def _settle(value):
    """What a coroutine or a generator comes to; each thing that a generator yields is a partial result."""
    if inspect.isawaitable(value):
        return asyncio.run(_await(value))
    if not inspect.isgenerator(value):
        return value
    last, progress = None, _progress()
    while True:
        try:
            last = next(value)
        except StopIteration as end:
            return last if end.value is None else end.value
        progress.update(partial=last)
        progress.check()


async def _await(value):
    return await value


def _text_of(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


# --- a CodeProject.AI adapter behind an AIGES wrapper's hooks ---------------------------------------


class AdapterHost:
    """One adapter from `initialise` to `cleanup`; `routes` are dicts with name, command, files, texts, values."""

    def __init__(self, adapter, routes):
        self._class = adapter
        self._routes = routes
        self._words = {BUSY: "a long command is already in progress"}
        self._adapter = None
        self._session = None
        self._work_now = None

    def begin(self):
        """`initialise`; its exception is the loader's to tell."""
        self._adapter = self._class()
        authors = [name for name in ("initialize", "initialise") if _is_authors(self._class, name)]
        for name in authors[:1]:
            _settle(getattr(self._adapter, name)())
        return 0

    def end(self):
        """Stop what runs, then `cleanup`."""
        if self._adapter is None:
            return 0
        if self._work_now is not None:
            self._work_now.stop(self._adapter)
        _settle(self._adapter.cleanup())
        self._adapter = None
        return 0

    def words(self, code):
        """What an error code was told for."""
        return self._words.get(code, f"error {code}")

    def answer(self, params, request):
        """The adapter's answer in the end, as the one JSON output `response`; a long command is waited for."""
        return self._response_of(self._ask(params, request, _Work()), 3)

    # A session is one long command that is watched: progress comes as frames, its end destroys nothing that runs on.

    def create(self, params, sid, callback):
        """A session for one command; refused while another goes on."""
        response = importlib.import_module("aiges.dto").SessionCreateResponse()
        if self._session is not None:
            response.error_code = BUSY
            return response
        self._session = _Session(str(sid), dict(params or {}), callback)
        response.handle = self._session.handle
        return response

    def write(self, handle, request):
        """Take a frame of the request; with the last one the command begins."""
        session = self._session
        if session is None or session.handle != handle:
            return ERROR_CODE
        if session.take(request):
            threading.Thread(target=self._serve, args=(session,), daemon=True).start()
        return 0

    def destroy(self, handle):
        """End the session, and the command if it has not ended."""
        session, self._session = self._session, None
        if session is not None and session.is_begun and not session.work.ended.is_set():
            session.work.stop(self._adapter)
        return 0

    def _serve(self, session):
        work = session.work
        try:
            document = self._ask(session.params, session.request, work, session.tell)
        except BaseException as failure:
            document = {"success": False, "error": f"{type(failure).__name__}: {failure}"}
        if work.meter.cancelled:
            document = {**document, "success": True, "commandStatus": "cancelled"}
        elif document.get("success") is not False:
            document["commandStatus"] = "completed"
        session.answer(self._response_of(document, 2))

    def _response_of(self, document, status):
        response = importlib.import_module("aiges.dto").Response()
        if document.get("success") is False:
            code = document.get("code")
            code = code if isinstance(code, int) and not isinstance(code, bool) and code else ERROR_CODE
            self._words[code] = str(document.get("error") or document.get("message") or "success: false")
            return response.response_err(code)
        response.list = [_json_item(document, status)]
        return response

    def _ask(self, params, request, work, listener=None):
        wanted = params.get("route")
        route = next((one for one in self._routes if one["name"] == wanted), self._routes[0])
        data = self._request_of(route, params, request)
        answer = _settle(self._adapter.process(data))
        if callable(answer):
            answer = self._carry_out(answer, data, work, listener)
            answer = {"success": True} if answer is None else answer
        if answer is None:
            return {"success": False, "error": "process answered None"}
        if not hasattr(answer, "keys"):
            return {"success": False, "error": f"expected a dict, got {type(answer).__name__}"}
        document = _clean(answer)
        document.setdefault("success", True)
        return document

    def _request_of(self, route, params, request):
        data = importlib.import_module("codeproject_ai_sdk").RequestData()
        data.command = route["command"]
        data.segments = []
        for name, default in route["values"].items():
            value = params.get(name, default)
            if value is not None:
                data.add_value(name, _text_of(value))
        for name in route["texts"]:
            node = request.get(name)
            if node is not None and node.data is not None:
                data.add_value(name, bytes(node.data).decode("utf-8"))
        for name in route["files"]:
            node = request.get(name)
            if node is None or not node.data:
                continue
            coded = base64.b64encode(bytes(node.data)).decode("ascii")
            data.files.append({"name": name, "filename": name, "contentType": "", "data": coded})
        return data

    def _carry_out(self, method, data, work, listener):
        """The long command in this thread; beside it its status is asked, and a cancel passed on."""
        self._work_now = work
        watcher = threading.Thread(target=self._watch, args=(work, listener), daemon=True)
        try:
            with work.bound():
                watcher.start()
                answer = work.run(method, data)
        finally:
            work.ended.set()
            self._work_now = None
        watcher.join(END_WAIT_S)
        if isinstance(answer, dict) and answer.get("stop_reason") == "cancelled" and not work.is_own:
            work.progress.update(partial=dict(answer))
            work.progress.check()
        return answer

    def _watch(self, work, listener):
        asked, due, told_before = False, time.monotonic(), None
        while not work.ended.wait(LOOK_EVERY_S):
            try:
                if work.meter.cancelled and not asked:
                    asked = True
                    _settle(self._adapter.cancel_command_task())
                if time.monotonic() < due:
                    continue
                due = time.monotonic() + STATUS_EVERY_S
                told = _settle(self._adapter.command_status())
                _tell(work.progress, told)
                shown = work.shown(told)
                if listener is not None and shown != told_before:
                    told_before = shown
                    listener(shown)
            except Exception:  # the author's own: the command goes on, as it would on the platform
                continue


class _Work:
    """One long command on its way: how far it is, and the ways to stop it."""

    def __init__(self, is_watched_here=False):
        self.progress = _progress()
        # A session's frames tell of its own command; elsewhere whoever runs the wrapper listens.
        bound = None if is_watched_here else getattr(self.progress, "bound_sink", lambda: None)()
        self.is_own = bound is None
        self.meter = self.progress.Meter() if bound is None else bound
        self.ended = threading.Event()
        self._door = _part("invoke.press").Door()

    def bound(self):
        """While the block lasts, what the author's code tells is heard here, unless the toolkit hears it already."""
        return self.progress.bind(self.meter) if self.is_own else contextlib.nullcontext()

    def run(self, method, data):
        """The author's method; a press reaches it and nothing else."""
        try:
            try:
                self._door.open()
                return _settle(method(data))
            finally:
                self._door.close()
        except self.progress.Cancelled:
            if not self.is_own:
                raise
            return {"success": True, "stop_reason": "cancelled"}

    def stop(self, adapter):
        """Ask, then press, until it has ended or the wait is over."""
        self.meter.cancelled = True
        try:
            _settle(adapter.cancel_command_task())
        except Exception:
            pass
        began = time.monotonic()
        while not self.ended.wait(LOOK_EVERY_S) and time.monotonic() - began < END_WAIT_S:
            if time.monotonic() - began > PRESS_AFTER_S:
                self._door.press()

    def shown(self, told):
        """How far it is, in the words of the adapter's platform."""
        meter, shown = self.meter, {"commandStatus": "running"}
        fraction = meter.fraction
        if fraction is None and meter.step is not None and meter.steps:
            fraction = meter.step / meter.steps
        if fraction is not None:
            shown["progress"] = round(100 * fraction, 1)
        if meter.message:
            shown["message"] = meter.message
        return {**shown, **(_clean(told) if hasattr(told, "keys") else {})}


class _Session:
    """A session's request as it comes in, and its answers as they go out."""

    def __init__(self, sid, params, callback):
        self.sid = sid
        self.handle = f"crossing-{sid}"
        self.params = params
        self.work = _Work(is_watched_here=True)
        self.is_begun = False
        self._callback = callback
        self._nodes = {}
        self._told = 0

    @property
    def request(self):
        request = importlib.import_module("aiges.dto").DataListCls()
        request.list = list(self._nodes.values())
        return request

    def take(self, request):
        """Whether the request is whole now."""
        is_last = True
        for node in request.list:
            known = self._nodes.get(node.key)
            if known is None:
                self._nodes[node.key] = node
            else:
                known.data = bytes(known.data or b"") + bytes(node.data or b"")
                known.len = len(known.data)
            is_last = is_last and node.status in (2, 3)
        if not is_last or self.is_begun:
            return False
        self.is_begun = True
        return True

    def tell(self, document):
        """A frame that says how far it is."""
        response = importlib.import_module("aiges.dto").Response()
        response.list = [_json_item(document, 0 if self._told == 0 else 1)]
        self._told += 1
        self.answer(response)

    def answer(self, response):
        self._callback(response, self.sid)


def _json_item(document, status):
    item = importlib.import_module("aiges.dto").ResponseData()
    item.key = "response"
    item.setDataType(0)
    item.status = status
    item.setData(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
    return item


def _is_authors(cls, name):
    owner = next((klass for klass in cls.__mro__ if name in vars(klass)), object)
    return owner is not object and owner.__name__ != "ModuleRunner"


def _tell(progress, told):
    if not hasattr(told, "get"):
        return
    percent, step, steps = (_number(told.get(name)) for name in ("progress", "current_step", "steps"))
    message = told.get("message") or told.get("status")
    progress.update(
        fraction=None if percent is None else percent / 100,
        step=step if percent is None else None,
        steps=steps if percent is None else None,
        message=message if isinstance(message, str) else None,
        partial=next((told[key] for key in ("partial", "result", "reply", "images", "image") if told.get(key)), None),
    )


def _number(value):
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


# --- an AIGES wrapper behind an adapter's hooks -----------------------------------------------------


class WrapperHost:
    """One wrapper from `wrapperInit` to `wrapperFini`.

    `inputs` says the type of each input by key, `params` the kind and default of each parameter, `outputs` the type of
    each output.
    """

    def __init__(self, wrapper, inputs, params, outputs):
        self._class = wrapper
        self._inputs = inputs
        self._params = params
        self._outputs = outputs
        self._wrapper = None

    def begin(self):
        """`wrapperInit` with the class's `config`; an environment variable of a key's name in capitals wins."""
        self._wrapper = self._class()
        config = dict(getattr(self._class, "config", None) or {})
        config.update((key, os.environ[key.upper()]) for key in config if key.upper() in os.environ)
        code = _settle(self._wrapper.wrapperInit(config))
        if code:
            raise RuntimeError(f"wrapperInit answered {code}")

    def end(self):
        """`wrapperFini`."""
        if self._wrapper is not None:
            _settle(self._wrapper.wrapperFini())
            self._wrapper = None

    def answer(self, data):
        """The wrapper's answer as a dict of plain JSON: text as text, JSON as JSON, anything else in base64."""
        call = self._wrapper.wrapperOnceExec
        given = (self._typed(data), self._request_of(data), "", 0)
        response = _settle(call(*given[: _arity(call)]))
        code = getattr(response, "error_code", 0) or (response if isinstance(response, int) else 0)
        if code:
            return {"success": False, "error": self._words(code), "code": code}
        document = {"success": True}
        for item in getattr(response, "list", None) or ():
            document[item.key] = self._shown(item)
        return document

    def _words(self, code):
        tell = getattr(self._wrapper, "wrapperError", None)
        words = tell(code) if callable(tell) else ""
        return str(words or f"error {code}")

    def _typed(self, data):
        params = {}
        for key, (kind, default) in self._params.items():
            text = data.get_value(key)
            value = default if text is None else _read(kind, text)
            if value is not None:
                params[key] = value
        return params

    def _request_of(self, data):
        dto = importlib.import_module("aiges.dto")
        request = dto.DataListCls()
        files = [key for key, kind in self._inputs.items() if kind not in ("text", "json")]
        for key, kind in self._inputs.items():
            content = self._file(data, files, key) if key in files else _text_bytes(data.get_value(key))
            if content is None:
                continue
            node = dto.DataListNode()
            node.key, node.data, node.len = key, content, len(content)
            node.type, node.status = _TYPES.get(kind, 4), 3
            request.list.append(node)
        return request

    def _file(self, data, files, key):
        """By its field's name; else, as clients that name files otherwise send them, by its place."""
        sent = data.files or []
        at = next((at for at, entry in enumerate(sent) if entry.get("name") == key), None)
        if at is None and files.index(key) < len(sent) and sent[files.index(key)].get("name") not in files:
            at = files.index(key)
        return None if at is None else base64.b64decode(sent[at]["data"])

    def _shown(self, item):
        content = bytes(item.data or b"") if not isinstance(item.data, str) else item.data.encode("utf-8")
        kind = self._outputs.get(item.key, "text" if item.type == 0 else "")
        if kind == "json":
            try:
                return json.loads(content.decode("utf-8"))
            except ValueError:
                return content.decode("utf-8", "replace")
        return content.decode("utf-8", "replace") if kind == "text" else base64.b64encode(content).decode("ascii")


def _text_bytes(text):
    return None if text is None else str(text).encode("utf-8")


def _read(kind, text):
    if kind == "boolean":
        return str(text).strip().lower() not in _FALSE
    if kind == "integer":
        return int(float(text))
    return float(text) if kind == "number" else str(text)


def _arity(call):
    """How many of the four arguments the hook takes."""
    try:
        kinds = [one.kind for one in inspect.signature(call).parameters.values()]
    except (TypeError, ValueError):
        return 4
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return 4
    return min(
        4, sum(kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD) for kind in kinds)
    )
