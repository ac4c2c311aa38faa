"""Whatever is asked of a run, and whenever: exactly one end, and the store tells the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiges_nb.exchange import make_request
from aiges_nb.invoke import KernelBackend, WorkerBackend, load_program
from aiges_nb.runs import RunState, RunStore
from aiges_nb.runs.run import FINAL_STATES

from ..proving import in_full

SERVICE = """
import time

from aiges.dto import Response, ResponseData, SessionCreateResponse, callback
from aiges.sdk import IntegerParamField, StringBodyField, StringParamField, WrapperBase
from aiges_nb import progress


class Asked:
    mode = StringParamField(key="mode", value="echo")
    text = StringBodyField(key="text", value=b"hello")


class Answered:
    out = StringBodyField(key="out")


def answer(status=3):
    item = ResponseData()
    item.key, item.status = "out", status
    item.setDataType(0)
    item.setData(b"x")
    res = Response()
    res.list = [item]
    return res


class Wrapper(WrapperBase):
    serviceId, version = "any", "v1"
    requestCls, responseCls = Asked(), Answered()

    def wrapperInit(self, config):
        time.sleep(0.03)
        return 0

    def wrapperOnceExec(self, params, reqData):
        mode = params["mode"]
        if mode == "raise":
            raise ValueError("no")
        if mode == "steps":
            for step in progress.track(range(20)):
                time.sleep(0.002)
        if mode == "deaf":
            try:
                time.sleep(0.05)
            except BaseException:
                pass
        if mode == "yield":
            return self.parts()
        return answer()

    def parts(self):
        for _ in range(5):
            time.sleep(0.005)
            yield answer()

    def wrapperCreate(self, params, sid):
        res = SessionCreateResponse()
        res.handle = self.sid = sid
        return res

    def wrapperWrite(self, handle, req, sid=""):
        time.sleep(0.005)
        callback(answer(2 if req.get("text").status in (2, 3) else 1), handle)
        return 0

    def wrapperDestroy(self, handle):
        return 0

    def wrapperFini(self):
        return 0
"""
MODES = ("echo", "steps", "raise", "deaf", "yield", "session")
ACTIONS = st.tuples(st.sampled_from(["cancel", "force", "two at once", "nothing"]), st.floats(0, 0.08))


@contextmanager
def _backend(kind: str, make_program: Any, store: RunStore) -> Iterator[Any]:
    program = make_program(SERVICE)
    made: Any
    if kind == "kernel":
        made = KernelBackend(load_program(program)[1], store=store)
    else:
        made = WorkerBackend(program, store=store)
    yield made
    made.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["kernel", "worker"])
def test_every_run_ends_once(kind: str, make_program: Any, store: RunStore, shim: None) -> None:
    with _backend(kind, make_program, store) as backend:

        @settings(
            max_examples=(300 if kind == "kernel" else 60) if in_full() else (40 if kind == "kernel" else 8),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            mode=st.sampled_from(MODES),
            actions=st.lists(ACTIONS, max_size=4),
            limit=st.sampled_from([None, None, 0.001, 0.03]),
            ahead=st.integers(0, 2),
        )
        def try_it(mode: str, actions: list[tuple[str, float]], limit: float | None, ahead: int) -> None:
            _try(backend, store, mode, actions, limit, ahead)

        try_it()


def _try(
    backend: Any, store: RunStore, mode: str, actions: list[tuple[str, float]], limit: float | None, ahead: int
) -> None:
    before = [backend.start(make_request(backend.contract, {"mode": "steps"})) for _ in range(ahead)]
    request = make_request(backend.contract, {"mode": "echo" if mode == "session" else mode})
    if mode == "session":
        from dataclasses import replace

        from aiges_nb.exchange.request import Delivery

        request = replace(request, delivery=Delivery("stream", 1, 0.0))
    run = backend.start(request, timeout_s=limit)
    ends: list[RunState] = []
    run.subscribe(lambda seen: ends.append(seen.state) if seen.is_done else None)
    for action, delay in actions:
        time.sleep(delay)
        _act(run, action)
    assert run.wait(60), run
    final = run.state
    for _ in range(2):
        run.cancel(force=True)
    for other in before:
        assert other.wait(60), other
    deadline = time.monotonic() + 60
    while not ends and time.monotonic() < deadline:
        time.sleep(0.001)
    assert ends == [final]
    assert final in FINAL_STATES
    assert run.state is final
    record = store.get(run.id)
    assert record is not None and record.state is final
    if final is RunState.SUCCEEDED:
        assert [output.key for output in run.outputs] == ["out"]
    if final is RunState.CANCELLED:
        assert any(action != "nothing" for action, _ in actions)


def _act(run: Any, action: str) -> None:
    if action == "two at once":
        threads = [threading.Thread(target=run.cancel) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    elif action != "nothing":
        run.cancel(force=action == "force")
