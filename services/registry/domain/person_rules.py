"""What must hold of a person before they are registered or corrected."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

from kit.model.errors import InvalidValue

from .effective import require_not_future
from .errors import IdNumberContradicts, IdNumberTwice, PersonDeceased
from .ids import HouseholdId
from .person import Person
from .sex import Sex

NAME_LENGTH = 50
"""Long enough for transliterated names of ethnic minorities."""

ETHNICITIES = frozenset(f"{code:02}" for code in range(1, 57)) | {"97"}
"""GB/T 3304: 01 to 56, 97 other."""


def check_person(person: Person, today: date) -> None:
    """Refuse a person whose data cannot be right.

    Raises:
        InvalidValue: name or ethnicity.
        DateInFuture: born after today.
        IdNumberContradicts: day of birth or sex is not that of the citizen number.
    """
    check_name(person.name)
    check_ethnicity(person.ethnicity)
    require_not_future(person.birth_date, today, "出生日期")
    _check_id_number(person)


def check_name(name: str) -> None:
    """Refuse an empty, overlong or unprintable name, and a masked one written back."""
    if not name.strip() or len(name) > NAME_LENGTH:
        raise InvalidValue(field="姓名", why=f"须为 1 至 {NAME_LENGTH} 个字")
    if any(unicodedata.category(char) in _NOT_IN_NAMES for char in name) or "*" in name:
        raise InvalidValue(field="姓名", why="含有星号或不可见字符，请填写完整姓名")


_NOT_IN_NAMES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def check_ethnicity(code: str) -> None:
    """Refuse a code that is not in GB/T 3304; empty is allowed."""
    if code and code not in ETHNICITIES:
        raise InvalidValue(field="民族", why="须为 GB/T 3304 代码：01 至 56，或 97（其他）")


def check_distinct_numbers(people: Iterable[Person], household: HouseholdId) -> None:
    """Refuse two people with one citizen number in a household."""
    numbers = [person.id_number.digits for person in people if person.id_number]
    if len(numbers) != len(set(numbers)):
        raise IdNumberTwice(household=household)


def require_alive(person: Person) -> None:
    """Refuse a person who has died."""
    if person.death_date is not None:
        raise PersonDeceased(person=person.id)


def _check_id_number(person: Person) -> None:
    number = person.id_number
    if number is None:
        return
    if number.birth_date != person.birth_date:
        raise IdNumberContradicts(person=person.id, field="出生日期")
    if person.sex in _BINARY and number.sex is not person.sex:
        raise IdNumberContradicts(person=person.id, field="性别")


_BINARY = frozenset({Sex.MALE, Sex.FEMALE})
