"""Citizen numbers, GB 11643."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.errors import InvalidValue
from services.registry.domain.id_number import (
    CHECK_CHARACTERS,
    WEIGHTS,
    IdNumber,
    check_character,
    suggested_number,
)
from services.registry.domain.sex import Sex
from tests.support.builders import TODAY, an_id_number


def parse(text: str) -> IdNumber:
    return IdNumber.parse(text, TODAY, allow_test_numbers=True)


@dataclass(frozen=True)
class Valid:
    id: str
    text: str
    digits: str
    birth_date: date
    sex: Sex


BORN_TODAY = an_id_number(TODAY, Sex.MALE).digits
VALID = (
    Valid("ends in 0", "610999198503150010", "610999198503150010", date(1985, 3, 15), Sex.MALE),
    Valid("woman", "610999196211024224", "610999196211024224", date(1962, 11, 2), Sex.FEMALE),
    Valid("child", "610999201506070037", "610999201506070037", date(2015, 6, 7), Sex.MALE),
    Valid("blanks", " 610999198503150010\u3000", "610999198503150010", date(1985, 3, 15), Sex.MALE),
    Valid(
        "wide",
        "６１０９９９１９８５０３１５００１０",
        "610999198503150010",
        date(1985, 3, 15),
        Sex.MALE,
    ),
    Valid("lower x", "61099919850315007x", "61099919850315007X", date(1985, 3, 15), Sex.MALE),
    Valid("wide x", "61099919850315007ｘ", "61099919850315007X", date(1985, 3, 15), Sex.MALE),
    Valid("15 digits", "610999850315001", "610999198503150010", date(1985, 3, 15), Sex.MALE),
    Valid("born today", BORN_TODAY, BORN_TODAY, TODAY, Sex.MALE),
)


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.id)
def test_a_number_is_read_and_tells_birth_and_sex(case: Valid) -> None:
    number = parse(case.text)
    assert (number.digits, number.birth_date, number.sex) == (
        case.digits,
        case.birth_date,
        case.sex,
    )


@dataclass(frozen=True)
class Invalid:
    id: str
    text: str
    why: str


INVALID = (
    Invalid("empty", " ", "未填写"),
    Invalid("short", "6109991985031500", "收到 16 位"),
    Invalid("long", "6109991985031500100", "收到 19 位"),
    Invalid("letter", "61099919850315O010", "第 15 位不是数字"),
    Invalid("letter at the end", "61099919850315001A", "第 18 位不是数字或 X"),
    Invalid("other digits", "٦10999198503150010", "第 1 位不是数字"),
    Invalid("float", "6.1099919850315E+17", "数值格式"),
    Invalid("float text", "610999198503150010.0", "数值格式"),
    Invalid("check", "610999198503150011", "校验码不符"),
    Invalid("day", "610999198502300012", "出生日期不存在"),
    Invalid("tomorrow", "610999202603020011", "出生日期晚于今天"),
)


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.id)
def test_a_wrong_number_is_refused_with_its_reason(case: Invalid) -> None:
    body = case.text[:17]
    text = body + check_character(body) if case.id in {"day", "tomorrow"} else case.text
    with pytest.raises(InvalidValue) as refused:
        parse(text)
    assert case.why in refused.value.user_text
    assert case.text.strip() == "" or case.text not in refused.value.user_text


def test_numbers_of_the_test_county_are_refused_where_people_are_registered() -> None:
    with pytest.raises(InvalidValue, match="610999"):
        IdNumber.parse("610999198503150010", TODAY)


def test_a_county_nobody_knows_any_more_is_accepted() -> None:
    body = "99999919850315001"
    assert IdNumber.parse(body + check_character(body), TODAY).digits.startswith("999999")


def test_a_number_prints_masked() -> None:
    number = parse("610999198503150010")
    assert {str(number), f"{number}"} == {"6109**********0010"}
    assert repr(number) == "IdNumber(6109**********0010)"
    assert "19850315" not in f"{[number]!r} {(number,)}"


def test_a_wrong_check_character_can_be_suggested() -> None:
    assert suggested_number("610999198503150011") == "610999198503150010"
    assert suggested_number("610999850315001") == "610999198503150010"
    assert suggested_number("61099919850315O01A") is None


@given(
    st.dates(date(1900, 1, 1), TODAY), st.sampled_from([Sex.MALE, Sex.FEMALE]), st.integers(0, 499)
)
def test_what_a_number_is_made_of_is_read_back(birth: date, sex: Sex, sequence: int) -> None:
    number = an_id_number(birth, sex, sequence)
    assert parse(number.digits) == number
    assert (number.birth_date, number.sex) == (birth, sex)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(birth: date, position: int, shift: int) -> None:
    digits = an_id_number(birth, Sex.MALE).digits
    wrong = str((int(digits[position]) + shift) % 10)
    with pytest.raises(InvalidValue):
        parse(digits[:position] + wrong + digits[position + 1 :])


def test_weights_are_powers_of_two_modulo_eleven() -> None:
    assert tuple(2 ** (17 - n) % 11 for n in range(17)) == WEIGHTS
    assert [(12 - r) % 11 for r in range(11)] == [
        10 if c == "X" else int(c) for c in CHECK_CHARACTERS
    ]
