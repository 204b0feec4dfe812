"""Whether a table of steps is whole: no dead end, no state without a clock, no endless ladder."""

from __future__ import annotations

from kit.model.division import Tier

from .clocks import ClockKind
from .petition import Origin
from .row import Row
from .states import FINAL, State
from .step import Step


class BrokenTable(ValueError):
    """The table of steps contradicts itself; the service does not start."""


def check_table(table: tuple[Row, ...]) -> None:
    """Pass when the table is whole.

    Raises:
        BrokenTable: a state is not reached, one that is not final has no exit or no clock, a final
            one is left other than by a climb or a reopening, a ladder has no top, or a step is
            missing, ambiguous, or nobody may take it.
    """
    _check_rows(table)
    _check_states(table)
    for state in set(State) - FINAL:
        if not _clocks_in(table)[state]:
            raise BrokenTable(f"no clock in {state.value}")


def _check_rows(table: tuple[Row, ...]) -> None:
    for row in table:
        if Origin.PERSON in row.origins and not row.roles:
            raise BrokenTable(f"nobody may {row.step.value}")
        if row.climbs and Tier.COUNTY in row.tiers:
            raise BrokenTable(f"{row.step.value} has no top")
        leaves = row.after is not None and row.after not in row.before
        if row.before & FINAL and leaves and not (row.climbs or row.step is Step.REOPEN):
            raise BrokenTable(f"{row.step.value} leaves a final state")
    pairs = [(row.step, state) for row in table for state in row.before]
    if len(set(pairs)) < len(pairs) or {row.step for row in table} != set(Step):
        raise BrokenTable("a step is missing or leads two ways")


def _check_states(table: tuple[Row, ...]) -> None:
    reached = {row.after for row in table if not row.before}
    for _ in State:
        reached |= {row.after for row in table if row.before & reached}
    if missing := set(State) - reached:
        raise BrokenTable(f"not reached: {sorted(state.value for state in missing)}")
    for state in set(State) - FINAL:
        if not any(state in row.before and row.after not in (None, state) for row in table):
            raise BrokenTable(f"no exit from {state.value}")


def _clocks_in(table: tuple[Row, ...]) -> dict[State, frozenset[ClockKind]]:
    """Return the clocks that are open in a state, whichever way led there."""
    found = dict.fromkeys(State, frozenset(ClockKind))
    none: frozenset[ClockKind] = frozenset()
    for _ in State:
        for row in table:
            for state in row.before or (None,):
                open_before = none if state is None or state in FINAL else found[state]
                after = row.after or state
                if after is not None:
                    kept = none if after in FINAL else open_before - set(row.stops)
                    found[after] &= kept | set(row.starts) | _at_receiver(table, row, after)
    return found


def _at_receiver(table: tuple[Row, ...], row: Row, after: State) -> set[ClockKind]:
    """Return what begins where it is taken over, after a step that sends it to another center."""
    if not (row.climbs or row.step is Step.HAND_OFF):
        return set()
    takes = [one for one in table if one.step is Step.TAKE_OVER and after in one.before]
    return {kind for one in takes for kind in one.starts}
