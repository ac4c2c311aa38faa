"""Runs in threads of this process, with real threads and bounded waits."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

import pytest

from aiges_nb.errors import BusyError, WorkerError
from aiges_nb.exchange import Request
from aiges_nb.invoke import KernelBackend, Run
from aiges_nb.invoke.kernel import open_kernel_backend
from aiges_nb.runs import RunState, RunStore, current_owner

Ask = Callable[..., Request]


def until(happens: Callable[[], object], timeout_s: float = 60.0) -> bool:
    deadline = time.monotonic() + timeout_s
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def running(kernel: KernelBackend, request: Request) -> Run:
    run = kernel.start(request)
    assert until(lambda: run.stage == "working")
    return run


def test_a_run_answers_from_a_thread(kernel: KernelBackend, ask: Ask, store: RunStore) -> None:
    run = kernel.start(ask("echo", text="你好"))
    assert run.result(60)["out"].text == "你好"
    record = store.get(run.id)
    assert record is not None
    assert (record.state, record.service, record.where) == (RunState.SUCCEEDED, "modes", "kernel")
    assert record.owner == current_owner()
    assert record.request["params"]["mode"] == "echo"  # type: ignore[index,call-overload]
    assert store.read_blobs(run.id, "response") == ["你好".encode()]


def test_the_model_is_loaded_once(kernel: KernelBackend, ask: Ask) -> None:
    answers = {kernel.start(ask("lives")).result(60)["out"].text.split()[0] for _ in range(3)}
    assert answers == {"1"}


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("raise", "ZeroDivisionError"),
        ("exit", "SystemExit: 3"),
        ("interrupt", "KeyboardInterrupt"),
        ("code", "no such song"),
    ],
)
def test_a_failure_has_its_reason_and_the_next_run_works(
    kernel: KernelBackend, ask: Ask, mode: str, words: str
) -> None:
    run = kernel.start(ask(mode))
    assert run.wait(60)
    assert run.state is RunState.FAILED
    assert run.error is not None
    assert words in run.error.text
    assert kernel.start(ask()).result(60)["out"].text == "hello"


def test_what_a_run_prints_stays_with_it(
    kernel: KernelBackend, ask: Ask, capsys: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    run = kernel.start(ask("noise"))
    assert run.wait(60)
    for line in ("to stdout", "to stderr", "from a thread"):
        assert line in run.log
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("mode", "limit_s"), [("polite", 3.0), ("loop", 5.0)])
def test_a_cancel_ends_the_work(kernel: KernelBackend, ask: Ask, mode: str, limit_s: float) -> None:
    run = running(kernel, ask(mode, count=100_000))
    asked = time.monotonic()
    assert run.cancel()
    assert run.wait(60)
    assert time.monotonic() - asked < limit_s
    assert run.state is RunState.CANCELLED
    assert not run.cancel()
    assert kernel.start(ask()).result(60)["out"].text == "hello"


def test_sleeping_code_holds_on_and_says_so(kernel: KernelBackend, ask: Ask) -> None:
    run = running(kernel, ask("sleep", count=6))
    run.cancel()
    assert until(lambda: run.stage == "holding-on" or run.is_done)
    assert run.state is RunState.RUNNING
    assert "run-holds-on" in [finding.code for finding in run.findings]
    assert run.wait(60)
    assert run.state is RunState.CANCELLED


def test_work_that_finishes_all_the_same_has_succeeded(kernel: KernelBackend, ask: Ask) -> None:
    run = running(kernel, ask("swallow"))
    run.cancel()
    assert run.wait(60)
    assert run.state is RunState.SUCCEEDED
    assert run.outputs[0].text == "finished all the same"
    assert run.cancel_requested_at is not None


def test_out_of_time_is_failed(kernel: KernelBackend, ask: Ask) -> None:
    run = kernel.start(ask("loop"), timeout_s=0.2)
    assert run.wait(60)
    assert run.error is not None
    assert (run.state, run.error.code, run.error.origin) == (RunState.FAILED, "timeout", "aiges_nb")


def test_one_at_a_time_in_order_and_busy_beyond(live_class: type, store: RunStore, ask: Ask) -> None:
    kernel = KernelBackend(live_class, queue_limit=2, store=store)
    first = running(kernel, ask("polite", count=1000))
    second, third = kernel.start(ask()), kernel.start(ask())
    with pytest.raises(BusyError, match="2 runs"):
        kernel.start(ask())
    assert second.cancel()
    assert (second.state, third.state) == (RunState.CANCELLED, RunState.QUEUED)
    assert second.started_at is None
    first.cancel()
    assert third.result(60)["out"].text == "hello"
    assert first.state is RunState.CANCELLED
    kernel.close()
    with pytest.raises(WorkerError):
        kernel.start(ask())


def test_a_cancel_of_another_process_is_heard(kernel: KernelBackend, ask: Ask, store: RunStore) -> None:
    run = running(kernel, ask("polite", count=10_000))
    other = RunStore(store.path)
    assert until(lambda: RunState.RUNNING in [record.state for record in other.list()])
    asked = time.monotonic()
    record = other.request_cancel(run.id)
    other.close()
    assert record is not None
    assert record.state is RunState.RUNNING
    assert run.wait(60)
    assert time.monotonic() - asked < 5
    assert run.state is RunState.CANCELLED


def test_progress_and_partial_results_reach_listeners_and_the_store(
    kernel: KernelBackend, ask: Ask, store: RunStore
) -> None:
    seen: list[tuple[float | None, str, str]] = []

    def listen(run: Run) -> None:
        partial = run.partial.outputs[0].text if run.partial else ""
        seen.append((run.progress.fraction, run.progress.message, partial))

    run = kernel.start(ask("partial", count=5))
    run.subscribe(listen)
    assert run.wait(60)
    assert seen[-1] == (1.0, "step 5", '{"found":4}')
    assert len(seen) <= 20 * run.duration_s + 3
    assert [fraction for fraction, _, _ in seen if fraction is not None] == sorted(
        fraction for fraction, _, _ in seen if fraction is not None
    )
    record = store.get(run.id)
    assert record is not None
    assert record.progress["message"] == "step 5"
    assert store.read_blobs(run.id, "partial") == [b'{"found":4}']


def test_a_generator_gives_partial_results(kernel: KernelBackend, ask: Ask) -> None:
    run, parts = kernel.start(ask("yield", count=4)), set()
    run.subscribe(lambda run: parts.add(run.partial["out"].text) if run.partial else None)
    assert run.result(60)["out"].text == "part 3"
    assert parts <= {"part 0", "part 1", "part 2"}
    assert parts


def test_a_million_lines_do_not_hurt(kernel: KernelBackend, ask: Ask) -> None:
    run = kernel.start(ask("print", count=200_000))
    assert run.wait(60)
    assert run.state is RunState.SUCCEEDED
    assert len(run.log) < 100_000
    assert run.output_log.dropped == 199_000
    assert run.log.startswith("line 0\n")
    assert run.log.endswith("line 199999\n")


def test_a_store_that_fails_costs_only_a_warning(live_class: type, store: RunStore, ask: Ask) -> None:
    store.close()
    store.path.unlink()
    store.path.mkdir()
    kernel = KernelBackend(live_class, store=store)
    run = kernel.start(ask())
    assert run.result(60)["out"].text == "hello"
    assert "run-not-recorded" in [finding.code for finding in run.findings]
    kernel.close()
    store.path.rmdir()
    assert until(lambda: store.get(run.id) is not None), "the end is written as soon as that is possible"
    assert until(lambda: "run-not-recorded" not in [finding.code for finding in run.findings])


def test_a_re_run_cell_is_a_new_life(live_class: type, ask: Ask) -> None:
    ended = threading.Event()
    first = type("Wrapper", (live_class,), {"wrapperFini": lambda self: ended.set(), "__module__": "cells"})
    again = type("Wrapper", (live_class,), {"__module__": "cells"})
    backend = open_kernel_backend(first)
    assert open_kernel_backend(first) is backend
    backend.start(ask()).result(60)
    newer = open_kernel_backend(again)
    assert newer is not backend
    assert ended.is_set()
    assert newer.start(ask()).result(60)["out"].text == "hello"
    newer.close()


def test_no_thread_is_left_when_nothing_runs(kernel: KernelBackend, ask: Ask) -> None:
    before = set(threading.enumerate())
    kernel.start(ask()).result(60)
    assert until(lambda: not [t for t in set(threading.enumerate()) - before if t.name.startswith("aiges_nb-")])
    # IPython, where it ran in this process before, leaves a `write` of its own there: only a tap of ours must be gone.
    assert until(lambda: not hasattr(sys.stdout.write, "_aiges_nb_under"))
