"""What a correction does to each field, as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kit.model.errors import InvalidValue

from .correction import CorrectableField, FieldChange
from .errors import DateBeforeBirth, TwoHeads
from .household import Household, Relation
from .id_number import IdNumber
from .ids import PersonId
from .labels import parse_relation, parse_sex
from .person import Person
from .person_rules import check_distinct_numbers, check_person
from .phone import Phone
from .place import check_address, check_group
from .stays import live_member


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the values are checked against."""

    today: date
    allow_test_numbers: bool = False


def corrected(household: Household, changes: Sequence[FieldChange], rules: Corrected) -> Household:
    """Return the household with all changes applied, checked as a whole.

    So a citizen number and the day of birth that belongs to it are corrected together.

    Raises:
        Refusal: no change at all, a value cannot be right, a person is not a member, the result
            contradicts itself.
    """
    if not changes:
        raise InvalidValue(field="更正内容", why="请至少更正一项")
    for change in changes:
        if "*" in change.value:
            raise InvalidValue(field="更正内容", why="含有遮盖符“*”，请填写完整内容")
        household = _one(household, change, rules)
    _check(household, changes, rules)
    return household


def _one(household: Household, change: FieldChange, rules: Corrected) -> Household:
    value = change.value.strip()
    if change.person is None:
        return _of_household(change.field)(household, value)
    live_member(household, change.person)
    if change.field is CorrectableField.RELATION:
        return _relation(household, change.person, value)
    return _for_person(household, change.person, _of_person(change.field), value, rules)


def _check(household: Household, changes: Sequence[FieldChange], rules: Corrected) -> None:
    for person in {change.person for change in changes if change.person is not None}:
        member = live_member(household, person)
        check_person(member.person, rules.today)
        if member.joined < member.person.birth_date:
            raise DateBeforeBirth(person=person)
    check_distinct_numbers((m.person for m in household.live_members), household.id)


def _address(household: Household, value: str) -> Household:
    check_address(value)
    return replace(household, address=value)


def _group(household: Household, value: str) -> Household:
    check_group(value)
    here = replace(household.residence, group=value)
    return replace(household, residences=(*household.residences[:-1], here))


def _relation(household: Household, person: PersonId, value: str) -> Household:
    relation = parse_relation(value)
    if relation is Relation.HEAD or household.head == person:
        raise (
            TwoHeads(household=household.id)
            if relation is Relation.HEAD
            else InvalidValue(field="与户主关系", why="户主的关系不能更正，请办理“变更户主”")
        )
    members = tuple(
        replace(m, relation=relation) if m.left is None and m.person.id == person else m
        for m in household.members
    )
    return replace(household, members=members)


_OF_HOUSEHOLD: dict[CorrectableField, Callable[[Household, str], Household]] = {
    CorrectableField.ADDRESS: _address,
    CorrectableField.GROUP: _group,
}


def _of_household(field: CorrectableField) -> Callable[[Household, str], Household]:
    try:
        return _OF_HOUSEHOLD[field]
    except KeyError:
        raise InvalidValue(field="更正内容", why="更正个人信息须指明成员") from None


PersonChange = Callable[[Person, str, Corrected], Person]


def _for_person(
    household: Household, person: PersonId, change: PersonChange, value: str, rules: Corrected
) -> Household:
    members = tuple(
        replace(m, person=change(m.person, value, rules)) if m.person.id == person else m
        for m in household.members
    )
    return replace(household, members=members)


def _name(person: Person, value: str, _: Corrected) -> Person:
    return replace(person, name=value)


def _sex(person: Person, value: str, _: Corrected) -> Person:
    return replace(person, sex=parse_sex(value))


def _birth_date(person: Person, value: str, _: Corrected) -> Person:
    try:
        return replace(person, birth_date=date.fromisoformat(value))
    except ValueError:
        raise InvalidValue(field="出生日期", why="须为 YYYY-MM-DD 格式的有效日期") from None


def _id_number(person: Person, value: str, rules: Corrected) -> Person:
    number = (
        IdNumber.parse(value, rules.today, allow_test_numbers=rules.allow_test_numbers)
        if value
        else None
    )
    shared = person.id_number_shared and number == person.id_number
    return replace(person, id_number=number, id_number_shared=shared)


def _phone(person: Person, value: str, _: Corrected) -> Person:
    return replace(person, phone=Phone.parse(value) if value else None)


def _ethnicity(person: Person, value: str, _: Corrected) -> Person:
    return replace(person, ethnicity=value)


_OF_PERSON: dict[CorrectableField, PersonChange] = {
    CorrectableField.NAME: _name,
    CorrectableField.SEX: _sex,
    CorrectableField.BIRTH_DATE: _birth_date,
    CorrectableField.ID_NUMBER: _id_number,
    CorrectableField.PHONE: _phone,
    CorrectableField.ETHNICITY: _ethnicity,
}


def _of_person(field: CorrectableField) -> PersonChange:
    try:
        return _OF_PERSON[field]
    except KeyError:
        raise InvalidValue(field="更正内容", why="住址和村民小组属于全户，无需指明成员") from None
