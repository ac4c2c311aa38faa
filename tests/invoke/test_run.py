"""A run's states under every interleaving: exactly one final event."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aiges_nb.errors import RunCancelled, RunTimeout, WrapperError
from aiges_nb.exchange import Failure, Output, Request, Response
from aiges_nb.invoke import Run
from aiges_nb.runs import LEGAL_MOVES, RunState
from aiges_nb.types import DataType

ANSWER = Response(outputs=(Output("out", DataType.TEXT, b"hi"), Output("wave", DataType.AUDIO, b"\0\1")))
FAILURE = Response(error=Failure(61001, "wrapper", "no such song", "Traceback..."))


class Obedient:
    """A driver that notes what it is told."""

    def __init__(self) -> None:
        self.cancels = 0

    def cancel(self, run: Run) -> None:
        self.cancels += 1

    def tick(self, run: Run, now: float) -> None:
        pass


def make_run(**options: Any) -> Run:
    return Run(Request(), Obedient(), **options)


class OneFinalEvent(RuleBasedStateMachine):
    @initialize(timeout=st.sampled_from([None, 0.0]))
    def begin_anew(self, timeout: float | None) -> None:
        self.run_ = make_run(timeout_s=timeout)
        self.states = [self.run_.state]
        self.finals: list[RunState] = []
        self.final: tuple[RunState, Response | None] | None = None
        self.run_.subscribe(lambda run: self.finals.append(run.state) if run.state.is_final else None)

    @rule()
    def begin(self) -> None:
        stopped = self.run_.stop_reason or self.run_.state is not RunState.QUEUED
        assert self.run_.begin() == (not stopped)

    @rule(force=st.booleans())
    def cancel(self, force: bool) -> None:
        assert self.run_.cancel(force) == (self.final is None)

    @rule()
    def tick(self) -> None:
        self.run_.tick(time.monotonic())

    @rule(fraction=st.floats(allow_nan=True, allow_infinity=True))
    def report(self, fraction: float) -> None:
        self.run_.meter.fraction, self.run_.meter.dirty = fraction, True

    @rule(response=st.sampled_from([ANSWER, FAILURE]))
    def answer(self, response: Response) -> None:
        self.run_.finish_answered(response)

    @rule()
    def stop(self) -> None:
        self.run_.finish_stopped()

    @rule(state=st.sampled_from(sorted(LEGAL_MOVES, key=str)))
    @precondition(lambda self: self.final is not None)
    def try_again(self, state: RunState) -> None:
        assert not self.run_.finish(state, Response())

    @invariant()
    def moves_are_legal(self) -> None:
        state = self.run_.state
        if state is not self.states[-1]:
            assert state in LEGAL_MOVES[self.states[-1]]
            self.states.append(state)
        if self.final is not None:
            assert (state, self.run_.response) == self.final
        elif state.is_final:
            self.final = (state, self.run_.response)
        assert self.finals == ([state] if state.is_final else [])
        assert self.run_.is_done == state.is_final
        fraction = self.run_.progress.fraction
        assert fraction is None or 0 <= fraction <= 1


OneFinalEvent.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestOneFinalEvent = OneFinalEvent.TestCase


def test_many_threads_give_one_final_event() -> None:
    for _ in range(30):
        race_once()


def race_once() -> None:
    run, finals, gate = make_run(), list[RunState](), threading.Barrier(4)
    run.subscribe(lambda run: finals.append(run.state) if run.state.is_final else None)
    run.begin()

    def race(work: Callable[[], object]) -> None:
        gate.wait(60)
        work()

    works = (partial(run.finish_answered, ANSWER), run.finish_stopped, run.cancel, partial(run.tick, time.monotonic()))
    threads = [threading.Thread(target=race, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert finals == [run.state]


def test_a_result_is_given_or_raised() -> None:
    run = make_run()
    run.begin()
    run.finish_answered(ANSWER)
    assert run.result()["out"].text == "hi"
    run = make_run()
    run.begin()
    run.finish_answered(FAILURE)
    with pytest.raises(WrapperError, match="no such song") as info:
        run.result()
    assert (info.value.error_code, info.value.user_traceback) == (61001, "Traceback...")
    run = make_run()
    run.cancel()
    run.finish_stopped()
    with pytest.raises(RunCancelled):
        run.result()
    run = make_run(timeout_s=0.5)
    run.begin()
    run.tick(time.monotonic() + 1)
    assert run.stop_reason == "timeout"
    run.finish_answered(ANSWER)
    assert run.error is not None
    assert (run.state, run.error.code) == (RunState.FAILED, "timeout")
    with pytest.raises(RunTimeout, match=r"0\.5"):
        run.result()
    with pytest.raises(TimeoutError, match="still"):
        make_run().result(0.01)


def test_awaiting_wakes_at_once_and_raises_like_result() -> None:
    async def main() -> float:
        run = make_run()
        run.begin()
        threading.Timer(0.2, lambda: run.finish_answered(ANSWER)).start()
        start = time.perf_counter()
        assert (await run)["out"].text == "hi"
        return time.perf_counter() - start

    assert asyncio.run(main()) < 10


def test_a_cancelled_await_asks_the_run_to_stop() -> None:
    async def main() -> Run:
        run = make_run()
        run.begin()
        task = asyncio.ensure_future(run._wait_async())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return run

    assert asyncio.run(main()).stop_reason == "cancel"


def test_a_listener_that_fails_does_not_stop_the_run() -> None:
    run = make_run()
    run.subscribe(lambda run: 1 / 0)
    run.begin()
    with pytest.warns(RuntimeWarning, match="ZeroDivisionError"):
        run.finish_answered(ANSWER)
    assert run.state is RunState.SUCCEEDED
    late: list[RunState] = []
    run.subscribe(lambda run: late.append(run.state))()
    assert late == [RunState.SUCCEEDED]


def test_the_json_is_the_interfaces() -> None:
    run = make_run()
    run.begin()
    run.finish_answered(ANSWER)
    shown = run.to_json(files={1: "wave.wav"})
    assert set(shown) == {"state", "outputs", "error", "findings", "started_at", "duration_s", "run_id"}
    text, wave = shown["outputs"]  # type: ignore[misc]
    assert (text["key"], text["text"], text["size"]) == ("out", "hi", 2)  # type: ignore[index,call-overload]
    assert "text" not in wave and wave["file"] == "wave.wav"  # type: ignore[operator,index,call-overload]
    assert str(shown["started_at"]).endswith("+00:00")
