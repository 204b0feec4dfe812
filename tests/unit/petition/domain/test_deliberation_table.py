"""The table of a deliberation is whole, and a broken one is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.petition.domain.clocks import ClockKind
from services.petition.domain.deliberation_step import FINAL, DeliberationState
from services.petition.domain.deliberation_steps import ROWS, check_table

S = DeliberationState


@pytest.mark.parametrize("left_out", range(len(ROWS)))
def test_the_table_is_refused_without_any_of_its_rows(left_out: int) -> None:
    row = ROWS[left_out]
    rest = ROWS[:left_out] + ROWS[left_out + 1 :]
    twice = row.step in {one.step for one in rest}
    if twice and row.to is None:
        check_table(rest)  # a later record is a convenience, not a way
        return
    with pytest.raises(ValueError, match=r"step|way"):
        check_table(rest)


def test_the_table_is_refused_with_a_way_out_of_an_end_or_a_lost_clock() -> None:
    row = ROWS[0]
    with pytest.raises(ValueError, match="is an end and is left"):
        check_table((*ROWS, replace(row, starts=frozenset({S.CLOSED}), to=S.RAISED)))
    stopping = replace(row, stops=frozenset({ClockKind.FINISH}))
    with pytest.raises(ValueError, match="wrong clock"):
        check_table((stopping, *ROWS[1:]))
    assert {S.CLOSED, S.FED_BACK} == FINAL
