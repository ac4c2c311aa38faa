"""Bundles of whole values: what they show, in both languages, and that they are safe to show anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiges_nb.contract.model import Accept, Contract, Input, Operation, Param, Sample
from aiges_nb.exchange.response import Failure, Output, Response
from aiges_nb.findings import error, info, warning
from aiges_nb.messages import using_language
from aiges_nb.render import (
    Step,
    render_contract,
    render_findings,
    render_report,
    render_response,
    render_run,
    seconds_text,
    size_text,
)
from aiges_nb.render.response import MAX_TRACEBACK
from aiges_nb.types import DataType

LINES = '[{"text": "清风茶馆", "score": 0.98}]'.encode()
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
OPERATION = Operation(
    name="read",
    route="/v1/private/reader",
    params=(
        Param(key="min_score", kind="number", default=0.5, minimum=0, maximum=1),
        Param(
            key="style", kind="string", enum=("a", "b"), default="a", title="Marking", description="How it is marked"
        ),
        Param(key="name", kind="string", required=True, min_length=1, max_length=9),
    ),
    inputs=(Input(key="image", type=DataType.IMAGE, encoding="png", sample=Sample(data=PNG, path="data/a.png")),),
    outputs=(Accept(key="lines", type=DataType.JSON, title="Recognised lines"),),
)
CONTRACT = Contract(
    platform="aiges",
    class_name="Wrapper",
    service_id="reader",
    version="v1",
    operations=(OPERATION,),
    description="Reads.",
)
OK = Response(outputs=(Output("lines", DataType.TEXT, LINES), Output("marked", DataType.IMAGE, PNG)))


def bundles(words: str) -> list[dict[str, str]]:
    """Everything that can hold an author's or a caller's words, holding `words`."""
    operation = Operation(
        name=words, route=words, description=words,
        params=(Param(key=words, kind="string", default=words, enum=(words,), title=words, description=words),),
        inputs=(Input(key=words, type=DataType.TEXT, title=words, sample=Sample(path=words)),),
        outputs=(Accept(key=words, type=DataType.TEXT, title=words, description=words),),
    )  # fmt: skip
    contract = Contract(
        platform="aiges", class_name=words, service_id=words, version=words, title=words, description=words,
        operations=(operation, operation),
    )  # fmt: skip
    found = (error(words, words, value=words),)
    failure = Failure(words, "wrapper", words, words)
    data = words.encode("utf-8", "replace")
    response = Response(
        (Output(words, DataType.TEXT, data, attributes={"encoding": words}), Output("j", DataType.JSON, data)),
        failure,
        found,
    )
    run = {"state": words, "error": {"code": words, "origin": words, "text": words}, "run_id": words, "findings": []}
    return [
        render_contract(contract, found),
        render_findings(found),
        render_response(response, contract),
        render_run(run, None, log=words.splitlines()),
        render_run({"state": "failed"}, response, contract=contract),
        render_report(words, [Step(words, "failed", words)], ok=False, facts=[(words, words)], findings=found),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.text() | st.sampled_from(["<script>x</script>", "</style>", '" onerror="x', "</details>", "$x$", "{x}", "{0!r}"])
)
def test_words_never_become_markup_or_reach_out(read_markup: Callable[[str], Any], words: str) -> None:
    for bundle in bundles(words):
        markup = read_markup(bundle["text/html"])
        assert not {"script", "iframe", "link", "object", "form", "a"} & set(markup.tags)
        assert markup.tags.count("style") == 1
        names = {name for _, name, _ in markup.attributes}
        assert names <= {"class", "title", "src", "alt", "controls", "preload", "open", "scope", "role", "aria-label"}
        assert all((value or "").startswith("data:") for _, name, value in markup.attributes if name == "src")


def test_the_style_asks_nobody_and_stays_with_us() -> None:
    html = render_response(OK)["text/html"]
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    for rule in style.removeprefix("<style>").split("}"):
        selectors = rule.split("{")[0]
        assert all(selector.startswith(".aiges-nb") for selector in selectors.split(",") if selector), rule


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_contract_names_every_field_with_its_limits(read_markup: Callable[[str], Any], language: Any) -> None:
    with using_language(language):
        bundle = render_contract(CONTRACT, [warning("parameter.style", "x")])
    for shown in (read_markup(bundle["text/html"]).text, bundle["text/plain"]):
        for word in (
            "reader",
            "Reads.",
            "min_score",
            "0 – 1",
            "0.5",
            "a | b",
            "Marking",
            "1 – 9",
            "data/a.png",
            "lines",
            "x",
        ):
            assert word in shown
    assert ("必填" if language == "zh" else "required") in bundle["text/plain"]


def test_columns_of_plain_tables_are_aligned_for_wide_characters() -> None:
    operation = Operation(
        name="x",
        route="",
        params=(Param(key="语言", kind="string", default="a"), Param(key="fast", kind="boolean", default=True)),
    )
    contract = Contract(platform="aiges", class_name="W", service_id="s", version="v", operations=(operation,))
    lines = render_contract(contract)["text/plain"].splitlines()
    assert lines[-2:] == ["语言  string   a", "fast  boolean  true"]


def test_findings_stand_by_level_errors_first(read_markup: Callable[[str], Any]) -> None:
    bundle = render_findings([info("c", "third"), warning("b", "second"), error("a", "first")])
    assert bundle["text/plain"].splitlines() == ["✖ a: first", "▲ b: second", "ℹ c: third"]
    said = read_markup(bundle["text/html"]).text
    assert said.index("Errors (1)") < said.index("first") < said.index("Warnings (1)") < said.index("third")
    assert render_findings([])["text/plain"] == "Nothing to report."


def test_a_response_shows_what_the_contract_says_it_is(read_markup: Callable[[str], Any]) -> None:
    shown = read_markup(render_response(OK, CONTRACT)["text/html"])
    assert {"table", "img"} <= set(shown.tags)
    assert "Recognised lines" in shown.text
    assert "清风茶馆" in shown.text
    assert "table" not in read_markup(render_response(OK)["text/html"]).tags
    assert render_response(OK)["text/plain"].splitlines()[1] == "marked: image, 48 B"


def test_an_error_shows_code_origin_text_and_the_end_of_the_traceback(read_markup: Callable[[str], Any]) -> None:
    trace = "x" * (MAX_TRACEBACK + 5) + "\ncell[3], line 7\nOSError: torn\n"
    bundle = render_response(Response(error=Failure(60001, "wrapper", "no picture", trace)))
    for shown in (read_markup(bundle["text/html"]).text, bundle["text/plain"]):
        for word in ("60001", "wrapper's own", "no picture", "OSError: torn"):
            assert word in shown


def test_an_empty_answer_says_so(read_markup: Callable[[str], Any]) -> None:
    assert "no output" in read_markup(render_response(Response())["text/html"]).text
    assert "no output" in render_response(Response())["text/plain"]


@pytest.mark.parametrize("state", ["queued", "running", "succeeded", "failed", "cancelled", "interrupted"])
def test_a_run_card_names_its_state(read_markup: Callable[[str], Any], state: str) -> None:
    bundle = render_run({"state": state, "duration_s": 2.5, "run_id": "r1"}, log=["one", "two"])
    said = read_markup(bundle["text/html"]).text
    assert state in said.lower()
    assert all(word in said for word in ("2.50 s", "run r1", "one\ntwo"))
    assert bundle["text/plain"].splitlines()[0] == f"{state.capitalize()} · 2.50 s · run r1"


def test_a_cancel_is_no_alarm() -> None:
    stopped = Response(error=Failure("cancelled", "aiges_nb", "Stopped."))
    bundle = render_run({"state": "cancelled"}, stopped)
    assert 'role="alert"' not in bundle["text/html"]
    for shown in bundle.values():
        assert "Cancelled" in shown and "Stopped." not in shown, "the state says it all"


def test_findings_of_the_run_are_told_once_beside_its_answer(read_markup: Callable[[str], Any]) -> None:
    odd = warning("response.a", "odd")
    answered = Response(OK.outputs, findings=(odd,))
    for run in ({"state": "succeeded", "findings": [odd.to_json()]}, {"state": "succeeded"}):
        bundle = render_run(run, answered)
        assert read_markup(bundle["text/html"]).text.count("response.a") == 1
        assert bundle["text/plain"].count("response.a") == 1


def test_a_row_of_the_store_is_enough_for_a_card(read_markup: Callable[[str], Any]) -> None:
    row = {
        "state": "failed",
        "error": {"code": 60001, "origin": "wrapper", "text": "no picture", "traceback": "cell[3], line 7"},
        "findings": [{"path": "response.a", "code": "c", "level": "warning", "message": "odd", "hint": "look"}],
    }
    said = read_markup(render_run(row)["text/html"]).text
    assert all(word in said for word in ("60001", "no picture", "cell[3], line 7", "response.a", "odd", "look"))


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 B"), (999, "999 B"), (23_400, "23.4 kB"), (999_999, "1.0 MB"), (3 * 10**9, "3.0 GB")]
)
def test_sizes_read_well(size: int, shown: str) -> None:
    assert size_text(size) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-1, "0 ms"),
        (0.0004, "0.4 ms"),
        (0.012, "12 ms"),
        (0.42, "0.42 s"),
        (12.34, "12.3 s"),
        (59.96, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3725, "1 h 02 min"),
    ],
)
def test_times_read_well(seconds: float, shown: str) -> None:
    assert seconds_text(seconds) == shown
