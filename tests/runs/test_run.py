from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.runs import FINAL_STATES, LEGAL_MOVES, RunRecord, RunState, make_run_id
from aiges_nb.runs.run import ID_LENGTH, states_before


def test_four_states_are_final() -> None:
    assert {str(state) for state in FINAL_STATES} == {"succeeded", "failed", "cancelled", "interrupted"}
    assert all(state.is_final == (state in FINAL_STATES) for state in RunState)


@pytest.mark.parametrize("state", RunState)
def test_a_row_is_written_only_where_moves_lead(state: RunState) -> None:
    before = states_before(state)
    assert not before & FINAL_STATES
    assert (state in before) == (not state.is_final)
    assert {source for source, moves in LEGAL_MOVES.items() if state in moves} <= before


def test_a_success_may_follow_a_row_that_still_waits() -> None:
    assert RunState.QUEUED in states_before(RunState.SUCCEEDED)


@given(times=st.lists(st.floats(min_value=1.5e9, max_value=3e10), min_size=2, max_size=20))
def test_ids_sort_by_time_and_fit_everywhere(times: list[float]) -> None:
    pairs = [(int(now * 1000), make_run_id(now)) for now in times]
    assert [id[:10] for _, id in sorted(pairs)] == sorted(id[:10] for _, id in pairs)
    assert all(re.fullmatch(r"r[0-9a-z]{16}", id) and len(id) == ID_LENGTH for _, id in pairs)


def test_ids_of_one_moment_differ() -> None:
    assert len({make_run_id(1.7e9) for _ in range(1000)}) == 1000


def test_a_duration_runs_to_the_last_sign_of_life() -> None:
    assert RunRecord(id="r").duration_s is None
    assert RunRecord(id="r", started_at=5.0, updated_at=7.5).duration_s == 2.5
    assert RunRecord(id="r", started_at=5.0, updated_at=9.0, finished_at=6.0).duration_s == 1.0
