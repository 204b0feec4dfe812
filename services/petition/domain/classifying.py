"""Sorting an open appeal anew: category, urgency, household, grid; its clocks follow.

A new urgency counts from when a clock began, shorter or longer: whoever sorts a matter late does
not gain time by it. What was told stays told: a longer clock does not warn again of a mark it has
warned of, and one whose end has passed stays ended. What by a shorter span has passed and was not
told yet, marks and end, is told at the timers' next look.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from . import clocking
from .actor import Actor
from .clocks import Clock, ClockKind
from .events import Classified, Outcome
from .ids import CategoryCode
from .kinds import Urgency
from .petition import Petition
from .step import Step
from .steps import Clocks, guard, take_step

_BY_URGENCY = frozenset(
    {
        ClockKind.ACCEPT,
        ClockKind.FIRST_CONTACT,
        ClockKind.INTERIM,
        ClockKind.FINISH,
        ClockKind.CLIMB,
    }
)


@dataclass(frozen=True, slots=True)
class ClassifyPetition:
    """The order to sort an appeal anew; None leaves what is there."""

    category: CategoryCode | None = None
    urgency: Urgency | None = None
    household_id: str | None = None
    grid: str | None = None


def classify(
    petition: Petition,
    order: ClassifyPetition,
    who: Actor,
    now: datetime,
    clocks: Clocks,
    note: str = "",
) -> Outcome:
    """Return the appeal sorted anew; nothing happens when it was so already.

    Raises:
        CalendarYearMissing: a clock now ends in a year without a calendar.
    """
    guard(petition, Step.CLASSIFY, who, note)
    changed = replace(
        petition,
        category=order.category or petition.category,
        urgency=order.urgency or petition.urgency,
        household_id=petition.household_id if order.household_id is None else order.household_id,
        grid=petition.grid if order.grid is None else order.grid,
    )
    if changed == petition:
        return petition, ()
    taken, _ = take_step(petition, Step.CLASSIFY, who, now, clocks, note=note, changed=changed)
    sorted_anew = tuple(_anew(taken, clock, clocks) for clock in taken.clocks)
    return replace(taken, clocks=sorted_anew), (Classified(),)


def _anew(petition: Petition, clock: Clock, clocks: Clocks) -> Clock:
    """Return a clock as if it had run by the present spans since its start, pauses left out.

    What was extended stays as it was approved, what has ended as it ended, and marks that were
    told of as they were told.
    """
    span = clocks.policy.spans_for(petition, clock.kind)
    follows = clock.kind in _BY_URGENCY and clock.state in clocking.LIVE and not clock.extended
    if not follows or span in (None, clock.span):
        return clock
    since = clock.started_at + clock.paused_for
    bare = replace(petition, clocks=())
    fresh = clocking.start(bare, clock.kind, span, since, clocks.calendar).clocks[-1]
    marks = (*clock.marks[: clock.fired], *fresh.marks[clock.fired :])
    return replace(clock, span=span, due_at=fresh.due_at, marks=marks)
