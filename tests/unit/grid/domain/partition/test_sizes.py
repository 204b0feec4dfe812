"""The numbers question: closed form and lower bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.errors import InvalidValue
from services.grid.domain.partition.sizes import (
    least_violation,
    legal_counts,
    likely_counts,
    scale_of,
    violation,
)
from services.grid.domain.partition.values import SizePolicy, SizeReason, size_reasons
from tests.unit.grid.domain.partition.groups import PLAN, TINY


@dataclass(frozen=True)
class Counts:
    id: str
    households: int
    persons: int
    legal: list[int]


COUNTS = [
    Counts("smallest grid", 20, 70, [1]),
    Counts("largest grid", 30, 120, [1]),
    Counts("a household more", 31, 105, []),
    Counts("thirty-nine households", 39, 140, []),
    Counts("forty households", 40, 140, [2]),
    Counts("a person too few for two", 40, 139, []),
    Counts("too many persons for one", 30, 121, []),
    Counts("persons ask for three", 60, 250, [3]),
    Counts("households forbid three", 59, 250, []),
    Counts("the preferred number first", 122, 430, [5, 6]),
    Counts("fewer of two alike", 49, 2 * 92, [2]),
    Counts("nobody at home", 25, 0, []),
]


@pytest.mark.parametrize("case", COUNTS, ids=lambda case: case.id)
def test_the_closed_form_names_the_legal_numbers_of_grids(case: Counts) -> None:
    assert legal_counts(case.households, case.persons, PLAN) == case.legal


@dataclass(frozen=True)
class Size:
    households: int
    persons: int
    reasons: tuple[SizeReason, ...]
    violation: float


SIZES = [
    Size(20, 70, (), 0),
    Size(30, 120, (), 0),
    Size(19, 70, (SizeReason.TOO_FEW_HOUSEHOLDS,), 1 / 20),
    Size(31, 120, (SizeReason.TOO_MANY_HOUSEHOLDS,), 1 / 30),
    Size(20, 69, (SizeReason.TOO_FEW_PERSONS,), 1 / 70),
    Size(30, 121, (SizeReason.TOO_MANY_PERSONS,), 1 / 120),
    Size(10, 35, (SizeReason.TOO_FEW_HOUSEHOLDS, SizeReason.TOO_FEW_PERSONS), 1 / 2 + 1 / 2),
    Size(45, 180, (SizeReason.TOO_MANY_HOUSEHOLDS, SizeReason.TOO_MANY_PERSONS), 1 / 2 + 1 / 2),
]


@pytest.mark.parametrize("case", SIZES, ids=lambda case: f"{case.households}-{case.persons}")
def test_a_grid_out_of_bounds_says_why_and_how_far(case: Size) -> None:
    assert size_reasons(case.households, case.persons, PLAN) == case.reasons
    told = violation(case.households, case.persons, PLAN) / scale_of(PLAN).unit
    assert told == pytest.approx(case.violation)


def splits(total: int, parts: int) -> Iterator[list[int]]:
    """Yield all ways to write a number as a sum."""
    if parts == 1:
        yield [total]
        return
    for first in range(total + 1):
        yield from ([first, *rest] for rest in splits(total - first, parts - 1))


@given(st.integers(1, 12), st.integers(0, 30), st.integers(1, 3))
def test_no_division_stays_below_the_bound_and_one_of_free_sizes_reaches_it(
    households: int, persons: int, parts: int
) -> None:
    # Households and persons are independent here, so their least violations simply add up.
    by_households = min(
        sum(violation(size, 5, TINY) for size in sizes) for sizes in splits(households, parts)
    )
    by_persons = min(
        sum(violation(2, size, TINY) for size in sizes) for sizes in splits(persons, parts)
    )
    assert least_violation(households, persons, parts, TINY) == by_households + by_persons


@given(st.integers(1, 400), st.integers(0, 1600))
def test_a_number_of_grids_is_legal_exactly_when_its_bound_is_zero(
    households: int, persons: int
) -> None:
    legal = legal_counts(households, persons, PLAN)
    likely = likely_counts(households, persons, PLAN)
    zero = [count for count in likely if least_violation(households, persons, count, PLAN) == 0]
    assert zero == legal


@pytest.mark.parametrize("bounds", [(30, 20), (-1, 20), (0, 0)])
def test_bounds_that_nothing_fits_into_are_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(InvalidValue):
        SizePolicy(households=bounds)
    with pytest.raises(InvalidValue):
        SizePolicy(persons=bounds)
