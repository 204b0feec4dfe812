"""A visit took place: who may record it, what of it is kept, what it sets going.

Nobody is asked for a photograph, a position or a sign-in; a visit is what the visitor says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from kit.model.errors import InvalidValue

from .care import HouseholdCare
from .care_errors import (
    NotTheVisitor,
    TooManyNeeds,
    VisitBeforeAppointment,
    VisitInFuture,
    VisitReused,
)
from .events import NeedRaised, VisitRecorded
from .lines import Leadership
from .policy import GridPolicy
from .settling import CareOutcome, require_live, settled
from .visit import Visit

KEPT_VISITS = 24
"""Newest visits in the record: two years of a red household. All of them are in the list."""

MOST_NEEDS = 10
TEXT_LENGTH = 2_000
NEED_LENGTH = 500

_Term = tuple[date, date | None]


def record(
    care: HouseholdCare,
    visit: Visit,
    leaderships: Sequence[Leadership],
    policy: GridPolicy,
    today: date,
) -> CareOutcome:
    """Return the care after a visit; `leaderships` are those of its village, past ones too.

    A visit that is kept already changes nothing. One older than the last counts, but does not
    move the duty: that runs from the last one.

    Raises:
        VisitReused, CareEnded, VisitInFuture, TooManyNeeds, InvalidValue, VisitBeforeAppointment,
        NotTheVisitor.
    """
    if repeated(visit, care.visits):
        return care, ()
    require_live(care)
    if visit.on > today:
        raise VisitInFuture(household=care.household, day=visit.on)
    _check_content(visit)
    _check_visitor(care, visit, leaderships)
    needs = (NeedRaised(visit.id, need) for need in visit.needs)
    kept = replace(care, visits=_kept(care.visits, visit))
    return settled(kept, (VisitRecorded(visit.id), *needs), policy, today)


def repeated(visit: Visit, known: Iterable[Visit]) -> bool:
    """Whether the visit is among those known; the day it was heard of does not count.

    Raises:
        VisitReused: one of that id is, with other content.
    """
    earlier = next((one for one in known if one.id == visit.id), None)
    if earlier is None:
        return False
    if replace(earlier, recorded_on=visit.recorded_on) != visit:
        raise VisitReused(visit=visit.id)
    return True


def _kept(visits: tuple[Visit, ...], new: Visit) -> tuple[Visit, ...]:
    """The newest by day, and the new one in any case: its fact carries it to the list."""
    newest = sorted(visits, key=lambda visit: visit.order)[-(KEPT_VISITS - 1) :]
    return tuple(sorted((*newest, new), key=lambda visit: visit.order))


def _check_content(visit: Visit) -> None:
    if len(visit.needs) > MOST_NEEDS:
        raise TooManyNeeds(most=MOST_NEEDS)
    if len(visit.text) > TEXT_LENGTH:
        raise InvalidValue(field="走访情况", why=f"最多 {TEXT_LENGTH} 个字")
    if any(not 0 < len(need.text.strip()) <= NEED_LENGTH for need in visit.needs):
        raise InvalidValue(field="诉求", why=f"每项须为 1 至 {NEED_LENGTH} 个字")


def _check_visitor(care: HouseholdCare, visit: Visit, leaderships: Sequence[Leadership]) -> None:
    """Pass when the visitor was a contact of the household or led its grid on the day.

    The leader of a grid around the leaf will do: an undivided group was the leaf itself.
    """
    as_contact = ((c.since, c.until) for c in care.contacts if c.person == visit.visitor)
    as_leader = (
        (term.since, term.until)
        for term in leaderships
        if term.person == visit.visitor and care.leaf.lies_in(term.grid)
    )
    terms: list[_Term] = list(chain(as_contact, as_leader))
    if any(since <= visit.on and (until is None or visit.on < until) for since, until in terms):
        return
    if terms and all(visit.on < since for since, _ in terms):
        raise VisitBeforeAppointment(household=care.household, person=visit.visitor, day=visit.on)
    raise NotTheVisitor(household=care.household, person=visit.visitor, day=visit.on)
