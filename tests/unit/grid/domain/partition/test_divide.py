"""Dividing a group: nobody is lost, sizes are legal where they can be, nothing is chance."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.grid.domain.partition.divide import divide_group
from services.grid.domain.partition.neighbours import places_of
from services.grid.domain.partition.values import Division, Dwelling
from tests.unit.grid.domain.partition.groups import (
    PLAN,
    TINY,
    at,
    hangs_together,
    least_by_looking,
    parts_of,
    small_groups,
    valley,
)


def households_of(division: Division) -> list[str]:
    return sorted(id for part in division.parts for id in part.households)


@settings(max_examples=40)
@given(small_groups())
def test_every_household_is_in_exactly_one_part(group: list[Dwelling]) -> None:
    division = divide_group(group, TINY)
    assert households_of(division) == sorted(one.id for one in group)
    assert all(part.households for part in division.parts)
    assert division.placeless == tuple(sorted(one.id for one in group if one.point is None))


@settings(max_examples=40)
@given(small_groups())
def test_a_small_group_is_divided_as_well_as_by_looking_at_everything(
    group: list[Dwelling],
) -> None:
    division = divide_group(group, TINY)
    assert division.violation == pytest.approx(least_by_looking(group, TINY))
    assert division.legal == (division.violation == 0)
    assert division.exact
    assert division.contiguous


@pytest.mark.parametrize("households", [31, 33, 35, 37, 39])
def test_a_group_between_one_and_two_grids_has_the_least_violation_and_says_so(
    households: int,
) -> None:
    # 31 … 39 households: one grid has too many (> 30), two have too few (< 20) in one of them.
    division = divide_group(valley(households, mean=3.6), PLAN)
    assert not division.legal
    assert division.exact
    assert division.method == "least violation"
    one, two = (households - 30) / 30, (40 - households) / 20
    assert division.violation >= min(one, two) - 1e-9
    assert sum(bool(part.reasons) for part in division.parts) >= 1


@pytest.mark.parametrize(("households", "seed"), [(48, 1), (82, 2), (118, 3), (230, 4)])
def test_a_village_group_is_divided_legally_and_contiguously(households: int, seed: int) -> None:
    group = valley(households, seed)
    division = divide_group(group, PLAN)
    assert division.legal
    assert division.contiguous
    assert division.violation == 0
    index = {one.id: number for number, one in enumerate(group)}
    places = places_of(group, ())
    for part in division.parts:
        assert part.reasons == ()
        assert 20 <= len(part.households) <= 30
        assert part.persons == sum(group[index[id]].persons for id in part.households)
        assert 70 <= part.persons <= 120
        assert hangs_together([index[id] for id in part.households], places)


def test_the_result_does_not_depend_on_the_order_of_the_roster() -> None:
    group = valley(75, seed=5)
    shuffled = group[:]
    Random(3).shuffle(shuffled)
    assert divide_group(shuffled, PLAN) == divide_group(group, PLAN)


@settings(max_examples=40)
@given(small_groups(), st.randoms())
def test_a_small_group_does_not_depend_on_the_order_either(
    group: list[Dwelling], dice: Random
) -> None:
    shuffled = group[:]
    dice.shuffle(shuffled)
    assert divide_group(shuffled, TINY) == divide_group(group, TINY)


def test_parts_are_labelled_by_their_first_household() -> None:
    division = divide_group(valley(82, seed=2), PLAN)
    assert [part.label for part in division.parts] == ["01", "02", "03"]
    firsts = [part.households[0] for part in division.parts]
    assert firsts == sorted(firsts)


def test_heavy_duties_are_spread_over_the_grids() -> None:
    # Eight red households (duty 3) around the middle of a row of four dozen.
    row = [at(f"h{number:02d}", 4, number * 3, number % 2) for number in range(48)]
    red = {f"h{number:02d}" for number in range(22, 30)}
    heavy = [replace(one, weight=3.0) if one.id in red else one for one in row]
    division = divide_group(heavy, PLAN)
    shares = [len(red & set(part.households)) for part in division.parts]
    assert shares == [4, 4]


def test_equal_duties_change_nothing() -> None:
    group = valley(60, seed=8)
    heavy = [replace(one, weight=2.5) for one in group]
    assert parts_of(divide_group(heavy, PLAN)) == parts_of(divide_group(group, PLAN))
