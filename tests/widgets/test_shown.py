"""Displays by cell: what is closed when, as a machine that hypothesis drives beside a plain model."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.widgets.shown import MAX_LOOSE, Shown


class Thing:
    closed = 0

    def close(self) -> None:
        self.closed += 1


def test_a_re_run_cell_closes_what_it_showed_before() -> None:
    shown, first, second = Shown(), Thing(), Thing()
    shown.note("a", 1, first)
    shown.settle("a", 1)
    assert not first.closed
    shown.note("a", 2, second)
    assert shown.find_before("a", 2, Thing) == (first,)
    assert shown.find("a", 2, Thing) == (second,)
    shown.settle("a", 2)
    assert (first.closed, second.closed) == (1, 0)
    shown.settle("a", 3)
    assert second.closed == 1


def test_what_is_shown_again_or_elsewhere_stays() -> None:
    shown, thing = Shown(), Thing()
    shown.note("a", 1, thing)
    shown.settle("a", 1)
    shown.note("a", 2, thing)
    shown.settle("a", 2)
    shown.note("b", 3, thing)
    shown.settle("b", 3)
    shown.settle("a", 4)
    assert not thing.closed
    shown.settle("b", 5)
    assert thing.closed == 1


def test_where_cells_have_no_names_their_number_is_bounded() -> None:
    shown, things = Shown(), [Thing() for _ in range(MAX_LOOSE + 3)]
    for number, thing in enumerate(things):
        shown.note("", number, thing)
        shown.settle("", number)
    assert [thing.closed for thing in things] == [1, 1, 1] + [0] * MAX_LOOSE


@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 4)))))
def test_only_what_stands_nowhere_is_closed(executions: list[tuple[str, list[int]]]) -> None:
    shown, things = Shown(), [Thing() for _ in range(5)]
    standing: dict[str, set[int]] = {}
    gone: set[int] = set()
    for number, (cell, showing) in enumerate(executions):
        before = standing.get(cell, set())
        for index in showing:
            shown.note(cell, number, things[index])
        shown.settle(cell, number)
        standing[cell] = set(showing)
        everywhere = set().union(*standing.values())
        gone |= before - everywhere
        assert {index for index, thing in enumerate(things) if thing.closed} == gone
