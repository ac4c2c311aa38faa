"""Serves an AIGES wrapper class through the newer SDK's API: pyaiges' method names, tuples and data units.

Written by `aiges-nb export`, beside `_aiges_nb_runtime`, which has evened out the class itself; standard library
only, Python 3.9. Answers that come by `callback` go to the loader's own callback where it has opened one, and else
wait until it reads them.
"""

import collections
import importlib
import importlib.util
import logging
import threading
import time

import _aiges_nb_runtime as runtime

ONCE_WAIT_S = 120  # the platform waits as long for one call
END, ONCE = 2, 3
FAILED = -1  # what pyaiges' server answers for an exception

log = logging.getLogger("aiges_nb.runtime")


def make_service(cls):
    """A class for pyaiges' server that calls `cls`; None where pyaiges is not installed: nobody will ask for it."""
    if importlib.util.find_spec("pyaiges") is None:
        return None
    sdk = importlib.import_module("pyaiges")
    # The one child of pyaiges' base in the author's module is the one that its server takes.
    return type("PyaigesWrapper", (_Service, sdk.WrapperBase), {"_cls": cls, "__doc__": cls.__doc__})


class _Service:
    """Its public methods are pyaiges'; each answers what `_cls` answers."""

    def __init__(self):
        self._wrapper = self._cls()
        self._sessions = {}

    # --- its life ---------------------------------------------------------------------------------

    def init(self, cfg):
        return self._wrapper.wrapperInit(dict(cfg))

    def fini(self):
        return self._wrapper.wrapperFini()

    def version(self):
        return runtime.contract()["version"]

    def error(self, err_num):
        return self._wrapper.wrapperError(err_num)

    # --- one call ---------------------------------------------------------------------------------

    def exec(self, usr_tag, params, data_list, psr_ids):
        values = _values(params, usr_tag)
        request, resource = _request(data_list), _resource(psr_ids)
        if _is_authors(self._cls, "wrapperOnceExec"):
            return self._answer(self._wrapper.wrapperOnceExec(values, request, usr_tag, resource))
        session = _Session(self, usr_tag, [values["sid"], usr_tag], is_call=True)
        code = FAILED
        try:
            code = self._wrapper.wrapperOnceExecAsync(values, request, usr_tag, resource)
            return ([], code) if code or session.is_pushed else session.wait()
        finally:
            if code or not session.is_pushed:
                session.close()

    # --- sessions ---------------------------------------------------------------------------------

    def create(self, usr_tag, params, psr_ids):
        values = _values(params, usr_tag)
        session = _Session(self, usr_tag, [values["sid"], usr_tag])
        created = None
        try:
            created = self._wrapper.wrapperCreate(values, values["sid"], _resource(psr_ids), usr_tag)
            if created.error_code:
                return created.handle, created.error_code
            session.listen([created.handle])
            self._sessions[created.handle] = session
            return created.handle, 0
        finally:
            if created is None or created.error_code:
                session.close()

    def write(self, handle, data_list):
        return self._wrapper.wrapperWrite(handle, _request(data_list))

    def read(self, handle):
        session = self._sessions.get(handle)
        items, code = session.take() if session else ([], 0)
        if not code and _is_authors(self._cls, "wrapperRead"):
            answer = self._wrapper.wrapperRead(handle)
            more, code = self._answer(answer) if runtime.is_answer(answer) else (_items(answer or []), 0)
            items = items + more
        return items, code

    def destroy(self, handle):
        session = self._sessions.pop(handle, None)
        try:
            return self._wrapper.wrapperDestroy(handle)
        finally:
            if session:
                session.close()

    # --- resources --------------------------------------------------------------------------------

    def load_res(self, data_list, res_id):
        return self._wrapper.wrapperLoadRes(_request(data_list), str(res_id))

    def unload_res(self, res_id):
        return self._wrapper.wrapperUnloadRes(str(res_id))

    def _answer(self, answer):
        """(items, code) of a Response; pyaiges carries no text of a code, so it goes to the log."""
        if not runtime.is_answer(answer):
            raise TypeError(f"the wrapper answered {type(answer).__name__} instead of a Response")
        answer = runtime.answer_of(answer, once=False)
        if answer.error_code:
            log.error("answered code %s: %s", answer.error_code, self._wrapper.wrapperError(answer.error_code))
            return [], answer.error_code
        return _items(answer.list), 0


class _Session:
    """Takes what comes by `callback` for one session: hands it on at once, or keeps it until it is read.

    An asynchronous call is over with its last answer; a session when it is destroyed.
    """

    def __init__(self, service, tag, keys, is_call=False):
        self._service, self._tag, self._is_call = service, tag, is_call
        self.is_pushed = service._callback_stub is not None
        self._kept = collections.deque()
        self._came = threading.Condition()
        self._stops = []
        self._listener = None
        self.listen(keys)

    def listen(self, keys):
        """Take the answers under these names too."""
        routes = importlib.import_module(importlib.import_module("aiges.dto").callback.__module__)
        if self._listener is None:
            self._listener = routes.Listener(self._on_answer, self._on_failure)
        self._stops.append(routes.listen(keys, self._listener))

    def close(self):
        for stop in self._stops:
            stop()

    def take(self):
        """(items, code) of everything that came since the last time."""
        items, code = [], 0
        with self._came:
            while self._kept and not code:
                more, code = self._kept.popleft()
                items += more
        return items, code

    def wait(self):
        """(items, code) up to the answer that ends the call."""
        items, code, deadline = [], 0, time.monotonic() + ONCE_WAIT_S
        while not code and not any(item.status in (END, ONCE) for item in items):
            with self._came:
                if not self._came.wait_for(lambda: self._kept, deadline - time.monotonic()):
                    raise TimeoutError(f"no answer with status 2 or 3 came within {ONCE_WAIT_S} s")
            more, code = self.take()
            items += more
        return items, code

    def _on_answer(self, answer, sid):
        items, code = self._service._answer(answer)
        self._give(items, code, self._service._wrapper.wrapperError(code) if code else "")

    def _on_failure(self, failure):
        log.error("the session's thread ended", exc_info=failure)
        self._give([], FAILED, f"{type(failure).__name__}: {failure}")

    def _give(self, items, code, words):
        if self.is_pushed:
            self._service.async_callback(self._tag, items, code, words)
            if self._is_call and (code or any(item.status in (END, ONCE) for item in items)):
                self.close()
            return
        with self._came:
            self._kept.append((items, code))
            self._came.notify_all()


def _values(params, usr_tag):
    return {**params, "sid": params.get("sid") or usr_tag}


def _resource(psr_ids):
    return psr_ids[0] if psr_ids else 0


class _Inputs:
    def __init__(self, items):
        self.list = items


def _request(data_list):
    return _Inputs(list(data_list))


def _items(answers):
    data = importlib.import_module("pyaiges").WrapperData
    return [
        data(key=item.key, data=runtime.to_bytes(item.data), type=int(item.type), status=int(item.status))
        for item in answers
    ]


def _is_authors(cls, name):
    return not getattr(getattr(cls, name), "_aiges_nb_added", False)
