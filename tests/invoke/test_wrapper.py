from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from aiges_nb.contract import reflect_contract
from aiges_nb.exchange import Request
from aiges_nb.invoke import call_wrapper
from aiges_nb.invoke.wrapper import TextMap
from aiges_nb.progress import Cancelled
from aiges_nb.types import CONVENTIONS, Convention

Ask = Callable[..., Request]


def hearing(live_class: type, heard: list[Any]) -> Any:
    """An instance whose wrapperOnceExec notes what it is given."""

    class Hearing(live_class):  # type: ignore[misc, valid-type]
        def wrapperOnceExec(self, params, reqData, usrTag="none", persId=-1):
            heard.append((params, reqData, usrTag, persId))
            return self.answer(b"ok")

    return Hearing()


def test_local_passes_typed_parameters_every_one_of_them(live_class: type, ask: Ask) -> None:
    heard: list[Any] = []
    call_wrapper(hearing(live_class, heard), reflect_contract(live_class), ask("echo"), "local")
    ((params, data, tag, pers),) = heard
    assert params == {"mode": "echo", "count": 3}
    assert (tag, pers) == ("none", -1)
    assert data.get("text").data == b"hello"
    assert data.get("text").len == 5
    assert data.get("nothing") is None


def test_the_loader_passes_text_only_what_was_given_and_four_values(live_class: type, ask: Ask) -> None:
    heard: list[Any] = []
    request = replace(ask("echo", count=9), sid="s-1", usr_tag="tag", pers_id=4)
    call_wrapper(hearing(live_class, heard), reflect_contract(live_class), request, "loader")
    call_wrapper(hearing(live_class, heard), reflect_contract(live_class), ask("echo"), "loader")
    assert heard[0][0] == {"mode": "echo", "count": "9", "sid": "s-1"}
    assert heard[0][2:] == ("tag", 4)
    assert heard[1][0] == {"mode": "echo", "sid": ""}


def test_grpc_passes_a_map_of_text_and_two_values(live_class: type, ask: Ask) -> None:
    heard: list[Any] = []
    call_wrapper(hearing(live_class, heard), reflect_contract(live_class), ask("echo", count=9), "grpc")
    params, _, tag, pers = heard[0]
    assert isinstance(params, TextMap)
    assert (params["mode"], params["count"], params.get("sid"), params["sid"]) == ("echo", "9", None, "")
    assert (tag, pers) == ("none", -1)


def test_the_map_refuses_what_protobuf_refuses() -> None:
    params = TextMap({"a": "1"})
    with pytest.raises(TypeError, match="no str"):
        params["n"] = 5  # type: ignore[assignment]
    with pytest.raises(TypeError, match="no str"):
        params[3]  # type: ignore[index]
    assert "missing" not in params
    assert params["missing"] == ""
    assert list(params) == ["a", "missing"]
    assert not isinstance(params, dict)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_an_exception_is_a_failure_at_the_authors_line(live_class: type, ask: Ask, convention: Convention) -> None:
    response = call_wrapper(live_class(), reflect_contract(live_class), ask("raise"), convention)
    failure = response.error
    assert failure is not None
    assert (failure.code, failure.origin) == (-1, "wrapper")
    assert failure.text == "ZeroDivisionError: division by zero"
    assert failure.traceback is not None
    frames = [line for line in failure.traceback.splitlines() if ", line " in line]
    assert frames[-1].startswith("  cell[3], line ")
    assert frames[-1].endswith("in do_raise")
    assert "aiges_nb" not in failure.traceback


def test_an_own_code_comes_with_its_own_text(live_class: type, ask: Ask) -> None:
    failure = call_wrapper(live_class(), reflect_contract(live_class), ask("code"), "local").error
    assert failure is not None
    assert (failure.code, failure.origin, failure.text) == (61001, "wrapper", "no such song")


def test_sys_exit_is_a_failure_and_a_wish_to_stop_goes_through(live_class: type, ask: Ask) -> None:
    contract = reflect_contract(live_class)
    failure = call_wrapper(live_class(), contract, ask("exit"), "local").error
    assert failure is not None
    assert failure.text == "SystemExit: 3"

    class Wraps(live_class):  # type: ignore[misc, valid-type]
        def wrapperOnceExec(self, params, reqData):
            try:
                raise Cancelled
            except Cancelled:
                raise RuntimeError("a library wraps it") from None

    with pytest.raises(Cancelled):
        call_wrapper(Wraps(), contract, ask(), "local")
    with pytest.raises(KeyboardInterrupt):
        call_wrapper(live_class(), contract, ask("interrupt"), "local")


def test_a_signature_that_nobody_can_call_is_told(live_class: type, ask: Ask) -> None:
    class Odd(live_class):  # type: ignore[misc, valid-type]
        def wrapperOnceExec(self, params, reqData, *, model):
            return None

    failure = call_wrapper(Odd(), reflect_contract(live_class), ask(), "loader").error
    assert failure is not None
    assert failure.origin == "aiges_nb"
    assert "'model'" in failure.text


def test_the_last_of_a_generator_is_the_answer(live_class: type, ask: Ask) -> None:
    response = call_wrapper(live_class(), reflect_contract(live_class), ask("yield", count=2), "local")
    assert response["out"].text == "part 1"


def test_no_module_of_the_real_sdk_is_loaded(live_class: type, ask: Ask) -> None:
    call_wrapper(live_class(), reflect_contract(live_class), ask(), "local")
    assert type(sys.modules["aiges"]).__module__.startswith("aiges_nb.")
