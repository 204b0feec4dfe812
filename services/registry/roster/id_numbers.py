"""Citizen numbers by the column: the rule of `IdNumber.parse`, a whole batch at a time.

One scalar check is some microseconds of Python; a county has 310,000. Here the well-formed texts
(18 ASCII characters) become one matrix of digits; all others go through the scalar rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kit.model.errors import InvalidValue
from services.registry.domain.id_number import CHECK_CHARACTERS, TEST_COUNTY, WEIGHTS, IdNumber

_LENGTH = 18
_WEIGHTS = np.array(WEIGHTS, dtype=np.int64)
_CHECK = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8)
_ZERO = ord("0")
_LOWER_X, _UPPER_X = ord("x"), ord("X")
_TEST_COUNTY = int(TEST_COUNTY)
_POWERS = 10 ** np.arange(16, -1, -1, dtype=np.int64)
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87)


@dataclass(frozen=True, slots=True)
class CheckedNumbers:
    """One entry per text: is it valid, its canonical text, and its first 17 digits as a number.

    `bodies` is 0 where the text is not valid. The 17 digits determine the check character, so
    two numbers are equal exactly when their bodies are.
    """

    valid: NDArray[np.bool_]
    texts: list[str]
    bodies: NDArray[np.uint64]


def check_numbers(
    texts: Sequence[str], today: date, *, allow_test_numbers: bool = False
) -> CheckedNumbers:
    """Return for each text what `IdNumber.parse` would say."""
    regular = _are_regular(texts)
    if regular.all():
        return _check_regular(list(texts), today, allow_test_numbers)
    result = CheckedNumbers(
        np.zeros(len(texts), np.bool_), list(texts), np.zeros(len(texts), np.uint64)
    )
    places = np.flatnonzero(regular).tolist()
    part = _check_regular([texts[at] for at in places], today, allow_test_numbers)
    _put(result, places, part)
    odd = np.flatnonzero(~regular).tolist()
    _put(result, odd, _check_odd([texts[at] for at in odd], today, allow_test_numbers))
    return result


def _are_regular(texts: Sequence[str]) -> NDArray[np.bool_]:
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    regular = lengths == _LENGTH
    if "".join(texts).isascii():
        return regular
    return regular & np.fromiter(map(str.isascii, texts), dtype=np.bool_, count=len(texts))


def _put(into: CheckedNumbers, places: list[int], part: CheckedNumbers) -> None:
    into.valid[places] = part.valid
    into.bodies[places] = part.bodies
    for at, text in zip(places, part.texts, strict=True):
        into.texts[at] = text


def _check_odd(texts: list[str], today: date, allow_test: bool) -> CheckedNumbers:
    parsed = [_parse(text, today, allow_test) for text in texts]
    return CheckedNumbers(
        np.array([number is not None for number in parsed], dtype=np.bool_),
        [number.digits if number else text for number, text in zip(parsed, texts, strict=True)],
        np.array([int(number.digits[:17]) if number else 0 for number in parsed], dtype=np.uint64),
    )


def _parse(text: str, today: date, allow_test: bool) -> IdNumber | None:
    try:
        return IdNumber.parse(text, today, allow_test_numbers=allow_test)
    except InvalidValue:
        return None


def _check_regular(texts: list[str], today: date, allow_test: bool) -> CheckedNumbers:
    joined = "".join(texts)
    characters = np.frombuffer(joined.encode(), dtype=np.uint8).reshape(-1, _LENGTH)
    last = np.where(characters[:, 17] == _LOWER_X, _UPPER_X, characters[:, 17])
    digits = characters[:, :17].astype(np.int64) - _ZERO
    valid = ((digits >= 0) & (digits <= 9)).all(axis=1)
    valid &= last == _CHECK[(digits @ _WEIGHTS) % 11]
    bodies = digits @ _POWERS
    valid &= _are_days(bodies // 1000 % 100_000_000, today)
    if not allow_test:
        valid &= bodies // 10**11 != _TEST_COUNTY
    tidy = [text.upper() for text in texts] if "x" in joined else texts
    return CheckedNumbers(valid, tidy, np.where(valid, bodies, 0).astype(np.uint64))


def _are_days(days: NDArray[np.int64], today: date) -> NDArray[np.bool_]:
    year, month, day = days // 10_000, days // 100 % 100, days % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = _MONTH_DAYS[month] + (leap & (month == 2))
    past = days <= today.year * 10_000 + today.month * 100 + today.day
    return (year > 0) & (day > 0) & (day <= length) & past
