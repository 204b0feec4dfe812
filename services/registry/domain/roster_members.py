"""Who of a roster's rows is who in the household."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count

from .errors import DateBeforeBirth, PersonAlreadyMember, PersonHasLeft
from .household import Household, JoinReason, LeaveReason, Member
from .ids import HouseholdId, PersonId
from .person import Absence, Person
from .person_rules import require_alive
from .roster_entry import RosterPerson, roster_person_id
from .roster_needs import needs_stated
from .sex import Sex


def members_stated(
    household: Household, rows: Sequence[RosterPerson], day: date
) -> tuple[Member, ...]:
    """Return the members after a complete statement on a day.

    A row is the member with its citizen number, else with its name and day of birth. Who was
    only missing in an earlier roster is taken in again under the old id; who left by another
    operation may live elsewhere by now, and no list brings them back.

    Raises:
        PersonDeceased: a row is a former member who has died.
        PersonHasLeft: a row is a former member who married, moved or split off.
        DateBeforeBirth: a row is a person born after the day.
    """
    members = household.members
    live = [member for member in members if member.left is None]
    found, unknown = _matched(live, rows)
    after = [_stated(member, found.get(member.person.id), day) for member in members]
    former = [member for member in members if member.left is not None]
    back, new = _matched(former, unknown)
    _require_may_return(household, former, back)
    stays = (*after, *_back(former, back, day))
    places = count(len(stays))
    joined = [_joined(row, roster_person_id(household.id, next(places)), day) for row in new]
    return (*stays, *joined)


def new_person(row: RosterPerson, person: PersonId, day: date) -> Person:
    """Return the person of a row, of whom nothing was known before.

    Raises:
        DateBeforeBirth: born after the day.
    """
    if row.birth_date > day:
        raise DateBeforeBirth(person=person)
    return Person(
        person,
        row.name,
        row.sex,
        row.birth_date,
        row.id_number,
        row.phone,
        row.ethnicity,
        row.absence,
        needs_stated((), row.needs, row.birth_date, day) if row.needs else (),
    )


def require_people_once(household: HouseholdId, members: Iterable[Member]) -> None:
    """Refuse two live members who are one person: by number, else by name and day of birth."""
    seen: set[object] = set()
    for member in members:
        if member.left is None:
            person = member.person
            who = person.id_number or (person.name, person.birth_date)
            if who in seen:
                raise PersonAlreadyMember(household=household, person=person.id)
            seen.add(who)


def _stated(member: Member, row: RosterPerson | None, day: date) -> Member:
    if member.left is not None:
        return member
    if row is None:
        return replace(member, left=day, leave_reason=LeaveReason.ROSTER)
    after = replace(member, person=_updated(member.person, row, day), relation=row.relation)
    return member if after == member else after


def _joined(row: RosterPerson, person: PersonId, day: date) -> Member:
    return Member(new_person(row, person, day), row.relation, day, JoinReason.ROSTER)


def _back(former: Sequence[Member], back: dict[PersonId, RosterPerson], day: date) -> list[Member]:
    latest = {member.person.id: member.person for member in former}
    return [
        Member(_updated(latest[person], row, day), row.relation, day, JoinReason.ROSTER)
        for person, row in back.items()
    ]


def _require_may_return(
    household: Household, former: Sequence[Member], back: dict[PersonId, RosterPerson]
) -> None:
    latest = {member.person.id: member for member in former}
    for person in back:
        require_alive(latest[person].person)
        if latest[person].leave_reason is not LeaveReason.ROSTER:
            raise PersonHasLeft(household=household.id, person=person)


def _updated(person: Person, row: RosterPerson, day: date) -> Person:
    number = row.id_number or person.id_number
    return replace(
        person,
        name=row.name,
        sex=person.sex if row.sex is Sex.UNKNOWN else row.sex,
        birth_date=row.birth_date,
        id_number=number,
        id_number_shared=person.id_number_shared and number == person.id_number,
        phone=row.phone or person.phone,
        ethnicity=row.ethnicity or person.ethnicity,
        absence=_absence(person.absence, row.absence, day),
        needs=needs_stated(person.needs, row.needs, row.birth_date, day),
    )


def _absence(known: Absence | None, stated: Absence | None, day: date) -> Absence | None:
    if known is None or (known.until is not None and known.until <= day):
        return known if stated is None else stated
    if known.since > day:
        return known
    if stated is None:
        return Absence(known.since, day)
    return known if stated.since == day else stated


_Same = Callable[[RosterPerson, Person], bool]


def _same_number(row: RosterPerson, person: Person) -> bool:
    return row.id_number is not None and row.id_number == person.id_number


def _same_name_and_birth(row: RosterPerson, person: Person) -> bool:
    return row.name == person.name and row.birth_date == person.birth_date


_TESTS: tuple[_Same, ...] = (_same_number, _same_name_and_birth)
"""How a row is recognised, surest first."""


def _matched(
    members: Sequence[Member], rows: Sequence[RosterPerson]
) -> tuple[dict[PersonId, RosterPerson], list[RosterPerson]]:
    found: dict[PersonId, RosterPerson] = {}
    rest = list(rows)
    for same in _TESTS:
        unknown: list[RosterPerson] = []
        for row in rest:
            person = _first(same, row, members, found)
            if person is None:
                unknown.append(row)
            else:
                found[person] = row
        rest = unknown
    return found, rest


def _first(
    same: _Same, row: RosterPerson, members: Sequence[Member], taken: dict[PersonId, RosterPerson]
) -> PersonId | None:
    for member in members:
        if member.person.id not in taken and same(row, member.person):
            return member.person.id
    return None
