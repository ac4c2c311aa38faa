"""The older way of sessions: request threads before one model thread."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest

from aiges_nb.sdk.model_thread import Context, ModelProcess, RequestPool
from aiges_nb.sdk.routes import Listener, listen

LIMIT_S = 60.0


class Setup:
    """A pool of request threads and a model that answers each frame in capitals."""

    def __init__(self) -> None:
        self.shared: queue.Queue[Any] = queue.Queue()
        self.answers: queue.Queue[Any] = queue.Queue()
        self.pool = RequestPool(self.shared, None)
        self.model = ModelProcess(self.shared, {}, lambda result, sid: self.answers.put((sid, result)))
        self.model.register_infer_func(self.infer)

    def infer(self, ctx: Context, callback: Any) -> None:
        if ctx.data == "bad":
            raise ValueError("bad frame")
        callback(ctx.data.upper(), ctx.sid)

    def next(self) -> Any:
        return self.answers.get(timeout=LIMIT_S)


@pytest.fixture
def setup() -> Iterator[Setup]:
    made = Setup()
    yield made
    threads = [thread for thread in made.pool.pool.values() if thread.is_alive()]
    made.pool.close()
    made.model.stop()
    if made.model.is_alive():
        made.model.join(LIMIT_S)
    for thread in threads:
        thread.join(LIMIT_S)
        assert not thread.is_alive()


def test_frames_of_two_sessions_reach_the_model_each_as_it_was_sent(setup: Setup) -> None:
    handles = [setup.pool.get_idle_handle(), setup.pool.get_idle_handle()]
    assert len(set(handles)) == 2
    for number, handle in enumerate(handles):
        thread = setup.pool.get_thread(handle or "")
        assert thread is not None
        thread.set_ctx(f"s-{number}", {"number": number})
        for word in ("a", "b", "c"):
            thread.send_to_input_queue(f"s-{number}", word)
    setup.model.start()
    found = [setup.next() for _ in range(6)]
    for number in (0, 1):
        assert [result for sid, result in found if sid == f"s-{number}"] == ["A", "B", "C"]


def test_the_pool_is_used_up_and_filled_again(setup: Setup) -> None:
    handles = [setup.pool.get_idle_handle() for _ in range(5)]
    assert handles[0] == f"process-{setup.pool.process_id}-thread-0"
    assert setup.pool.get_idle_handle() is None
    setup.pool.set_idle_handle(handles[2] or "")
    assert setup.pool.get_idle_handle() == handles[2]
    assert setup.pool.get_thread("strange") is None


def test_frames_of_a_session_that_was_given_back_are_not_inferred(setup: Setup) -> None:
    handle = setup.pool.get_idle_handle() or ""
    thread = setup.pool.get_thread(handle)
    assert thread is not None
    thread.send_to_input_queue("old", "left")
    setup.shared.put(setup.shared.get(timeout=LIMIT_S))  # it has come through
    setup.pool.set_idle_handle(handle)
    thread.send_to_input_queue("new", "own")
    setup.model.start()
    assert setup.next() == ("new", "OWN")
    assert setup.answers.empty()


def test_one_sessions_error_reaches_it_and_the_others_go_on(setup: Setup) -> None:
    failures: queue.Queue[BaseException] = queue.Queue()
    stop = listen(["s"], Listener(lambda result, sid: None, failures.put))
    thread = setup.pool.get_thread(setup.pool.get_idle_handle() or "")
    assert thread is not None
    setup.model.start()
    thread.send_to_input_queue("s", "bad")
    assert str(failures.get(timeout=LIMIT_S)) == "bad frame"
    thread.send_to_input_queue("s", "good")
    assert setup.next() == ("s", "GOOD")
    stop()


def test_a_context_forgets_its_session() -> None:
    context = Context()
    context.set_sid("s")
    context.set_params({"a": 1})
    context.set_data(b"x")
    context.set_callback_handle("h")
    context.set_destroyed()
    assert context.session_destroyed
    context.reset_ctx()
    assert (context.sid, context.params, context.data, context.session_destroyed) == ("", {}, None, False)
