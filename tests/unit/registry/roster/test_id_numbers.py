"""The columnar check of citizen numbers agrees with the scalar one on every text."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.errors import InvalidValue
from services.registry.domain.id_number import IdNumber, check_character
from services.registry.roster.id_numbers import check_numbers
from services.registry.roster.index import FirstSeen

TODAY = date(2026, 3, 1)


def scalar(text: str, allow_test: bool) -> str | None:
    try:
        return IdNumber.parse(text, TODAY, allow_test_numbers=allow_test).digits
    except InvalidValue:
        return None


def numbered(county: str, birth: date, sequence: int) -> str:
    body = f"{county}{birth:%Y%m%d}{sequence:03d}"
    return body + check_character(body)


def spoiled(number: str, at: int, by: str) -> str:
    return number[:at] + by + number[at + 1 :]


VALID = st.builds(
    numbered,
    st.sampled_from(["610999", "610921", "110101"]),
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
)
TEXTS = st.one_of(
    VALID,
    VALID.map(str.lower),
    VALID.map(lambda number: f" {number}\u3000"),
    VALID.map(
        lambda number: number.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    ),
    VALID.map(lambda number: number[:6] + number[8:17]),
    st.builds(spoiled, VALID, st.integers(0, 17), st.sampled_from([*"0123456789Xx ／:０"])),
    st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True),
    st.from_regex(r"[0-9]{10}(02(28|29|30)|13[0-9]{2}|00[0-9]{2})[0-9]{3}[0-9X]", fullmatch=True),
    st.text(max_size=20),
)


@given(texts=st.lists(TEXTS, max_size=30), allow_test=st.booleans())
def test_columns_and_single_texts_are_judged_alike(texts: list[str], allow_test: bool) -> None:
    checked = check_numbers(texts, TODAY, allow_test_numbers=allow_test)
    expected = [scalar(text, allow_test) for text in texts]
    assert checked.valid.tolist() == [number is not None for number in expected]
    good = [text for text, valid in zip(checked.texts, checked.valid, strict=True) if valid]
    assert good == [number for number in expected if number is not None]
    bodies = [int(number[:17]) if number else 0 for number in expected]
    assert checked.bodies.tolist() == bodies


@pytest.mark.parametrize(
    "number", ["610999198503150010", "610999196211024224", "610999201506070037"]
)
def test_the_numbers_of_the_reference_are_valid(number: str) -> None:
    assert check_numbers([number], TODAY, allow_test_numbers=True).valid.all()


@given(st.lists(st.lists(st.integers(1, 40), max_size=20), max_size=20))
def test_the_first_row_of_a_key_is_remembered(pieces: list[list[int]]) -> None:
    index, model, row = FirstSeen(), dict[int, int](), 0
    for piece in pieces:
        rows = list(range(row + 1, row + 1 + len(piece)))
        row += len(piece)
        found = index.add(np.array(piece, np.uint64), np.array(rows, np.uint32)).tolist()
        expected: list[int] = []
        for key, at in zip(piece, rows, strict=True):
            expected.append(model.get(key, 0))
            model.setdefault(key, at)
        assert found == expected
