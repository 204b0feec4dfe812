"""People as they are entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gov321.registry.v1 import household_pb2 as pb

from kit.model.errors import InvalidValue
from kit.model.ids import derived_id
from kit.text_limits import NAME, require_text
from kit.wire_enum import known
from kit.wire_time import to_day_or_none
from services.registry.domain.id_number import IdNumber
from services.registry.domain.ids import PersonId
from services.registry.domain.person import Person
from services.registry.domain.phone import Phone
from services.registry.domain.registration import NewMember
from services.registry.domain.sex import Sex

from .enums import RELATION, SEX


def new_members(
    people: Sequence[pb.NewPerson], request_id: str, today: date, *, allow_test_numbers: bool
) -> tuple[NewMember, ...]:
    """Return the members of a registration; their ids follow from the request.

    Raises:
        InvalidValue: a value that cannot be right.
    """
    return tuple(
        NewMember(
            new_person(person, request_id, n, today, allow_test_numbers=allow_test_numbers),
            known(RELATION, person.relation, "与户主关系"),
        )
        for n, person in enumerate(people)
    )


def new_person(
    message: pb.NewPerson, request_id: str, n: int, today: date, *, allow_test_numbers: bool
) -> Person:
    """Return a person; sex and day of birth come from the citizen number where one is given.

    Raises:
        InvalidValue: a value that cannot be right, or a missing one.
    """
    id_number = _id_number(message, today, allow_test_numbers)
    return Person(
        id=PersonId(derived_id("person", request_id, str(n))),
        name=require_text("姓名", message.name, NAME, least=1),
        sex=_sex(message, id_number),
        birth_date=_birth_date(message, id_number),
        id_number=id_number,
        phone=Phone.parse(message.phone) if message.phone else None,
        ethnicity=message.ethnicity,
    )


def _id_number(message: pb.NewPerson, today: date, allow_test_numbers: bool) -> IdNumber | None:
    if not message.id_number:
        return None
    return IdNumber.parse(message.id_number, today, allow_test_numbers=allow_test_numbers)


def _sex(message: pb.NewPerson, id_number: IdNumber | None) -> Sex:
    if message.sex == pb.SEX_UNSPECIFIED and id_number is not None:
        return id_number.sex
    return known(SEX, message.sex, "性别")


def _birth_date(message: pb.NewPerson, id_number: IdNumber | None) -> date:
    entered = to_day_or_none(message.birth_date, "出生日期")
    if entered is not None:
        return entered
    if id_number is None:
        raise InvalidValue(field="出生日期", why="没有身份证号时必须填写出生日期")
    return id_number.birth_date
