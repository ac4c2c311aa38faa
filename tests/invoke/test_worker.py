"""Runs in a real process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aiges_nb.contract import reflect_contract
from aiges_nb.errors import DeclarationError, UsageError, WorkerError, WrapperError
from aiges_nb.exchange import Request
from aiges_nb.invoke import Run, WorkerBackend
from aiges_nb.program import Program
from aiges_nb.runs import RunState, RunStore

Ask = Callable[..., Request]
Make = Callable[..., Program]


def until(happens: Callable[[], object], timeout_s: float = 60.0) -> bool:
    deadline = time.monotonic() + timeout_s
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def running(worker: WorkerBackend, request: Request) -> Run:
    run = worker.start(request)
    assert until(lambda: run.stage == "working")
    return run


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or b") Z " not in stat.read_bytes()


def test_the_contract_comes_whole_over_the_wire(worker: WorkerBackend, live_class: type) -> None:
    assert worker.contract == reflect_contract(live_class)
    assert worker.findings == ()


def test_the_model_is_loaded_once_and_kept_warm(worker: WorkerBackend, ask: Ask, store: RunStore) -> None:
    answers = {worker.start(ask("lives")).result(60)["out"].text for _ in range(3)}
    assert answers == {f"1 {worker.pid}"}
    assert worker.pid != os.getpid()
    record = store.list(limit=1)[0]
    assert (record.state, record.where, record.service) == (RunState.SUCCEEDED, "worker", "modes")
    assert record.code_hash == worker.program.code_hash


def test_a_traceback_ends_at_the_cell_and_line(worker: WorkerBackend, ask: Ask) -> None:
    with pytest.raises(WrapperError) as info:
        worker.start(ask("raise")).result(60)
    lines = [line for line in info.value.user_traceback.splitlines() if ", line " in line]
    assert lines[-1].startswith("  cell[3], line ")
    assert lines[-1].endswith(", in do_raise")


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("exit", "SystemExit: 3"),
        ("interrupt", "KeyboardInterrupt"),
        ("code", "no such song"),
        ("raise", "division"),
        ("eat", "MemoryError"),
    ],
)
def test_a_failure_leaves_the_worker_alive(worker: WorkerBackend, ask: Ask, mode: str, words: str) -> None:
    worker.start(ask()).result(60)
    pid = worker.pid
    run = worker.start(ask(mode))
    assert run.wait(60)
    assert run.error is not None
    assert words in run.error.text
    assert worker.start(ask("lives")).result(60)["out"].text == f"1 {pid}"


@pytest.mark.parametrize(("mode", "words"), [("die", "exit code 5"), ("crash", "SIGSEGV")])
def test_a_worker_that_ends_is_told_and_replaced(worker: WorkerBackend, ask: Ask, mode: str, words: str) -> None:
    run = worker.start(ask(mode, count=5))
    assert run.wait(60)
    assert run.error is not None
    assert (run.state, run.error.origin) == (RunState.FAILED, "aiges_nb")
    assert words in run.error.text
    assert worker.start(ask()).result(60)["out"].text == "hello"


def test_a_killed_worker_fails_its_run(worker: WorkerBackend, ask: Ask) -> None:
    run = running(worker, ask("sleep", count=60))
    assert worker.pid is not None
    os.kill(worker.pid, 9)
    assert run.wait(60)
    assert run.error is not None
    assert "memory" in run.error.text
    assert worker.start(ask()).result(60)["out"].text == "hello"


@pytest.mark.parametrize(
    ("mode", "limit_s", "is_killed"),
    [("polite", 3.0, False), ("loop", 8.0, False), ("sleep", 8.0, False), ("deaf", 15.0, True)],
)
def test_a_cancel_ends_the_work(worker: WorkerBackend, ask: Ask, mode: str, limit_s: float, is_killed: bool) -> None:
    run = running(worker, ask(mode, count=6000))
    pid, asked = worker.pid, time.monotonic()
    run.cancel()
    assert run.wait(60)
    assert time.monotonic() - asked < limit_s
    assert run.state is RunState.CANCELLED
    assert (worker.pid != pid) == is_killed
    assert worker.start(ask("lives")).result(60)["out"].text.startswith("1 ")


def test_force_kills_at_once_with_all_it_started(worker: WorkerBackend, ask: Ask) -> None:
    run = running(worker, ask("orphan"))
    assert until(lambda: "child" in run.log)
    child = int(run.log.split()[1])
    run.cancel(force=True)
    assert run.wait(60)
    assert run.state is RunState.CANCELLED
    assert until(lambda: not is_there(child))


def test_out_of_time_is_failed(worker: WorkerBackend, ask: Ask) -> None:
    worker.start(ask()).result(60)
    run = worker.start(ask("sleep", count=60), timeout_s=0.2)
    assert run.wait(60)
    assert run.error is not None
    assert (run.state, run.error.code) == (RunState.FAILED, "timeout")


def test_what_it_prints_is_in_the_log(worker: WorkerBackend, ask: Ask) -> None:
    run = worker.start(ask("noise"))
    assert run.wait(60)
    for line in ("to stdout", "to stderr", "mind the gap", "logged", "from a thread"):
        assert line in run.log
    run = worker.start(ask("print", count=200_000))
    assert run.wait(60)
    assert run.output_log.dropped == 199_000
    assert run.log.endswith("line 199999\n")


def test_a_million_lines_from_a_worker_stay_bounded(worker: WorkerBackend, ask: Ask) -> None:
    run = worker.start(ask("print", count=1_000_000))
    assert run.result(100)["out"].text == "printed"
    assert len(run.log) < 1_000_000
    assert run.log.splitlines()[0] == "line 0"
    assert run.log.splitlines()[-1] == "line 999999"
    assert worker.start(ask()).result(60)["out"].text == "hello"


def test_a_mess_is_tidied_up(worker: WorkerBackend, ask: Ask, tmp_path: Path) -> None:
    assert worker.start(ask("mess")).result(60)["out"].text == "left a mess"
    run = worker.start(ask("where"))
    assert run.result(60)["out"].text == str(tmp_path)
    assert run.log == "still printing\n"
    pid = worker.pid
    assert pid is not None
    worker.close()
    assert not is_there(pid)


def test_a_fork_of_the_authors_answers_nothing(worker: WorkerBackend, ask: Ask) -> None:
    assert worker.start(ask("fork")).result(60)["out"].text == "parent"
    assert worker.start(ask()).result(60)["out"].text == "hello"


def test_progress_and_partial_results_come_through(worker: WorkerBackend, ask: Ask) -> None:
    worker.start(ask()).result(60)
    seen: list[tuple[float | None, str]] = []
    run = worker.start(ask("partial", count=5))
    run.subscribe(lambda run: seen.append((run.progress.fraction, run.progress.message)))
    assert run.wait(60)
    assert seen[-1] == (1.0, "step 5")
    assert len(set(seen)) > 2
    assert run.partial is not None
    assert run.partial.outputs[0].text == '{"found":4}'


def test_large_data_travels_both_ways(worker: WorkerBackend, ask: Ask) -> None:
    text = "0123456789" * 2_000_000
    assert worker.start(ask("echo", text=text)).result(60)["out"].data == text.encode()


def test_runs_wait_in_order(worker: WorkerBackend, ask: Ask) -> None:
    order: list[str] = []
    runs = [worker.start(ask("sleep", count=0)) for _ in range(4)]
    for run in runs:
        run.subscribe(lambda run: order.append(run.id) if run.is_done else None)
    assert all(run.wait(60) for run in runs)
    assert order == [run.id for run in runs]


def test_a_program_that_raises_is_told_each_time(make_program: Make, tmp_path: Path, store: RunStore) -> None:
    worker = WorkerBackend(make_program("x = 1 / 0", "class Wrapper: pass", folder=tmp_path), store=store)
    for _ in range(2):
        with pytest.raises(WrapperError, match="ZeroDivisionError") as info:
            _ = worker.contract
        assert "cell[1], line 1" in info.value.user_traceback
    run = worker.start(Request())
    assert run.wait(60)
    assert run.error is not None
    assert run.error.text == "ZeroDivisionError: division by zero"
    worker.close()


def test_a_class_that_is_no_service_is_told(make_program: Make, tmp_path: Path) -> None:
    with pytest.raises((DeclarationError, UsageError)):
        _ = WorkerBackend(make_program("class Wrapper: pass", folder=tmp_path), is_recorded=False).contract
    with pytest.raises(UsageError, match="Nowhere"):
        program = make_program("class Wrapper: pass", folder=tmp_path, class_name="Nowhere")
        _ = WorkerBackend(program, is_recorded=False).contract


def test_a_python_that_does_not_run_is_told(program: Program, ask: Ask) -> None:
    worker = WorkerBackend(program, python="/nowhere/python", is_recorded=False)
    with pytest.raises(WorkerError, match="did not start"):
        _ = worker.contract
    run = worker.start(ask())
    assert run.wait(60)
    assert run.state is RunState.FAILED
    worker = WorkerBackend(program, python="/bin/false", is_recorded=False)
    with pytest.raises(WorkerError, match="exit code 1"):
        _ = worker.contract


def test_a_file_beside_the_notebook_masks_nothing_of_ours(make_program: Make, tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "selectors.py").write_text("raise RuntimeError('masked')")
    (tmp_path / "queue.py").write_text("raise RuntimeError('masked')")
    (tmp_path / "neighbour.py").write_text("GREETING = 'hi'")
    program = make_program("from neighbour import GREETING\nclass Wrapper: pass", folder=tmp_path)
    with pytest.raises(DeclarationError):
        _ = WorkerBackend(program, is_recorded=False).contract


@pytest.mark.parametrize("count", [0, 1], ids=["sleeping", "holding the interpreter"])
def test_a_worker_and_what_it_started_end_with_its_owner(program: Program, tmp_path: Path, count: int) -> None:
    code = f"""
import sys, time
from aiges_nb.invoke import WorkerBackend
from aiges_nb.invoke.program_frame import unpack_program
from aiges_nb.exchange import make_request
import json
worker = WorkerBackend(unpack_program(json.load(open({str(tmp_path / "program.json")!r}))), is_recorded=False)
run = worker.start(make_request(worker.contract, {{"mode": "orphan", "count": {count}}}))
while "child" not in run.log: time.sleep(0.01)
print(worker.pid, run.log.split()[1], flush=True)
time.sleep(600)
"""
    import json

    from aiges_nb.invoke.program_frame import pack_program

    (tmp_path / "program.json").write_text(json.dumps(pack_program(program)))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid, child = map(int, owner.stdout.readline().split())
        assert is_there(pid) and is_there(child)
        owner.kill()
        owner.wait(60)
    assert until(lambda: not is_there(pid) and not is_there(child))


def test_a_worker_that_is_killed_takes_with_it_what_it_started(worker: WorkerBackend, ask: Ask) -> None:
    run = running(worker, ask("orphan", count=1))
    assert until(lambda: "child" in run.log) and worker.pid is not None
    child = int(run.log.split()[1])
    os.kill(worker.pid, 9)
    assert until(lambda: not is_there(child))
    assert run.wait(60)


def test_code_that_waits_for_its_own_children_meets_no_other(worker: WorkerBackend, ask: Ask) -> None:
    assert worker.start(ask("children")).result(60)["out"].text == "none"


def test_no_thread_is_left_after_closing(program: Program, ask: Ask, store: RunStore) -> None:
    before = set(threading.enumerate())
    worker = WorkerBackend(program, store=store)
    worker.start(ask()).result(60)
    worker.close()
    worker.close()
    with pytest.raises(WorkerError):
        worker.start(ask())
    assert until(lambda: not [t for t in set(threading.enumerate()) - before if t.name == "aiges_nb-worker"])


ADAPTER = """
import time

from codeproject_ai_sdk import ModuleRunner


class Slow_adapter(ModuleRunner):
    ModuleId = "Slow"

    def initialise(self):
        self.is_asked = False

    def process(self, data):
        return self.work

    def work(self, data):
        self.is_asked = False
        for step in range(400):
            if self.is_asked:
                time.sleep(1.5)  # longer than a worker is given that does not say so
                return {"success": True, "stop_reason": "cancelled", "step": step}
            time.sleep(0.02)
        return {"success": True, "step": 400}

    def cancel_command_task(self):
        self.is_asked = True
        self.force_shutdown = False
"""


def test_an_adapter_that_ends_its_command_itself_is_left_to_it(make_program: Make, shim: None) -> None:
    backend = WorkerBackend(make_program(ADAPTER, class_name="Slow_adapter"))
    first = backend.start(Request())
    while first.stage != "working":
        time.sleep(0.01)
    time.sleep(0.3)
    pid = backend.pid
    first.cancel()
    assert first.wait(60)
    assert str(first.state) == "cancelled"
    assert backend.pid == pid, "it was not killed"
    backend.close()


def test_after_a_kill_the_next_worker_is_there_before_it_is_asked_for(worker: WorkerBackend, ask: Ask) -> None:
    run = worker.start(ask("deaf"))
    while run.stage != "working":
        time.sleep(0.01)
    pid = worker.pid
    run.cancel()
    assert run.wait(60)
    deadline = time.monotonic() + 10
    while worker.pid in (None, pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert worker.start(ask("echo")).result(60)["out"].text == "hello"


def test_a_live_class_keeps_warm_workers_until_its_code_or_their_number_changes(make_program: Make) -> None:
    from aiges_nb.invoke.group import keep_workers

    program = make_program("import os\nX = 1")
    first = keep_workers("Kept", program)
    assert keep_workers("Kept", make_program("import os\nX = 1")) is first
    other = keep_workers("Kept", make_program("import os\nX = 2"))
    assert other is not first
    assert first.is_closed
    assert keep_workers("Kept", other.program, count=2).count == 2
    assert other.is_closed
    keep_workers("Kept", other.program, count=2).close()


def test_as_many_runs_go_on_as_there_are_workers(program: Program, ask: Ask) -> None:
    from aiges_nb.invoke.group import WorkerGroup

    group = WorkerGroup(program, 2, is_recorded=False)
    first = [group.start(ask("polite", count=100)) for _ in range(2)]
    third = group.start(ask("lives"))
    assert str(third.state) == "queued"
    assert until(lambda: all(run.stage == "working" for run in first))
    assert third.result(60)["out"].text.startswith("1 ")
    assert all(run.result(60)["out"].text == "done" for run in first)
    group.close()
