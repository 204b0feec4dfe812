"""Registering a household: its first members, one of them the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue

from .effective import require_not_future
from .errors import (
    DateBeforeBirth,
    HeadMissing,
    NoMembers,
    NotAVillage,
    PersonAlreadyMember,
    TwoHeads,
)
from .events import HouseholdRegistered, Outcome
from .household import Headship, Household, JoinReason, Member, Point, Relation, Residence
from .ids import HouseholdId, PersonId
from .person import Person
from .person_rules import check_distinct_numbers, check_person, require_alive
from .place import check_address, check_group, check_point

NUMBER_LENGTH = 20
"""户编号 is a short label given by the village."""


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person with the relation to the head."""

    person: Person
    relation: Relation


@dataclass(frozen=True, slots=True)
class RegisterHousehold:
    """Order to register a household on a day."""

    household: HouseholdId
    number: str
    village: DivisionCode
    group: str
    members: tuple[NewMember, ...]
    on: date
    address: str = field(default="", repr=False)
    point: Point | None = None


def register(order: RegisterHousehold, today: date) -> Outcome:
    """Return the new household.

    Raises:
        Refusal: not a village, no member, not exactly one head, a person twice, deceased or not
            born yet, a value that cannot be right, a day in the future.
    """
    require_not_future(order.on, today)
    check_residence(order.village, order.number, order.group)
    check_address(order.address)
    check_point(order.point)
    for member in order.members:
        _check_member(member.person, order.on, today)
    household = _household(order, _head(order))
    return household, (HouseholdRegistered(order.on),)


def check_residence(village: DivisionCode, number: str, group: str) -> None:
    """Refuse a place of registration that is not a village, or has no usable number."""
    if village.tier is not Tier.VILLAGE:
        raise NotAVillage(division=village)
    if not number.strip() or len(number) > NUMBER_LENGTH:
        raise InvalidValue(field="户编号", why=f"须为 1 至 {NUMBER_LENGTH} 个字符")
    check_group(group)


def _check_member(person: Person, on: date, today: date) -> None:
    check_person(person, today)
    require_alive(person)
    if on < person.birth_date:
        raise DateBeforeBirth(person=person.id)


def _head(order: RegisterHousehold) -> PersonId:
    if not order.members:
        raise NoMembers(household=order.household)
    _check_people_once(order.household, [m.person for m in order.members])
    return the_head(order.household, [(m.person.id, m.relation) for m in order.members])


def _check_people_once(household: HouseholdId, people: Sequence[Person]) -> None:
    seen: set[PersonId] = set()
    for person in people:
        if person.id in seen:
            raise PersonAlreadyMember(household=household, person=person.id)
        seen.add(person.id)
    check_distinct_numbers(people, household)


def the_head(household: HouseholdId, people: Sequence[tuple[PersonId, Relation]]) -> PersonId:
    """Return the one person whose relation is HEAD.

    Raises:
        HeadMissing: nobody is.
        TwoHeads: more than one is.
    """
    heads = [person for person, relation in people if relation is Relation.HEAD]
    if not heads:
        raise HeadMissing(household=household)
    if len(heads) > 1:
        raise TwoHeads(household=household)
    return heads[0]


def _household(order: RegisterHousehold, head: PersonId) -> Household:
    return Household(
        id=order.household,
        number=order.number,
        members=tuple(
            Member(m.person, m.relation, order.on, JoinReason.REGISTRATION) for m in order.members
        ),
        headships=(Headship(head, order.on),),
        residences=(Residence(order.village, order.group, order.on),),
        registered=order.on,
        address=order.address,
        point=order.point,
    )
