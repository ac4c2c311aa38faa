"""Results that come outside of a call find whoever runs their session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any

import pytest

from aiges_nb.sdk import grpc_callback, routes
from aiges_nb.sdk.routes import Listener, callback, calling_for, init_rq, listen, report_failure


class Ear:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.failed: list[BaseException] = []
        self.listener = Listener(lambda result, sid: self.heard.append((result, sid)), self.failed.append)


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_results", None)


@pytest.fixture
def ear() -> Iterator[Callable[..., Ear]]:
    stops = []

    def make(*keys: str) -> Ear:
        made = Ear()
        stops.append(listen(keys, made.listener))
        return made

    yield make
    for stop in stops:
        stop()


def test_each_session_hears_its_own_results_by_sid_and_by_tag(ear: Any) -> None:
    first, second = ear("sid-1", "tag-1"), ear("sid-2", "")
    assert [callback("a", "sid-1"), callback("b", "tag-1"), callback("c", "sid-2")] == [0, 0, 0]
    assert (first.heard, second.heard) == ([("a", "sid-1"), ("b", "tag-1")], [("c", "sid-2")])


def test_the_grpc_callback_takes_three_arguments(ear: Any) -> None:
    someone = ear("sid-1", "tag-1")
    grpc_callback.callback("a", "tag-1", "sid-1")
    grpc_callback.callback("b", "tag-1", "")
    assert someone.heard == [("a", "sid-1"), ("b", "tag-1")]


def test_results_of_a_session_that_has_ended_are_dropped() -> None:
    someone = Ear()
    listen(["sid"], someone.listener)()
    assert callback("late", "sid") == -1
    assert someone.heard == []


def test_a_sid_used_again_is_heard_again(ear: Any) -> None:
    old = Ear()
    stop_old = listen(["sid"], old.listener)
    new = ear("sid")
    stop_old()
    assert callback("x", "sid") == 0
    assert (old.heard, new.heard) == ([], [("x", "sid")])


def test_without_anybody_the_callback_says_so() -> None:
    with pytest.raises(
        RuntimeError, match=r"nobody runs a session 'nobody'.*init_rq\(\)|nobody runs a session 'nobody'"
    ):
        callback("x", "nobody")


def test_init_rq_collects_what_nobody_listens_to_up_to_a_bound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(routes, "FRAME_LIMIT", 2)
    results = init_rq()
    assert [callback(number, "any") for number in range(3)] == [0, 0, -1]
    assert [results.get_nowait(), results.get_nowait()] == [0, 1]
    assert "this one is dropped" in capsys.readouterr().err


def test_a_nameless_result_goes_to_the_call_it_comes_from() -> None:
    someone = Ear()
    with calling_for(someone.listener):
        context = copy_context()
    thread = threading.Thread(target=context.run, args=(callback, "x", "made up"))
    thread.start()
    thread.join(10)
    assert someone.heard == [("x", "made up")]


def test_a_failure_goes_to_the_session_or_the_call_or_nowhere(ear: Any) -> None:
    by_sid, by_call = ear("sid"), Ear()
    assert report_failure(ValueError("1"), "sid")
    with calling_for(by_call.listener):
        assert report_failure(ValueError("2"))
    assert not report_failure(ValueError("3"))
    assert ([str(e) for e in by_sid.failed], [str(e) for e in by_call.failed]) == (["1"], ["2"])


def test_what_is_remembered_of_ended_sessions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_REMEMBERED", 3)
    for number in range(10):
        listen([f"bounded-{number}"], Ear().listener)()
    assert len(routes._gone) <= 3
    assert callback("late", "bounded-9") == -1
