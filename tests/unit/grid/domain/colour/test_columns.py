"""Columns: villages side by side, sums, and figures that fit no column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grid.domain.colour.column_income import (
    MOST_SHARERS,
    add_by,
    reaches,
    reaches_wide,
    runs,
)
from services.grid.domain.colour.columns import Columns, Means, column_means, evaluate_columns
from services.grid.domain.colour.compiled import COLOUR_CODES
from services.grid.domain.colour.errors import ColourInputsTooLarge
from services.grid.domain.colour.income import LARGEST_INCOME, MOST_PERSONS
from services.grid.domain.colour.policy import DEFAULT_POLICY
from services.grid.domain.colour.values import Colour, ColourInputs, VillageMean
from tests.unit.grid.domain.colour.households import awards, household

ONE = Columns.of([household()], [0])


def test_each_household_is_compared_with_its_own_village() -> None:
    columns = Columns.of([household(r, "111") for r in (1.0, 2.0, 1.0, 1.5)], [1, 0, 0, 1])
    means = column_means(columns, 2, DEFAULT_POLICY)
    verdicts = evaluate_columns(columns, means, DEFAULT_POLICY)
    assert (means.cents.tolist(), means.persons.tolist()) == ([12_000_000, 10_000_000], [8, 8])
    assert [COLOUR_CODES[code] for code in verdicts.colours] == [
        Colour.PENDING, Colour.GREEN, Colour.PENDING, Colour.GREEN,
    ]  # fmt: skip


def test_more_households_than_are_worked_on_at_once_are_like_few() -> None:
    few = [household(r, s) for r, s in ((0.9, "000"), (1.2, "111"), (None, "1?0"), (1.0, "110"))]
    many = Columns.of(few * 10_000, [0, 1, 1, 2] * 10_000)
    means = column_means(many, 3, DEFAULT_POLICY)
    verdicts = evaluate_columns(many, means, DEFAULT_POLICY)
    part = evaluate_columns(Columns.of(few, [0, 1, 1, 2]), means, DEFAULT_POLICY)
    assert verdicts.colours.tolist() == part.colours.tolist() * 10_000
    assert verdicts.matched.tolist() == part.matched.tolist() * 10_000
    assert means.persons.tolist() == [40_000] * 3


def test_products_beyond_64_bits_are_compared_exactly() -> None:
    richest = ColourInputs(LARGEST_INCOME, 1, awards("111"), frozenset())
    crowd = Means.of([VillageMean(0, 10**7)])
    verdicts = evaluate_columns(Columns.of([richest], [0]), crowd, DEFAULT_POLICY)
    assert [COLOUR_CODES[code] for code in verdicts.colours] == [Colour.GREEN]


def test_no_households_have_no_verdicts() -> None:
    nothing = Columns.of([], [])
    verdicts = evaluate_columns(nothing, column_means(nothing, 0, DEFAULT_POLICY), DEFAULT_POLICY)
    assert len(verdicts.colours) == 0


def test_a_village_beyond_the_means_is_refused() -> None:
    with pytest.raises(ColourInputsTooLarge, match="villages"):
        evaluate_columns(ONE, Means.of([]), DEFAULT_POLICY)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("villages", -1),
        ("cents", LARGEST_INCOME + 1),
        ("cents", -LARGEST_INCOME - 1),
        ("persons", MOST_PERSONS + 1),
        ("persons", -1),
        ("awards", 64),
        ("needs", 1 << 14),
    ],
)
def test_a_figure_no_household_can_have_is_refused(column: str, value: int) -> None:
    values = {
        name: getattr(ONE, name) for name in ("villages", "cents", "persons", "awards", "needs")
    }
    with pytest.raises(ColourInputsTooLarge, match=column):
        Columns(**{**values, column: np.array([value], values[column].dtype)})


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ColourInputsTooLarge, match="needs"):
        Columns(ONE.villages, ONE.cents, ONE.persons, ONE.awards, np.zeros(2, np.uint16))


def test_a_mean_of_too_many_persons_is_refused() -> None:
    with pytest.raises(ColourInputsTooLarge):
        Means.of([VillageMean(0, MOST_SHARERS + 1)])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-(10**12), 10**12)), max_size=20))
def test_sums_are_those_of_each_group_in_any_order(rows: Sequence[tuple[int, int]]) -> None:
    groups, amounts = (np.array([row[i] for row in rows], np.int64) for i in (0, 1))
    expected = [sum(amount for group, amount in rows if group == wanted) for wanted in range(4)]
    sums = np.zeros(4, np.int64)
    add_by(sums, groups, runs(groups), amounts)
    assert sums.tolist() == expected


@given(
    st.integers(-LARGEST_INCOME, LARGEST_INCOME),
    st.integers(1, MOST_PERSONS),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(1, MOST_SHARERS),
    st.booleans(),
)
def test_the_wide_comparison_is_exact_where_products_do_not_fit(
    cents: int, persons: int, mean_cents: int, mean_persons: int, ties: bool
) -> None:
    arrays = [np.array([n], np.int64) for n in (cents, persons, mean_cents, mean_persons)]
    left, right = cents * mean_persons, mean_cents * persons
    assert reaches_wide(*arrays, ties=ties).tolist() == [left >= right if ties else left > right]


@given(*[st.integers(-1000, 1000), st.integers(1, 9)] * 2, st.booleans())
def test_both_comparisons_say_the_same_where_products_fit(
    cents: int, persons: int, mean_cents: int, mean_persons: int, ties: bool
) -> None:
    arrays = [np.array([n], np.int64) for n in (cents, persons, mean_cents, mean_persons)]
    assert reaches(*arrays, ties=ties) == reaches_wide(*arrays, ties=ties)
