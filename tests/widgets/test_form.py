from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ipywidgets as ipw
import pytest

from aiges_nb import progress
from aiges_nb.contract.model import Contract, Input, Operation, Param
from aiges_nb.errors import RequestError, UsageError
from aiges_nb.messages import using_language
from aiges_nb.runs.run import RunState
from aiges_nb.types import DataType
from aiges_nb.widgets import Form

OpenForm = Callable[..., Form]
SCORE = Param(key="score", kind="number", default=0.5, minimum=0, maximum=1)
TWENTY = (
    *(Param(key=f"p{i}", kind="string", enum=("a", "b"), default="a") for i in range(6)),
    *(Param(key=f"n{i}", kind="number", default=1.0, minimum=0, maximum=10) for i in range(6)),
    *(Param(key=f"i{i}", kind="integer", default=1, minimum=0, maximum=10) for i in range(4)),
    *(Param(key=f"b{i}", kind="boolean", default=False) for i in range(2)),
    *(Input(key=f"t{i}", type=DataType.TEXT, required=False) for i in range(2)),
)


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "out of time"
        time.sleep(0.01)


def actions(form: Form) -> dict[str, Any]:
    """The widgets beside the Run button, by what they are."""
    row = form.widget.children[-2].children
    return {widget._dom_classes[0].removeprefix("aiges-nb-"): widget for widget in row}


def result(form: Form) -> str:
    return "\n".join(part.value for part in form.widget.children[-1].children)


def press(form: Form) -> None:
    actions(form)["run"].click()


def is_idle(form: Form) -> bool:
    return not actions(form)["run"].disabled


def test_pressing_run_shows_the_answer(open_form: OpenForm) -> None:
    form = open_form(SCORE)
    press(form)
    wait_for(lambda: is_idle(form))
    assert "score=0.5" in result(form)
    assert "Succeeded" in actions(form)["status"].value
    assert set(actions(form)) == {"run", "status"}


def test_a_run_without_clicks_takes_the_controls_values_and_its_own(open_form: OpenForm) -> None:
    form = open_form(SCORE, Param(key="style", kind="string", default="a"))
    form.set(style="b")
    run = form.run(score=0.9)
    assert run.result(60).outputs[0].text == "score=0.9, style='b'"
    assert form.last_run is run
    assert form.values == {"score": 0.5, "style": "b"}
    wait_for(lambda: is_idle(form))


def test_a_value_out_of_bounds_is_told_at_its_field_at_once(open_form: OpenForm, wire: Any) -> None:
    form = open_form(SCORE, Param(key="other", kind="number", default=0.1))
    fields = form.widget.children[1]
    fields.children[0].value = 1.5
    box, slider, slot, other = fields.children
    assert "aiges-nb-slot" in slot._dom_classes
    assert "1.5" in slot.value
    fields.children[0].value = 0.6
    assert fields.children == (box, slider, other)


def test_run_with_wrong_values_starts_nothing_and_says_where(open_form: OpenForm) -> None:
    form = open_form(SCORE, Param(key="name", kind="string", required=True))
    press(form)
    assert form.last_run is None
    assert "Nothing was run" in actions(form)["status"].value
    assert [finding.path for finding in form.check()] == ["parameter.name"]
    assert "aiges-nb-slot" in form.widget.children[1].children[-1]._dom_classes
    form.set(name="x")
    press(form)
    wait_for(lambda: is_idle(form))
    assert "score=0.5" in result(form)


def test_run_without_clicks_raises_every_finding(open_form: OpenForm) -> None:
    form = open_form(SCORE, Param(key="name", kind="string", required=True))
    with pytest.raises(RequestError) as refused:
        form.run(score=7, scroe=1)
    assert {finding.path for finding in refused.value.findings} == {
        "parameter.score",
        "parameter.name",
        "parameter.scroe",
    }


def test_while_it_runs_time_log_and_bar_are_shown_and_cancel_is_there(open_form: OpenForm) -> None:
    go = threading.Event()

    def answer(params: Any, data: Any) -> object:
        print("first line")
        progress.update(fraction=0.25, message="reading")
        go.wait(60)
        progress.update(fraction=1.0)
        return say("done")

    form = open_form(answer=answer)
    press(form)
    wait_for(lambda: "progress" in actions(form)["status"].value and "first line" in result(form))
    assert actions(form)["run"].disabled
    assert 'value="0.2500"' in actions(form)["status"].value
    assert "reading" in actions(form)["status"].value
    press(form)  # a second press while it runs does nothing
    go.set()
    wait_for(lambda: is_idle(form))
    assert "done" in result(form)
    assert "Log (1)" in result(form)


def test_cancel_is_pressed(open_form: OpenForm) -> None:
    def answer(params: Any, data: Any) -> object:
        while not progress.cancelled:
            time.sleep(0.01)
        progress.check()
        return say("never")

    form = open_form(answer=answer)
    press(form)
    wait_for(lambda: "cancel" in actions(form))
    actions(form)["cancel"].click()
    wait_for(lambda: is_idle(form))
    assert "Cancelled" in actions(form)["status"].value
    assert form.last_run is not None
    assert form.last_run.state is RunState.CANCELLED


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda params, data: 1 / 0, ["ZeroDivisionError", "Traceback"]),
        (lambda params, data: None, ["Failed"]),
        (lambda params, data: 60001, ["60001"]),
    ],
)
def test_a_failure_is_shown_and_the_form_stays_usable(open_form: OpenForm, answer: Any, words: list[str]) -> None:
    form = open_form(answer=answer)
    for _ in range(2):
        press(form)
        wait_for(lambda: is_idle(form))
        shown = actions(form)["status"].value + result(form)
        assert all(word in shown for word in words)


def test_a_million_lines_cost_few_messages(open_form: OpenForm, wire: Any) -> None:
    def answer(params: Any, data: Any) -> object:
        for number in range(200_000):
            print("line", number)
        for number in range(10_000):
            progress.update(fraction=number / 9_999)
        return say("done")

    form = open_form(answer=answer)
    before, started = len(wire.messages), time.monotonic()
    run = form.run()
    assert run.wait(60)
    wait_for(lambda: is_idle(form))
    seconds = time.monotonic() - started
    assert len(wire.messages) - before <= 20 + 60 * seconds
    assert "line 199999" in result(form)
    assert len(result(form)) < 500_000


def test_the_last_state_is_sent_again_after_a_pause(open_form: OpenForm, wire: Any) -> None:
    go = threading.Event()
    form = open_form(SCORE, answer=lambda params, data: go.wait(60) and say("done"))
    press(form)
    go.set()
    status, run_button = actions(form)["status"], actions(form)["run"]
    wait_for(lambda: wire.sets(run_button.model_id, "disabled")[-2:] == [False, False])
    before, last = wire.sets(status.model_id, "value")[-2:]
    assert "Succeeded" in last
    assert before == last


def test_twenty_controls_cost_at_most_ninety_messages(open_form: OpenForm, wire: Any) -> None:
    form = open_form(*TWENTY)
    form._repr_mimebundle_()
    assert len(wire.messages) <= 45
    form.close()
    assert len(wire.messages) <= 90
    assert sum(kind == "comm_close" for _, kind, _ in wire.messages) == sum(
        kind == "comm_open" for _, kind, _ in wire.messages
    )


def test_display_holds_the_widget_and_what_to_do_without_one(open_form: OpenForm) -> None:
    form = open_form(SCORE)
    bundle = form._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == form.widget.model_id
    for shown in (bundle["text/html"], bundle["text/plain"]):
        assert "score" in shown
        assert "form.run(...)" in shown


def test_a_closed_form_says_so(open_form: OpenForm) -> None:
    form = open_form(SCORE)
    form.close()
    form.close()
    assert "application/vnd.jupyter.widget-view+json" not in form._repr_mimebundle_()
    with pytest.raises(UsageError, match="closed"):
        form.run()


def test_closing_while_it_runs_leaves_the_run_alone(open_form: OpenForm) -> None:
    go = threading.Event()

    def answer(params: Any, data: Any) -> object:
        go.wait(60)
        return say("done")

    with open_form(answer=answer) as form:
        run = form.run()
    go.set()
    assert run.result(60).outputs[0].text == "done"


def test_routes_change_the_fields(open_form: OpenForm) -> None:
    first = Operation(name="detect", route="vision/detect", params=(SCORE,), inputs=(), outputs=())
    second = replace(first, name="list", route="vision/list", params=(Param(key="limit", kind="integer", default=3),))
    contract = Contract(platform="aiges", class_name="Wrapper", service_id="s", version="1", operations=(first, second))
    form = open_form(contract=contract)
    menu = form.widget.children[1]
    assert isinstance(menu, ipw.Dropdown)
    assert form.values == {"score": 0.5}
    form.set(score=0.8)
    menu.value = "list"
    assert form.values == {"limit": 3}
    form.choose("vision/detect")
    assert form.values == {"score": 0.8}
    assert menu.value == "detect"
    with pytest.raises(UsageError, match="detect, list"):
        form.choose("nothing")
    assert form.run().request.operation == "detect"


def test_labels_are_in_the_readers_language(open_form: OpenForm) -> None:
    with using_language("zh"):
        form = open_form(Input(key="image", type=DataType.IMAGE))
        assert actions(form)["run"].description == "运行"
        press(form)
    assert "尚未运行" in actions(form)["status"].value


def test_findings_about_the_declaration_are_shown_before_anything_runs(open_form: OpenForm) -> None:
    form = open_form(SCORE, Param(key="score", kind="string"))
    assert isinstance(form.widget.children[0], ipw.HTML)
    if form.backend.findings:
        assert form.backend.findings[0].message[:20] in form.widget.children[0].value


def say(words: str) -> object:
    from aiges_nb.sdk import Response, ResponseData

    part = ResponseData()
    part.key = "text"
    part.setDataType(0)
    part.status = 3
    part.setData(words.encode())
    response = Response()
    response.list = [part]
    return response
