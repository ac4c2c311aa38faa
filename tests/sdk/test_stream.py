"""Sessions: the pool, one session's life, and what the platform gets wrong."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from aiges_nb.sdk import WrapperBase, routes
from aiges_nb.sdk import stream as stream_module
from aiges_nb.sdk.stream import SessionManager, StreamHandleThread, WorkerThread, close_sessions

Make = Callable[..., SessionManager]
LIMIT_S = 60.0


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.fixture(autouse=True)
def no_long_wait_for_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "RETURN_LIMIT_S", 0.05)


# -- the pool ------------------------------------------------------------------------------------


def test_handles_are_named_as_on_the_platform(sessions: Make) -> None:
    manager = sessions(2)
    assert [manager.get_idle_handle(), manager.get_idle_handle()] == ["Process-0-Thread-0", "Process-0-Thread-1"]


def test_a_pool_of_processes_has_as_many_sessions(sessions: Make) -> None:
    manager = sessions(2, mode="process")
    handles = [manager.get_idle_handle() for _ in range(10)]
    assert (handles[0], handles[-1], manager.get_idle_handle()) == ("Process-0-Thread-0", "Process-1-Thread-4", None)


def test_a_used_up_pool_gives_none_and_a_returned_handle_again(sessions: Make) -> None:
    manager = sessions(1)
    handle = manager.get_idle_handle()
    assert handle is not None
    assert manager.get_idle_handle() is None
    manager.set_idle_session(handle)
    assert manager.get_idle_handle() == handle


@pytest.mark.parametrize("give_back", ["set_idle_session", "reset_session", "push_back"])
def test_every_way_of_giving_back_works_and_a_strange_handle_does_no_harm(sessions: Make, give_back: str) -> None:
    manager = sessions(1)
    handle = manager.get_idle_handle()
    getattr(manager, give_back)("Process-9-Thread-9")
    getattr(manager, give_back)(handle)
    getattr(manager, give_back)(handle)
    assert manager.get_idle_handle() == handle
    assert manager.get_session("Process-9-Thread-9") is None


@pytest.mark.parametrize("nums", [0, -1, None, "many", 1025])
def test_a_pool_of_no_size_is_refused_in_words(nums: Any) -> None:
    with pytest.raises(ValueError, match="expected 1 to 1024 sessions"):
        SessionManager().init_handle_pool("thread", nums, StreamHandleThread)


def test_a_size_from_a_loaders_config_is_text(sessions: Make) -> None:
    assert sessions("3").get_session("Process-0-Thread-2") is not None


def test_an_unknown_mode_and_a_missing_pool_are_told() -> None:
    with pytest.raises(ValueError, match="'thread' or 'process', got 'fork'"):
        SessionManager().init_handle_pool("fork", 1, StreamHandleThread)
    with pytest.raises(RuntimeError, match="init_handle_pool"):
        SessionManager().get_idle_handle()


def test_a_pool_begun_anew_ends_the_threads_of_the_old_one(sessions: Make, echo: Any) -> None:
    manager = sessions(2)
    old = [manager.get_session(f"Process-0-Thread-{number}") for number in range(2)]
    manager.init_handle_pool("thread", 1, echo)
    wait_until(lambda: not any(session.stream.is_alive() for session in old if session is not None))
    assert manager.get_idle_handle() == "Process-0-Thread-0"


# -- one session ---------------------------------------------------------------------------------


def test_frames_are_answered_in_order_under_the_sessions_sid(sessions: Make, begin: Any, client: Any) -> None:
    someone = client("s-1")
    session = begin(sessions(1), "s-1")
    for frame in (*range(100), "end"):
        session.in_q.put(frame)
    assert [someone.next() for _ in range(101)] == [*range(100), "end"]
    wait_until(lambda: session.idle)
    assert (session.sid, session.params) == ("", {})


def test_init_model_is_the_authors_to_call(sessions: Make, echo: Any) -> None:
    sessions(1)
    assert echo.loaded.get(timeout=LIMIT_S) == "Process-0-Thread-0"
    assert echo.loaded.empty()


def test_a_handle_ended_from_outside_is_free_only_when_its_thread_came_back(
    sessions: Make, begin: Any, client: Any, echo: Any
) -> None:
    manager, first = sessions(1), client("first")
    gate = echo.gates["slow"] = threading.Event()
    session = begin(manager, "first")
    session.in_q.put("quick")
    assert first.next() == "quick"
    session.in_q.put("slow")
    session.in_q.put("never reached")
    wait_until(lambda: session.in_q.taken == 2)
    manager.set_idle_session(session.handle)
    assert (session.state, session.sid, session.params) == ("ending", "first", {"sid": "first"})
    assert manager.get_idle_handle() is None
    gate.set()
    wait_until(lambda: session.idle)
    second = client("second")
    again = begin(manager, "second")
    again.in_q.put("own")
    assert second.next() == "own"
    assert (first.rest(), second.rest()) == ([], [])


def test_a_session_that_is_just_ending_is_waited_for(
    sessions: Make, begin: Any, echo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "RETURN_LIMIT_S", LIMIT_S)
    manager = sessions(1)
    gate = echo.gates["slow"] = threading.Event()
    session = begin(manager, "nobody")
    session.setup_callback_fn(lambda result, sid: 0)
    session.in_q.put("slow")
    wait_until(lambda: session.in_q.taken == 1)
    session.reset()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(manager.get_idle_handle)
        gate.set()
        assert waiting.result(LIMIT_S) == session.handle


def test_a_frame_for_a_session_that_has_ended_is_dropped(sessions: Make, begin: Any, client: Any) -> None:
    manager, someone = sessions(1), client("s")
    session = begin(manager, "s")
    session.in_q.put("end")
    assert someone.next() == "end"
    wait_until(lambda: session.idle)
    session.in_q.put("late")
    begin(manager, "s").in_q.put("mine")
    assert someone.next() == "mine"
    assert someone.rest() == []


def test_an_old_handle_does_not_touch_the_session_that_has_its_thread_now(
    sessions: Make, begin: Any, client: Any
) -> None:
    manager, first, second = sessions(1), client("first"), client("second")
    old = manager.get_idle_handle()
    assert old is not None
    session = manager.get_session(old)
    assert session is not None
    session.setup_sid("first")
    session.in_q.put("end")
    assert first.next() == "end"
    wait_until(lambda: session.idle)
    now = begin(manager, "second")
    ended = manager.get_session(old)
    assert ended is not None
    ended.in_q.put("from the first")
    ended.reset()
    manager.set_idle_session(old)
    assert now.state == "taken"
    now.in_q.put("mine")
    assert second.next() == "mine"
    assert (ended.in_q.empty(), ended.callback_fn("x", "second"), first.rest()) == (True, -1, [])


def test_what_was_not_read_from_out_q_stays_until_the_next_session(sessions: Make, begin: Any) -> None:
    manager = sessions(1)
    session = begin(manager, "a")
    session.out_q.put("result")
    session.reset()
    assert session.out_q.get_nowait() == "result"
    session.out_q.put("left")
    assert begin(manager, "b").out_q.empty()


def test_a_hundred_sessions_on_four_threads_do_not_mix(sessions: Make, client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(stream_module, "RETURN_LIMIT_S", LIMIT_S)
    manager = sessions(4)

    def talk(number: int) -> list[Any]:
        someone = client(f"s-{number}")
        while (handle := manager.get_idle_handle()) is None:
            time.sleep(0.001)
        session = manager.get_session(handle)
        assert session is not None
        session.setup_sid(f"s-{number}")
        session.setup_callback_fn(routes.callback)
        for frame in range(5):
            session.in_q.put((number, frame))
        session.in_q.put("end")
        seen = [someone.next() for _ in range(6)]
        if number % 2:
            manager.set_idle_session(handle)
        return [*seen, *someone.rest()]

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(talk, range(100)))
    assert found == [[*((number, frame) for frame in range(5)), "end"] for number in range(100)]


# -- what breaks ---------------------------------------------------------------------------------


def test_an_exception_reaches_whoever_runs_the_session_and_the_next_one_works(
    sessions: Make, begin: Any, client: Any
) -> None:
    manager, first = sessions(1), client("first")
    session = begin(manager, "first")
    session.in_q.put(ValueError("no such voice"))
    failure = first.failures.get(timeout=LIMIT_S)
    assert str(failure) == "no such voice"
    with pytest.raises(RuntimeError, match="ended with an error") as caught:
        session.in_q.put("more")
    assert caught.value.__cause__ is failure
    manager.set_idle_session(session.handle)
    second = client("second")
    begin(manager, "second").in_q.put("hello")
    assert second.next() == "hello"


def test_an_error_nobody_waits_for_is_logged_with_its_traceback(
    sessions: Make, begin: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    session = begin(sessions(1), "nobody listens")
    session.in_q.put(ValueError("unheard"))
    wait_until(lambda: session.state == "failed")
    seen = ""

    def heard() -> bool:
        nonlocal seen
        seen += capsys.readouterr().err
        return "ValueError: unheard" in seen

    wait_until(heard)
    assert "session Process-0-Thread-0" in seen


def test_a_model_that_does_not_load_is_the_pools_error(
    sessions: Make, echo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_model(self: Any, *args: Any) -> None:
        raise FileNotFoundError("weights.bin")

    manager = sessions(2, cls=type("NoModel", (echo,), {"init_model": no_model}))
    for number in (0, 1):
        session = manager.get_session(f"Process-0-Thread-{number}")
        assert session is not None
        session.stream.join(LIMIT_S)
        assert session.state == "broken"
    with pytest.raises(RuntimeError, match="none of the pool's threads came up") as caught:
        manager.get_idle_handle()
    assert isinstance(caught.value.__cause__, FileNotFoundError)
    capsys.readouterr()


def test_a_constructor_that_raises_ends_wrapper_init(echo: Any) -> None:
    class Wrong(echo):  # type: ignore[misc]
        def __init__(self, *args: Any) -> None:
            raise LookupError("no licence")

    manager = SessionManager()
    with pytest.raises(LookupError, match="no licence"):
        manager.init_handle_pool("thread", 2, Wrong)
    assert not manager.initialized


def test_a_run_that_returns_is_told_and_replaced(
    sessions: Make, begin: Any, client: Any, echo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    class Once(echo):  # type: ignore[misc]
        def run(self) -> None:
            self.infer(self.in_q.get())

    manager = sessions(1, cls=Once)
    for sid in ("a", "b"):
        someone = client(sid)
        session = begin(manager, sid)
        session.in_q.put("end")
        assert someone.next() == "end"
        wait_until(lambda: session.idle)  # noqa: B023 - used within this turn
    manager.close()
    assert "run() returned" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["plain", "never stops", "bare except"])
def test_closing_ends_threads_however_they_wait(sessions: Make, echo: Any, kind: str) -> None:
    class Endless(echo):  # type: ignore[misc]
        def stop(self) -> None:
            if kind != "plain":
                raise OSError("no")

        def run(self) -> None:
            while True:
                try:
                    self.infer(self.in_q.get())
                except Exception:
                    continue
                except:  # noqa: E722 - as authors write it
                    if kind != "bare except" or self.session_thread.is_stopping:
                        raise

    manager = sessions(1, cls=Endless)
    session = manager.get_session("Process-0-Thread-0")
    assert session is not None
    manager.close()
    session.stream.join(LIMIT_S)
    assert not session.stream.is_alive()
    assert not session.is_alive()


def test_a_thread_never_keeps_the_process_alive(sessions: Make) -> None:
    session = sessions(1).get_session("Process-0-Thread-0")
    assert session is not None
    assert session.stream.daemon


def test_a_class_that_is_no_thread_serves_too(sessions: Make, begin: Any, client: Any) -> None:
    class Plain:
        def __init__(self, session_thread: WorkerThread, in_q: queue.Queue[Any], out_q: queue.Queue[Any]) -> None:
            self.session, self.in_q = session_thread, in_q

        def stop(self) -> None:
            pass

        def run(self) -> None:
            while True:
                self.session.callback_fn(self.in_q.get(), self.session.sid)

    someone = client("s")
    begin(sessions(1, cls=Plain), "s").in_q.put("hello")
    assert someone.next() == "hello"


def test_a_wrapper_that_is_let_go_ends_its_sessions(echo: Any) -> None:
    class Wrapper(WrapperBase):
        def wrapperInit(self, config: dict[str, Any]) -> int:
            self.session.init_wrapper_config(config)
            self.session.init_handle_pool("thread", 1, echo)
            return 0

    wrapper = Wrapper()
    close_sessions(wrapper)
    wrapper.wrapperInit({"key": "value"})
    assert wrapper.session.wrapperConfig == {"key": "value"}
    session = wrapper.session.get_session("Process-0-Thread-0")
    close_sessions(wrapper)
    session.stream.join(LIMIT_S)
    assert not session.stream.is_alive()
    close_sessions(object())
