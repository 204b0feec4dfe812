"""The table of steps is whole, and a broken one does not load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from kit.model.division import Tier
from kit.roles import Role
from services.petition.domain.labels import STATE_LABELS, STEP_LABELS
from services.petition.domain.life_cycle import TABLE
from services.petition.domain.row import EVERY_TIER, Row
from services.petition.domain.states import State
from services.petition.domain.step import Step
from services.petition.domain.table_check import BrokenTable, check_table

Table = tuple[Row, ...]


def without(*steps: Step) -> Callable[[Table], Table]:
    return lambda table: tuple(row for row in table if row.step not in steps)


def changed(step: Step, **fields: object) -> Callable[[Table], Table]:
    def change(table: Table) -> Table:
        return tuple(
            replace(row, **fields)  # pyright: ignore[reportArgumentType]
            if row.step is step
            else row
            for row in table
        )

    return change


def shut_in(table: Table) -> Table:
    """What was suspended stays so."""
    suspended = {State.SUSPENDED}
    return tuple(
        replace(row, after=None)
        if row.step is Step.RESUME
        else replace(row, before=row.before - suspended)
        for row in table
    )


@dataclass(frozen=True)
class Case:
    id: str
    broken: Callable[[Table], Table]
    said: str


NOBODY: frozenset[Role] = frozenset()
CASES = (
    Case("a step is missing", without(Step.EXTEND), "missing"),
    Case("a step leads two ways", lambda table: (*table, table[1]), "two ways"),
    Case("a state is not reached", changed(Step.REJECT, after=None), "rejected"),
    Case("a state has no exit", shut_in, "exit from suspended"),
    Case("a state has no clock", changed(Step.CONFIRM, starts=()), "clock in confirmed"),
    Case("a clock is lost on the way", changed(Step.REPLY, starts=()), "clock in replied"),
    Case("a reopened one has no clock", changed(Step.REOPEN, starts=()), "no clock in"),
    Case("a ladder has no top", changed(Step.REVIEW, tiers=EVERY_TIER), "no top"),
    Case("nobody may", changed(Step.ACCEPT, roles=NOBODY), "nobody may accept"),
    Case(
        "a final state is left",
        changed(Step.CLOSE, before=frozenset({State.CONFIRMED, State.WITHDRAWN})),
        "leaves a final state",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_broken_table_does_not_load(case: Case) -> None:
    with pytest.raises(BrokenTable, match=case.said):
        check_table(case.broken(TABLE))


def test_the_table_loads() -> None:
    check_table(TABLE)


def test_every_step_and_state_has_a_name() -> None:
    assert set(STEP_LABELS) == set(Step)
    assert set(STATE_LABELS) == set(State)


def test_nothing_climbs_from_the_county() -> None:
    assert all(Tier.COUNTY not in row.tiers for row in TABLE if row.climbs)
