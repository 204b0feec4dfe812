"""Groups as they come: no points, one point, nobody, rivers, and what is refused."""

from __future__ import annotations

from math import nan

import pytest

from kit.model.errors import InvalidValue
from services.grid.domain.partition.divide import divide_group
from services.grid.domain.partition.errors import DuplicateDwelling
from services.grid.domain.partition.repair import repair_group
from services.grid.domain.partition.values import Dwelling, Ridge, SizeReason
from tests.unit.grid.domain.partition.groups import EAST, NORTH, PLAN, STEP, at, parts_of, valley


def test_a_group_without_any_point_is_divided_by_number_and_flagged() -> None:
    group = [Dwelling(f"h{number:02d}", 3) for number in range(52)]
    division = divide_group(group, PLAN)
    assert division.legal
    assert division.contiguous
    assert division.placeless == tuple(one.id for one in group)


def test_some_without_a_point_are_placed_by_their_group_and_flagged() -> None:
    group = [*valley(70, seed=4), *(Dwelling(f"x{number}", 4) for number in range(5))]
    division = divide_group(group, PLAN)
    assert division.legal
    assert division.placeless == ("x0", "x1", "x2", "x3", "x4")
    assert len(parts_of(division)) == 75


def test_all_at_one_point_are_divided_by_number() -> None:
    division = divide_group([at(f"h{number:02d}", 4, 0, 0) for number in range(60)], PLAN)
    assert division.legal
    assert division.contiguous
    assert division.placeless == ()


def test_houses_of_many_households_are_split_when_they_must() -> None:
    # Two blocks of flats of 37 and 23 households: 30 and 30 in the end.
    blocks = [at(f"h{number:02d}", 3, 100 * (number >= 37), 0) for number in range(60)]
    division = divide_group(blocks, PLAN)
    assert division.legal
    assert division.contiguous


@pytest.mark.parametrize("count", [1, 19])
def test_a_group_too_small_to_divide_stays_one_leaf_and_says_why(count: int) -> None:
    division = divide_group(valley(count), PLAN)
    assert len(division.parts) == 1
    assert SizeReason.TOO_FEW_HOUSEHOLDS in division.parts[0].reasons
    assert not division.legal
    assert division.exact


def test_a_group_in_which_nobody_lives_is_one_empty_leaf() -> None:
    for division in (divide_group([], PLAN), repair_group([], {"gone": "01"}, PLAN)):
        assert [part.households for part in division.parts] == [()]
        assert division.violation == 2


def test_households_of_nobody_are_divided_as_well_as_it_goes() -> None:
    division = divide_group([at(f"h{number}", 0, number, 0) for number in range(50)], PLAN)
    assert not division.legal
    assert all(SizeReason.TOO_FEW_PERSONS in part.reasons for part in division.parts)


RIVER = Ridge((EAST + 50 * STEP, NORTH - 900 * STEP), (EAST + 50 * STEP, NORTH + 900 * STEP))


def two_banks(left: int, right: int) -> list[Dwelling]:
    """Return households in two rows, one on each side of the river."""
    return [
        *(at(f"a{number:02d}", 4, 40, number * 5) for number in range(left)),
        *(at(f"b{number:02d}", 4, 60, number * 5) for number in range(right)),
    ]


def test_a_river_is_not_crossed_when_both_banks_can_be_legal() -> None:
    division = divide_group(two_banks(23, 27), PLAN, [RIVER])
    assert division.legal
    assert division.contiguous
    assert all(len({id[0] for id in part.households}) == 1 for part in division.parts)


def test_a_river_is_crossed_when_one_bank_is_too_small_and_that_is_said() -> None:
    division = divide_group(two_banks(12, 40), PLAN, [RIVER])
    assert division.legal
    assert not division.contiguous
    assert division.exact


def test_a_small_group_stays_one_leaf_across_a_river() -> None:
    division = divide_group(two_banks(10, 12), PLAN, [RIVER])
    assert len(division.parts) == 1
    assert division.legal
    assert not division.contiguous


def test_a_household_given_twice_is_refused_by_id() -> None:
    group = [*valley(20), at("h003", 4, 0, 0)]
    with pytest.raises(DuplicateDwelling, match="h003"):
        divide_group(group, PLAN)
    with pytest.raises(DuplicateDwelling, match="h003"):
        repair_group(group, {}, PLAN)


@pytest.mark.parametrize(
    ("persons", "longitude", "latitude", "weight"),
    [
        (-1, 108.5, 32.9, 1.0),
        (3, 108.5, None, 1.0),
        (3, None, 32.9, 1.0),
        (3, 1085.0, 32.9, 1.0),
        (3, 32.9, 108.5, 1.0),
        (3, nan, 32.9, 1.0),
        (3, 108.5, 32.9, -1.0),
        (3, 108.5, 32.9, nan),
    ],
)
def test_impossible_households_are_refused(
    persons: int, longitude: float | None, latitude: float | None, weight: float
) -> None:
    with pytest.raises(InvalidValue, match="h1"):
        Dwelling("h1", persons, longitude, latitude, weight)


def test_a_ridge_that_is_no_place_is_refused() -> None:
    with pytest.raises(InvalidValue):
        Ridge((0.0, 91.0), (0.0, 0.0))
