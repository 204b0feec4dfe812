"""How a household stood on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kit.model.division import DivisionCode

from .award import Award
from .household import Household, HouseholdStatus, Member, Relation
from .ids import HouseholdId, PersonId
from .needs import needs_on
from .person import Absence, Person


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household on `day`: what was true then, not what has become of it since.

    Dated: status, village, group, head, membership, needs, absence, death, awards. Not dated, so
    shown as last recorded: number, personal data, and relations other than to have been head.
    """

    id: HouseholdId
    day: date
    number: str
    status: HouseholdStatus
    village: DivisionCode
    group: str
    head: PersonId | None
    members: tuple[Member, ...]
    awards: tuple[Award, ...]


def as_of(household: Household, day: date) -> HouseholdView | None:
    """Return the household as it stood on a day, None before it was registered."""
    if day < household.registered:
        return None
    residence = next(r for r in reversed(household.residences) if r.since <= day)
    head = _head_on(household, day)
    return HouseholdView(
        id=household.id,
        day=day,
        number=household.number,
        status=_status_on(household, day),
        village=residence.village,
        group=residence.group,
        head=head,
        members=tuple(_stood(m, head, day) for m in household.members if m.present_on(day)),
        awards=tuple(_granted(a) for a in household.awards if _held(a, day)),
    )


def _status_on(household: Household, day: date) -> HouseholdStatus:
    ended = household.dissolved is not None and household.dissolved <= day
    return HouseholdStatus.DISSOLVED if ended else HouseholdStatus.LIVE


def _head_on(household: Household, day: date) -> PersonId | None:
    for headship in reversed(household.headships):
        if headship.since <= day and (headship.until is None or day < headship.until):
            return headship.person
    return None


def _stood(member: Member, head: PersonId | None, day: date) -> Member:
    return replace(
        member,
        person=_person_on(member.person, day),
        relation=_relation_on(member, head),
        left=None,
        leave_reason=None,
    )


def _relation_on(member: Member, head: PersonId | None) -> Relation:
    if member.person.id == head:
        return Relation.HEAD
    return Relation.OTHER if member.relation is Relation.HEAD else member.relation


def _person_on(person: Person, day: date) -> Person:
    died = person.death_date
    return replace(
        person,
        needs=needs_on(person, day),
        absence=_absence_on(person.absence, day),
        death_date=died if died is not None and died <= day else None,
    )


def _absence_on(absence: Absence | None, day: date) -> Absence | None:
    if absence is None or day < absence.since:
        return None
    if absence.until is None:
        return absence
    return None if absence.until <= day else Absence(absence.since)


def _held(award: Award, day: date) -> bool:
    return award.granted <= day and (award.revoked is None or day < award.revoked)


def _granted(award: Award) -> Award:
    return award if award.revoked is None else Award(award.year, award.granted)
