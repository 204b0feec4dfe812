"""Citizen identification numbers (GB 11643-1999): 17 digits and a check character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kit.model.errors import InvalidValue

from .sex import Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643: weight of each of the first 17 digits."""

CHECK_CHARACTERS = "10X98765432"
"""GB 11643: the check character for each remainder of the weighted sum modulo 11."""

TEST_COUNTY = "610999"
"""A county code nobody was given: numbers under it belong to nobody (domain §2.1)."""

FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
"""What Chinese input methods make of digits and the check character."""

_FORM = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_FORM_1985 = re.compile(r"[0-9]{15}", re.ASCII)
_NUMBER_IN_A_SHEET = re.compile(r"[0-9]+\.[0-9]*(?:[Ee]\+?[0-9]+)?|[0-9]+[Ee]\+?[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """A checked 18-character number; prints masked. Build it with `IdNumber.parse`.

    `digits` is the clear text: for sealing, blind indexes and comparison only.
    """

    digits: str

    @classmethod
    def parse(cls, text: str, today: date, *, allow_test_numbers: bool = False) -> IdNumber:
        """Return the number; the 15-digit form of 1985 is turned into the present one.

        The county code is not looked up: it is that of the first registration and may be
        abolished by now (domain §2.1).

        Raises:
            InvalidValue: not a citizen number; `why` says what is wrong, without the digits.
        """
        digits = _eighteen(normal_form(text))
        if check_character(digits) != digits[17]:
            raise _invalid("校验码不符，请对照身份证逐位核对")
        if _birth_date(digits) > today:
            raise _invalid("其中的出生日期晚于今天，请核对第 7 至 14 位")
        if digits.startswith(TEST_COUNTY) and not allow_test_numbers:
            raise _invalid(f"{TEST_COUNTY} 开头的是测试号码，本系统不接受")
        return cls(digits)

    @property
    def birth_date(self) -> date:
        """Day of birth, digits 7 to 14."""
        return _birth_date(self.digits)

    @property
    def sex(self) -> Sex:
        """Sex: digit 17 is odd for men."""
        return Sex.MALE if int(self.digits[16]) % 2 else Sex.FEMALE

    def __str__(self) -> str:
        return f"{self.digits[:4]}**********{self.digits[-4:]}"

    def __repr__(self) -> str:
        return f"IdNumber({self})"


def normal_form(text: str) -> str:
    """Return the text without blanks around it, in half-width characters, with a capital X."""
    return text.strip().translate(FULL_WIDTH).upper()


def check_character(digits: str) -> str:
    """Return the check character that belongs to the first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=False))
    return CHECK_CHARACTERS[total % 11]


def suggested_number(text: str) -> str | None:
    """Return the number with the right check character, None when more than that is wrong.

    For a suggestion to the person who typed it: the error may as well be in another digit.
    """
    digits = normal_form(text)
    if _FORM_1985.fullmatch(digits):
        return _from_1985(digits)
    return digits[:17] + check_character(digits) if _FORM.fullmatch(digits) else None


def _eighteen(digits: str) -> str:
    if _FORM.fullmatch(digits):
        return digits
    if _FORM_1985.fullmatch(digits):
        return _from_1985(digits)
    raise _invalid(_form_problem(digits))


def _from_1985(digits: str) -> str:
    body = f"{digits[:6]}19{digits[6:]}"
    return body + check_character(body)


def _form_problem(digits: str) -> str:
    if not digits:
        return "未填写"
    if _NUMBER_IN_A_SHEET.fullmatch(digits):
        return "单元格是数值格式，末几位可能已丢失，请改为文本格式后重新填写"
    if len(digits) != 18:
        return f"须为 18 位，收到 {len(digits)} 位"
    wrong = next(
        n for n, c in enumerate(digits, 1) if c not in "0123456789" and (n, c) != (18, "X")
    )
    return f"第 {wrong} 位不是{'数字或 X' if wrong == 18 else '数字'}"


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        raise _invalid("其中的出生日期不存在，请核对第 7 至 14 位") from None


def _invalid(why: str) -> InvalidValue:
    return InvalidValue(field="身份证号", why=why)
