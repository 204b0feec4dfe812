"""The one guarded function that moves an appeal, by the table of `life_cycle.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from kit.model.clock import local_date
from kit.model.errors import NotCustodian
from kit.roles import Role

from . import clocking
from .actor import Actor
from .calendar import Calendars
from .clocks import Clock, ClockKind
from .events import Moved, Outcome
from .ids import UnitCode
from .kinds import Channel
from .labels import STATE_LABELS, STEP_LABELS, TIER_LABELS, states_label
from .life_cycle import ROWS, TABLE
from .petition import Entry, Origin, Petition
from .petition_errors import (
    NotYourMatter,
    ReasonRequired,
    StepNotAllowed,
    StepNotAtTier,
    StepNotYours,
)
from .policy import PetitionPolicy
from .row import PETITIONER, Pause, Row
from .rules import Rules
from .states import FINAL
from .step import Step
from .table_check import check_table

__all__ = ["CENTER_DESK", "Clocks", "Row", "Step", "allowed", "check_table", "guard", "take_step"]

CENTER_DESK = UnitCode("center")
"""The custodian's own desk: has what no unit of the table is responsible for."""

ANSWERS = (ClockKind.FINISH, ClockKind.REVIEW_ANSWER, ClockKind.RECHECK_ANSWER)
"""Until when an answer is due; one of them runs at a time."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """What clocks are set by: the policy in force and the county's calendar."""

    policy: PetitionPolicy
    calendar: Calendars

    @classmethod
    def of(cls, rules: Rules, now: datetime) -> Clocks:
        """Return what is in force at an instant.

        Raises:
            NotFound: the county has no policy for its day.
        """
        day = local_date(now)
        return cls(rules.in_force(day), rules.calendars(day))


def allowed(petition: Petition, step: Step, who: Actor) -> bool:
    """Whether a step may be taken now by this one; its reason and dates are not looked at."""
    row = ROWS.get((step, petition.state))
    return (
        row is not None
        and not petition.custody.in_flight
        and petition.custody.center.tier in row.tiers
        and _may(row, petition, who)
        and _has(row, petition, who)
    )


def guard(petition: Petition, step: Step, who: Actor, note: str = "") -> Row:
    """Return the row of a step that may be taken.

    Raises:
        NotCustodian: it is on its way to another center.
        StepNotAllowed, StepNotYours, StepNotAtTier, NotYourMatter, ReasonRequired.
    """
    if petition.custody.in_flight:
        raise NotCustodian(id=petition.id, custodian=petition.custody.center)
    row = ROWS.get((step, petition.state))
    if row is None:
        raise _not_allowed(petition, step)
    if not _may(row, petition, who):
        raise StepNotYours(**_from_to(petition, row))
    if petition.custody.center.tier not in row.tiers:
        tier = TIER_LABELS[petition.custody.center.tier]
        raise StepNotAtTier(id=petition.id, step=STEP_LABELS[step], tier=tier)
    if not _has(row, petition, who):
        raise NotYourMatter(id=petition.id, unit=who.unit or CENTER_DESK)
    if row.reason and who.origin is Origin.PERSON and not note.strip():
        raise ReasonRequired(id=petition.id, step=STEP_LABELS[step])
    return row


def take_step(
    petition: Petition,
    step: Step,
    who: Actor,
    now: datetime,
    clocks: Clocks,
    *,
    note: str = "",
    unit: UnitCode | None = None,
    changed: Petition | None = None,
) -> Outcome:
    """Return the appeal after a step: its state, one more line of history, clocks as the row says.

    `changed` is the appeal with what the step changes besides; rights are looked at before that.

    Raises:
        Refusal: see `guard`.
        CalendarYearMissing: a clock ends in a year without a calendar.
    """
    row = guard(petition, step, who, note)
    before = petition.state
    after = row.after or before
    moved = replace(
        changed or petition,
        state=after,
        history=(*petition.history, line(petition, step, who, now, note=note, unit=unit)),
    )
    return _clocked(moved, row, now, clocks), (Moved(step, before, after),)


def line(
    petition: Petition,
    step: Step,
    who: Actor,
    now: datetime,
    *,
    note: str = "",
    unit: UnitCode | None = None,
) -> Entry:
    """Return the line of history of a step from the present state."""
    row = ROWS[step, petition.state]
    return Entry(
        at=now,
        step=step.value,
        center=petition.custody.center,
        by=who.by,
        origin=who.origin,
        before=petition.state,
        after=row.after or petition.state,
        unit=unit or who.unit,
        note=note.strip(),
    )


def started(
    petition: Petition, kinds: Iterable[ClockKind], now: datetime, clocks: Clocks
) -> Petition:
    """Return the appeal with these clocks running, but for those that run or that it has not."""
    return reduce(lambda one, kind: _start(one, kind, now, clocks), kinds, petition)


def open_clocks(petition: Petition) -> tuple[Clock, ...]:
    """Return the clocks that were not stopped: running, standing, or past their end."""
    return tuple(clock for clock in petition.clocks if clock.stopped_at is None)


def _clocked(petition: Petition, row: Row, now: datetime, clocks: Clocks) -> Petition:
    ended = set(ClockKind) if petition.state in FINAL else row.stops
    for kind in ended:
        petition = clocking.stop(petition, kind, now)
    if row.pause is Pause.STAND:
        petition = clocking.pause_all(petition, now)
    if row.pause is Pause.GO_ON:
        petition = clocking.resume_all(petition, now, clocks.calendar)
    return started(petition, row.starts, now, clocks)


def _start(petition: Petition, kind: ClockKind, now: datetime, clocks: Clocks) -> Petition:
    there = {clock.kind for clock in open_clocks(petition)}
    answer_due = kind in ANSWERS and not there.isdisjoint(ANSWERS)
    span = clocks.policy.spans_for(petition, kind)
    if span is None or kind in there or answer_due:
        return petition
    return clocking.start(petition, kind, span, now, clocks.calendar)


def _may(row: Row, petition: Petition, who: Actor) -> bool:
    """Whether the origin and the roles admit it; 检举控告 is the discipline channel's alone."""
    if who.origin not in row.origins:
        return False
    if who.origin is not Origin.PERSON:
        return True
    if petition.channel is Channel.DISCIPLINE and row.roles != PETITIONER:
        return Role.DISCIPLINE in who.roles
    return not who.roles.isdisjoint(row.roles)


def _has(row: Row, petition: Petition, who: Actor) -> bool:
    """Whether the one who acts is of the unit that has it; the desk acts for the center itself."""
    if not row.own_unit or who.origin is not Origin.PERSON:
        return True
    if petition.channel is Channel.DISCIPLINE:
        return True
    unit = petition.main_unit
    if Role.HANDLER in who.roles and who.unit is not None and who.unit == unit:
        return True
    return unit == CENTER_DESK and bool(who.roles - {Role.HANDLER} & row.roles)


def _not_allowed(petition: Petition, step: Step) -> StepNotAllowed:
    rows = [row for row in TABLE if row.step is step]
    ends = {row.after for row in rows} - {None}
    return StepNotAllowed(
        id=petition.id,
        step=STEP_LABELS[step],
        state=STATE_LABELS[petition.state],
        from_states=states_label(state for row in rows for state in row.before),
        to=states_label(end for end in ends if end is not None) or "原状态",
    )


def _from_to(petition: Petition, row: Row) -> dict[str, str]:
    return {
        "id": petition.id,
        "step": STEP_LABELS[row.step],
        "state": STATE_LABELS[petition.state],
        "to": STATE_LABELS[row.after or petition.state],
    }
