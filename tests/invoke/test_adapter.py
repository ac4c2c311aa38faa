"""A CodeProject.AI adapter as a run: from request to answer, with progress, a cancel that is passed on, and its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import Any

import pytest

from aiges_nb import progress
from aiges_nb.exchange import make_request
from aiges_nb.invoke import KernelBackend, Run, WorkerBackend
from aiges_nb.invoke.adapter import request_data_of, tell_progress
from aiges_nb.program import Program, Statement
from aiges_nb.sdk.codeproject import ModuleRunner, RequestData

LIMIT_S = 60.0
ROUTES = [
    {
        "Name": "Chat",
        "Route": "text/chat",
        "Command": "prompt",
        "Inputs": [
            {"Name": "prompt", "Type": "Text", "DefaultValue": "hi"},
            {"Name": "count", "Type": "Integer", "DefaultValue": "3"},
            {"Name": "loud", "Type": "Boolean", "DefaultValue": "false"},
            {"Name": "image", "Type": "File", "Description": "optional image"},
        ],
        "Outputs": [],
    },
    {"Name": "Other", "Route": "text/other", "Command": "other", "Inputs": [], "Outputs": []},
]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24


class Chat_adapter(ModuleRunner):
    RouteMaps = ROUTES

    def initialise(self) -> None:
        self.gate = threading.Event()
        self.started = threading.Event()
        self.steps = 0
        self.stops = False
        self.seen: list[str] = []

    def process(self, data: RequestData) -> Any:
        if data.command == "other":
            return self.work
        return {"success": True, "reply": data.get_value("prompt") * (data.get_int("count") or 0)}

    def work(self, data: RequestData) -> Any:
        self.started.set()
        while not self.gate.wait(0.005):
            if self.stops:
                return {"success": True, "reply": "so far", "stop_reason": "cancelled"}
        return {"reply": "whole"}

    def command_status(self) -> Any:
        return {"progress": 40, "message": "thinking", "reply": "so"}


@pytest.fixture
def open_backend() -> Iterator[Callable[[type], KernelBackend]]:
    made: list[KernelBackend] = []

    def make(cls: type) -> KernelBackend:
        made.append(KernelBackend(cls, is_recorded=False))
        return made[-1]

    yield make
    for backend in made:
        backend.close()


Open = Callable[[type], KernelBackend]


def start(backend: KernelBackend, operation: str = "", **values: object) -> Run:
    return backend.start(make_request(backend.contract, values, operation=operation))


def ended(run: Run) -> Run:
    assert run.wait(LIMIT_S)
    return run


def adapter_of(backend: KernelBackend) -> Any:
    return backend.life._instance


def wait_for_work(backend: KernelBackend) -> Any:
    deadline = time.monotonic() + LIMIT_S
    while adapter_of(backend) is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert adapter_of(backend).started.wait(LIMIT_S)
    return adapter_of(backend)


def test_an_answer_is_one_json_output(open_backend: Open) -> None:
    run = ended(start(open_backend(Chat_adapter), count=2))
    assert run.state.value == "succeeded", run.error
    assert run.response is not None and run.response["response"].json == {"success": True, "reply": "hihi"}
    assert run.findings == ()


def test_a_long_command_is_waited_for_and_its_status_drives_the_bar(open_backend: Open) -> None:
    backend = open_backend(Chat_adapter)
    run = start(backend, "Other")
    adapter = wait_for_work(backend)
    deadline = time.monotonic() + LIMIT_S
    while run.progress.message != "thinking" or run.partial is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert run.progress.fraction == 0.4
    assert run.partial.outputs[0].text == "so"
    adapter.gate.set()
    ended(run)
    assert run.response is not None and run.response["response"].json == {"success": True, "reply": "whole"}


def test_a_cancel_is_passed_on_and_the_adapter_left_to_it(open_backend: Open) -> None:
    class Polite(Chat_adapter):
        def cancel_command_task(self) -> None:
            self.force_shutdown = False
            threading.Timer(0.5, lambda: setattr(self, "stops", True)).start()  # longer than a press would wait

    backend = open_backend(Polite)
    run = start(backend, "Other")
    wait_for_work(backend)
    run.cancel()
    assert ended(run).state.value == "cancelled"
    assert run.partial is not None and run.partial.outputs[0].json["reply"] == "so far"


def test_an_adapter_without_a_cancel_of_its_own_is_pressed(open_backend: Open) -> None:
    backend = open_backend(Chat_adapter)
    run = start(backend, "Other")
    wait_for_work(backend)
    run.cancel()
    assert ended(run).state.value == "cancelled"


def test_the_run_fails_with_the_authors_exception(open_backend: Open) -> None:
    class Broken(Chat_adapter):
        def work(self, data: RequestData) -> Any:
            raise ValueError("no model")

    run = ended(start(open_backend(Broken), "Other"))
    assert run.state.value == "failed"
    assert run.error is not None and run.error.text == "ValueError: no model"


def test_status_that_fails_does_not_end_the_run(open_backend: Open, capsys: pytest.CaptureFixture[str]) -> None:
    asked = threading.Event()

    class Odd(Chat_adapter):
        def command_status(self) -> Any:
            asked.set()
            raise KeyError("reply")

    backend = open_backend(Odd)
    run = start(backend, "Other")
    adapter = wait_for_work(backend)
    assert asked.wait(LIMIT_S)
    adapter.gate.set()
    assert ended(run).state.value == "succeeded"


def test_async_hooks(open_backend: Open) -> None:
    class Async(ModuleRunner):
        RouteMaps = ROUTES
        closed = threading.Event()

        async def initialise(self) -> None:  # type: ignore[override]
            self.word = "async"

        async def process(self, data: RequestData) -> Any:
            return self.work

        async def work(self, data: RequestData) -> Any:
            progress.check()
            return {"success": True, "word": self.word}

        async def cleanup(self) -> None:  # type: ignore[override]
            self.closed.set()

    backend = open_backend(Async)
    run = ended(start(backend))
    assert run.response is not None and run.response["response"].json == {"success": True, "word": "async"}
    backend.close()
    assert Async.closed.wait(LIMIT_S)


def test_initialise_that_fails_is_told_and_tried_again(open_backend: Open) -> None:
    class Fails(Chat_adapter):
        tries = 0

        def initialise(self) -> None:
            type(self).tries += 1
            if self.tries == 1:
                raise OSError("no weights")
            super().initialise()

    backend = open_backend(Fails)
    first = ended(start(backend))
    assert first.error is not None and "no weights" in first.error.text
    assert ended(start(backend)).state.value == "succeeded"
    assert Fails.tries == 2


@pytest.mark.parametrize(
    ("told", "fraction", "step", "message"),
    [
        ({"progress": 25}, 0.25, None, ""),
        ({"current_step": 3, "steps": 6, "message": "Step 3/6"}, 0.5, 3, "Step 3/6"),
        ({"status": "loading"}, None, None, "loading"),
        ({"progress": "half"}, None, None, ""),
        ({"progress": True}, None, None, ""),
        (["nothing"], None, None, ""),
        (None, None, None, ""),
    ],
)
def test_every_common_way_of_telling_progress_is_read(
    told: object, fraction: float | None, step: float | None, message: str
) -> None:
    meter = progress.Meter()
    with progress.bind(meter):
        tell_progress(told)
    seen = meter.read()
    assert (seen.fraction, seen.step, seen.message) == (fraction, step, message)


def test_a_request_is_handed_over_as_the_server_does(open_backend: Open) -> None:
    contract = open_backend(Chat_adapter).contract
    data = request_data_of(contract, make_request(contract, {"count": 2, "loud": True, "image": PNG}), queue="q")
    assert (data.command, data.queue) == ("prompt", "q")
    assert data.get_value("count") == "2" and data.get_int("count") == 2
    assert data.get_value("loud") == "true" and data.get_bool("loud") is True
    assert data.get_file_bytes(0) == data.get_file_bytes("image") == PNG
    assert data.files[0]["contentType"] == "image/png"
    assert request_data_of(contract, make_request(contract, {}, operation="Other")).command == "other"


def test_an_adapter_runs_in_a_worker_process_too() -> None:
    source = dedent(
        """
        from codeproject_ai_sdk import ModuleRunner, RequestData

        class Words_adapter(ModuleRunner):
            RouteMaps = [{"Name": "Words", "Route": "words", "Command": "count",
                          "Inputs": [{"Name": "text", "Type": "Text", "DefaultValue": "one two"}], "Outputs": []}]

            def process(self, data: RequestData):
                return self.count

            def count(self, data):
                return {"words": len(data.get_value("text").split())}
        """
    ).strip("\n")
    program = Program((Statement(source, 1, 1, source.count("\n") + 1),), "Words_adapter")
    backend = WorkerBackend(program, is_recorded=False)
    try:
        run = backend.start(make_request(backend.contract, {}))
        assert run.wait(LIMIT_S)
        assert run.response is not None and run.response["response"].json == {"success": True, "words": 2}, run.error
    finally:
        backend.close()


def test_start_loop_runs_the_samples_and_shows_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Chat_adapter().start_loop()
    assert answer["response"].json == {"success": True, "reply": "hihihi"}
    assert "hihihi" in capsys.readouterr().out
