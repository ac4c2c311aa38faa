from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as ipw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.contract.model import Input, Param, Sample
from aiges_nb.errors import RequestError
from aiges_nb.types import MISSING, DataType
from aiges_nb.widgets import Form
from aiges_nb.widgets.controls import slider_step

OpenForm = Callable[..., Form]


def kinds(form: Form) -> list[str]:
    fields = form.widget.children[1]
    return [type(child).__name__ for child in fields.children]


def child(form: Form, kind: type[Any], number: int = 0) -> Any:
    return [widget for widget in form.widget.children[1].children if isinstance(widget, kind)][number]


@pytest.mark.parametrize(
    ("param", "widgets", "value"),
    [
        (Param(key="p", kind="string", enum=("a", "b"), default="b"), ["Dropdown"], "b"),
        (Param(key="p", kind="integer", enum=(1, 2)), ["Dropdown"], MISSING),
        (Param(key="p", kind="boolean", default=True), ["Checkbox"], True),
        (Param(key="p", kind="boolean"), ["Dropdown"], MISSING),
        (Param(key="p", kind="number", default=0.5, minimum=0, maximum=1), ["FloatText", "FloatSlider"], 0.5),
        (Param(key="p", kind="integer", default=3, minimum=0, maximum=9), ["IntText", "IntSlider"], 3),
        (Param(key="p", kind="integer", default=3, minimum=0, maximum=10**9), ["IntText", "HTML"], 3),
        (Param(key="p", kind="number", default=0.1, minimum=1e-9, maximum=1), ["FloatText", "HTML"], 0.1),
        (Param(key="p", kind="number", default=0.1), ["FloatText"], 0.1),
        (Param(key="p", kind="number"), ["Text"], MISSING),
        (Param(key="p", kind="string", default="x"), ["Text"], "x"),
        (Param(key="p", kind="string", default="x\ny"), ["Textarea"], "x\ny"),
        (Param(key="p", kind="string"), ["Text"], MISSING),
        (Input(key="p", type=DataType.TEXT, sample=Sample(data="清风".encode())), ["Textarea"], "清风"),
        (Input(key="p", type=DataType.TEXT), ["Textarea"], MISSING),
        (Input(key="p", type=DataType.JSON, sample=Sample(data=b"[1]")), ["Textarea", "HTML"], "[1]"),
        (Input(key="p", type=DataType.IMAGE), ["HBox", "HTML"], MISSING),
    ],
)
def test_each_field_gets_the_control_that_fits(
    open_form: OpenForm, param: Param | Input, widgets: list[str], value: object
) -> None:
    form = open_form(param)
    assert kinds(form) == widgets
    assert form.values == ({} if value is MISSING else {"p": value})


def test_label_tooltip_mark_and_help(open_form: OpenForm) -> None:
    form = open_form(Param(key="style", kind="string", required=True, title="Marking", description="How"))
    box = child(form, ipw.Text)
    assert box.description == "Marking"
    assert box.tooltip == "style · How"
    assert "aiges-nb-required" in box._dom_classes
    assert "style · How" in child(form, ipw.HTML).value


@pytest.mark.parametrize(
    ("param", "given", "shown"),
    [
        (Param(key="p", kind="number", default=0.5, minimum=0, maximum=1), 0.7, 0.7),
        (Param(key="p", kind="number", default=0.5, minimum=0, maximum=1), 1, 1.0),
        (Param(key="p", kind="integer", default=3), 4.0, 4),
        (Param(key="p", kind="boolean", default=True), False, False),
        (Param(key="p", kind="boolean"), True, True),
        (Param(key="p", kind="string", enum=("a", "b")), "b", "b"),
        (Param(key="p", kind="number"), 2.5, "2.5"),
        (Param(key="p", kind="string"), "x", "x"),
        (Input(key="p", type=DataType.JSON), {"a": [1]}, '{"a":[1]}'),
        (Input(key="p", type=DataType.TEXT), "清风".encode(), "清风"),
    ],
)
def test_a_value_that_is_set_is_shown(open_form: OpenForm, param: Param | Input, given: object, shown: object) -> None:
    form = open_form(param)
    form.set(p=given)
    assert form.values == {"p": shown}
    assert type(form.values["p"]) is type(shown)


@pytest.mark.parametrize(
    ("param", "given", "path"),
    [
        (Param(key="p", kind="string", enum=("a",)), "b", "parameter.p"),
        (Param(key="p", kind="boolean", default=True), "perhaps", "parameter.p"),
        (Param(key="p", kind="number", default=1.0), "many", "parameter.p"),
        (Param(key="p", kind="integer", default=1), 1.5, "parameter.p"),
        (Param(key="p", kind="integer", default=1), True, "parameter.p"),
        (Param(key="other", kind="string"), "x", "parameter.p"),
    ],
)
def test_a_value_that_cannot_be_shown_is_refused_with_its_place(
    open_form: OpenForm, param: Param, given: object, path: str
) -> None:
    form = open_form(param)
    with pytest.raises(RequestError) as refused:
        form.set(p=given)
    assert [finding.path for finding in refused.value.findings] == [path]


def test_box_and_slider_follow_each_other_within_the_bounds(open_form: OpenForm) -> None:
    form = open_form(Param(key="p", kind="number", default=0.5, minimum=0, maximum=1))
    box, slider = child(form, ipw.FloatText), child(form, ipw.FloatSlider)
    box.value = 0.123456
    assert slider.value == 0.123456
    slider.value = 0.7
    assert box.value == 0.7
    box.value = 3.0
    assert (box.value, slider.value) == (3.0, 0.7)


def test_values_equal_to_the_default_are_left_to_the_default(open_form: OpenForm) -> None:
    form = open_form(
        Param(key="n", kind="number", default=0.5, minimum=0, maximum=1),
        Param(key="s", kind="string", default="x"),
        Param(key="b", kind="boolean", default=False),
    )
    form.set(s="")
    run = form.run()
    assert run.wait(60)
    assert run.request.given == {"s"}
    assert run.request.params == {"n": 0.5, "s": "", "b": False}


def test_a_text_that_looks_like_a_path_is_a_text(open_form: OpenForm) -> None:
    form = open_form(Input(key="p", type=DataType.TEXT))
    form.set(p="@home")
    assert form.values == {"p": "@home"}
    run = form.run()
    assert run.wait(60)
    item = run.request.input("p")
    assert item is not None
    assert item.data == b"@home"


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12), st.sampled_from(["number", "integer"]))
def test_a_slider_has_between_ten_and_a_thousand_odd_steps(low: float, high: float, kind: Any) -> None:
    step = slider_step(Param(key="p", kind=kind, minimum=low, maximum=high))
    if step is not None:
        assert high > low
        assert 1 <= (high - low) / step <= 1001


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [(0, 1, 0.01), (0, 10, 0.1), (-1, 1, 0.01), (0, 255, 1.0), (None, 1, None), (1, 1, None), (1e-6, 1, None)],
)
def test_the_step_of_a_slider_is_a_power_of_ten(low: float | None, high: float, step: float | None) -> None:
    assert slider_step(Param(key="p", kind="number", minimum=low, maximum=high)) == step
