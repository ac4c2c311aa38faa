from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aiges_nb.contract import reflect_contract
from aiges_nb.exchange import Request
from aiges_nb.invoke import Life

Ask = Callable[..., Request]


def make_life(live_class: type, **members: Any) -> Life:
    cls = type("Wrapper", (live_class,), members)
    return Life(cls, reflect_contract(cls))


def test_init_runs_once_and_fini_at_the_end(live_class: type, ask: Ask) -> None:
    calls: list[str] = []
    life = make_life(
        live_class,
        wrapperInit=lambda self, config: calls.append("init") or 0,
        wrapperFini=lambda self: calls.append("fini"),
    )
    assert not life.is_started
    for _ in range(3):
        assert life.call(ask(), "local").error is None
    assert life.close() is None
    assert life.close() is None
    assert calls == ["init", "fini"]
    assert life.call(ask(), "local").error is None
    assert calls == ["init", "fini", "init"]


def test_a_code_of_init_is_a_failure_and_tried_again(live_class: type, ask: Ask) -> None:
    codes = [61001, 5, 0]
    life = make_life(live_class, wrapperInit=lambda self, config: codes.pop(0))
    first, second, third = (life.call(ask(), "local") for _ in range(3))
    assert first.error is not None
    assert (first.error.code, first.error.origin) == (61001, "wrapper")
    assert first.error.text == "wrapperInit returned 61001: no such song"
    assert second.error is not None
    assert "wrapperInit returned 5" in second.error.text
    assert third.error is None


def test_an_exception_in_init_ends_at_the_authors_line(live_class: type, ask: Ask) -> None:
    def wrapperInit(self: Any, config: Any) -> int:
        raise OSError("no model file")

    failure = make_life(live_class, wrapperInit=wrapperInit).call(ask(), "local").error
    assert failure is not None
    assert "OSError: no model file" in failure.text
    assert failure.traceback is not None
    assert "in wrapperInit" in failure.traceback


@pytest.mark.parametrize(("code", "finding"), [(None, "init-no-code"), ("0", "init-odd-code")])
def test_an_init_without_a_number_works_and_is_told(live_class: type, ask: Ask, code: object, finding: str) -> None:
    response = make_life(live_class, wrapperInit=lambda self, config: code).call(ask(), "local")
    assert response.error is None
    assert [found.code for found in response.findings] == [finding]


def test_config_is_text_where_a_loader_passes_it(live_class: type, ask: Ask) -> None:
    seen: list[object] = []
    life = make_life(
        live_class,
        config={"depth": 2, "name": "x", "fast": True},
        wrapperInit=lambda self, config: seen.append(config) or 0,
    )
    life.call(ask(), "local")
    life.call(ask(), "loader")
    life.call(ask(), "grpc")
    assert seen == [{"depth": 2, "name": "x", "fast": True}, {"depth": "2", "name": "x", "fast": "true"}]


def test_a_fini_that_raises_is_told_not_raised(live_class: type, ask: Ask) -> None:
    life = make_life(live_class, wrapperFini=lambda: 0)
    life.call(ask(), "local")
    failure = life.close()
    assert failure is not None
    assert failure.text.startswith("TypeError")
