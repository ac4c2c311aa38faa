from __future__ import annotations

from typing import Any

import pytest

from aiges_nb.errors import UsageError


def test_a_name_of_the_session_holds_the_rows(wrapper: Any) -> None:
    wrapper.run_cell("words = ['a', 'b']")
    batch = wrapper.run_line_magic("aiges_map", "words times=1 --wait")
    assert [entry.outputs[0]["text"] for entry in batch.results] == ["a", "b"]
    named = wrapper.run_line_magic("aiges_map", "Wrapper words times=3 --wait --workers 1")
    assert [entry.outputs[0]["text"] for entry in named.results] == ["aaa", "bbb"]


@pytest.mark.parametrize("line", ["times=1", "a b c"])
def test_rows_that_are_not_named(wrapper: Any, line: str) -> None:
    with pytest.raises(UsageError) as caught:
        wrapper.run_line_magic("aiges_map", line)
    assert caught.value.code == "map-what"
