"""The center's desk: an appeal is accepted or not, assigned to a unit, and given back by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kit.roles import Role

from . import clocking
from .actor import Actor
from .clocks import ClockKind
from .events import Outcome
from .ids import CategoryCode, UnitCode
from .kinds import Channel, Urgency
from .labels import STEP_LABELS
from .petition import Assignment, Petition
from .petition_errors import (
    ArbiterDecides,
    DeskCannotReturn,
    ReasonRequired,
    ReturnedBefore,
    ReturnTooLate,
)
from .protecting import require_no_conflict
from .reference import Responsibility
from .step import Step
from .steps import CENTER_DESK, Clocks, guard, take_step


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the desk decides when it accepts; None leaves what was told."""

    category: CategoryCode | None = None
    urgency: Urgency | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class AssignPetition:
    """The order to give an appeal to a unit; None takes the table's unit and helpers."""

    unit: UnitCode | None = None
    helpers: tuple[UnitCode, ...] = ()


def accept(
    petition: Petition, order: Acceptance, who: Actor, now: datetime, clocks: Clocks, note: str = ""
) -> Outcome:
    """REGISTERED → ACCEPTED; the clocks of the answer begin as urgency and channel say."""
    sorted_ = replace(
        petition,
        category=order.category or petition.category,
        urgency=order.urgency or petition.urgency,
        channel=order.channel or petition.channel,
    )
    return take_step(petition, Step.ACCEPT, who, now, clocks, note=note, changed=sorted_)


def reject(
    petition: Petition, route: str, who: Actor, now: datetime, clocks: Clocks, note: str
) -> Outcome:
    """REGISTERED → REJECTED; the legal route is told (信访工作条例 22)."""
    rejected, happened = take_step(petition, Step.REJECT, who, now, clocks, note=note)
    if not route.strip():
        raise ReasonRequired(id=petition.id, step=STEP_LABELS[Step.REJECT])
    return replace(rejected, route=route.strip()), happened


def assign(
    petition: Petition,
    order: AssignPetition,
    table: Responsibility | None,
    who: Actor,
    now: datetime,
    clocks: Clocks,
    note: str = "",
) -> Outcome:
    """ACCEPTED → ASSIGNED: to the unit of the table, or another with a reason.

    What fits no row of the table goes to the center's own desk, not nowhere; so does what the
    table's unit has returned, until somebody names another.

    Raises:
        ArbiterDecides: it was returned so often that only the arbiter assigns.
        ConflictOfInterest: a unit would handle a matter against itself.
        ReasonRequired: another unit than the table's, and no reason.
    """
    guard(petition, Step.ASSIGN, who, note)
    _require_arbiter(petition, who, clocks)
    main = order.unit or _routed(petition, table)
    if order.unit is not None and order.unit != _routed(petition, table) and not note.strip():
        raise ReasonRequired(id=petition.id, step=STEP_LABELS[Step.ASSIGN])
    by_table = table.helpers if table is not None and main == table.main else ()
    helpers = tuple(dict.fromkeys(u for u in order.helpers or by_table if u != main))
    require_no_conflict(petition, (main, *helpers))
    assigned, happened = take_step(petition, Step.ASSIGN, who, now, clocks, note=note, unit=main)
    fresh = (Assignment(main, True, now), *(Assignment(unit, False, now) for unit in helpers))
    return replace(assigned, assignments=(*assigned.assignments, *fresh)), happened


def contact(petition: Petition, who: Actor, now: datetime, clocks: Clocks, note: str) -> Outcome:
    """ASSIGNED → IN_PROGRESS: the unit spoke with the petitioner."""
    unit = petition.main_unit
    contacted, happened = take_step(petition, Step.CONTACT, who, now, clocks, note=note, unit=unit)
    return replace(
        contacted,
        first_contact_at=contacted.first_contact_at or now,
        assignments=tuple(
            replace(one, contacted_at=one.contacted_at or now)
            if one.unit == unit and one.returned_at is None
            else one
            for one in contacted.assignments
        ),
    ), happened


def give_back(petition: Petition, who: Actor, now: datetime, clocks: Clocks, note: str) -> Outcome:
    """ASSIGNED or IN_PROGRESS → ACCEPTED (退单): not the unit's own, within 5 working days.

    Raises:
        ReturnedBefore: the unit returned this matter once already.
        ReturnTooLate: the clock of the return has ended.
        DeskCannotReturn: the center itself has it.
    """
    guard(petition, Step.RETURN, who, note)
    unit = petition.main_unit
    if unit is None or unit == CENTER_DESK:
        raise DeskCannotReturn(id=petition.id)
    if unit in petition.returns:
        raise ReturnedBefore(id=petition.id, unit=unit)
    clock = clocking.latest_clock(petition, ClockKind.RETURN)
    if clock is None or clock.stopped_at is not None or now >= clock.due_at:
        raise ReturnTooLate(id=petition.id, unit=unit)
    returned, happened = take_step(petition, Step.RETURN, who, now, clocks, note=note, unit=unit)
    ended = replace(returned, assignments=ended_at(returned.assignments, now))
    return replace(ended, returns=(*petition.returns, unit)), happened


def ended_at(assignments: Iterable[Assignment], now: datetime) -> tuple[Assignment, ...]:
    """Return the assignments with none of them live any more."""
    return tuple(
        one if one.returned_at is not None else replace(one, returned_at=now) for one in assignments
    )


def _routed(petition: Petition, table: Responsibility | None) -> UnitCode:
    if table is None or table.main in petition.returns:
        return CENTER_DESK
    return table.main


def _require_arbiter(petition: Petition, who: Actor, clocks: Clocks) -> None:
    arbiters = {Role.COMMAND, Role.DISCIPLINE}
    if len(petition.returns) >= clocks.policy.returns_limit and who.roles.isdisjoint(arbiters):
        raise ArbiterDecides(id=petition.id, returns=len(petition.returns))
