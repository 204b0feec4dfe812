"""Repairing a division: labels stay, few move, nobody is lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.grid.domain.partition.divide import divide_group
from services.grid.domain.partition.matching import kept_labels
from services.grid.domain.partition.repair import repair_group
from services.grid.domain.partition.values import Division, Dwelling
from tests.unit.grid.domain.partition.groups import (
    PLAN,
    TINY,
    at,
    parts_of,
    small_groups,
    valley,
)


def movers(before: Mapping[str, str], division: Division) -> set[str]:
    """Return who had a part and is in another one now."""
    after = parts_of(division)
    return {id for id, label in before.items() if id in after and after[id] != label}


def row(count: int, persons: int = 4) -> list[Dwelling]:
    return [at(f"h{number:03d}", persons, number * 3, number % 2) for number in range(count)]


def by_number(*sizes: int) -> dict[str, str]:
    """Return the parts of a row that is cut into pieces of these sizes."""
    labels = [f"{part:02d}" for part, size in enumerate(sizes, 1) for _ in range(size)]
    return {f"h{number:03d}": label for number, label in enumerate(labels)}


@settings(max_examples=40)
@given(small_groups())
def test_nothing_moves_when_nothing_changed(group: list[Dwelling]) -> None:
    division = divide_group(group, TINY)
    again = repair_group(group, parts_of(division), TINY)
    assert parts_of(again) == parts_of(division)


@pytest.mark.parametrize("households", [35, 66, 82, 130])
def test_nothing_moves_in_a_village_group_that_did_not_change(households: int) -> None:
    for mean in (2.6, 3.4):
        group = valley(households, seed=households, mean=mean)
        division = divide_group(group, PLAN)
        assert parts_of(repair_group(group, parts_of(division), PLAN)) == parts_of(division)


@settings(max_examples=40)
@given(small_groups(), small_groups(), st.data())
def test_nobody_is_lost_whatever_came_and_left(
    before: list[Dwelling], after: list[Dwelling], data: st.DataObject
) -> None:
    label = st.sampled_from(["01", "02", "07"])
    parts = {one.id: data.draw(label) for one in before}
    division = repair_group(after, parts, TINY)
    assert sorted(parts_of(division)) == sorted(one.id for one in after)
    assert sum(len(part.households) for part in division.parts) == len(after)
    assert all(part.households for part in division.parts)
    assert division.violation <= divide_group(after, TINY).violation + 0.1 + 1e-9


def test_a_newcomer_joins_the_part_beside_it_and_nobody_moves() -> None:
    parts = by_number(25, 25)
    division = repair_group([*row(50), at("new", 4, 8, 3)], parts, PLAN)
    assert parts_of(division)["new"] == "01"
    assert movers(parts, division) == set()
    assert division.method == "kept"


def test_a_newcomer_at_the_border_joins_the_part_that_bears_it() -> None:
    parts = by_number(30, 25)
    division = repair_group([*row(55, persons=3), at("new", 4, 88, 2)], parts, PLAN)
    assert parts_of(division)["new"] == "02"
    assert division.legal


def test_a_newcomer_without_a_point_joins_the_part_that_bears_it() -> None:
    parts = by_number(30, 25)
    division = repair_group([*row(55, persons=3), Dwelling("new", 3)], parts, PLAN)
    assert parts_of(division)["new"] == "02"
    assert division.placeless == ("new",)


def test_one_household_moves_when_one_is_missing() -> None:
    parts = by_number(20, 25)
    left = [one for one in row(45) if one.id != "h004"]
    division = repair_group(left, parts, PLAN)
    assert division.legal
    assert movers(parts, division) == {"h020"}


def test_labels_stay_when_a_part_ends() -> None:
    parts = by_number(25, 25, 25)
    left = [one for one in row(75) if parts[one.id] != "02"]
    division = repair_group(left, parts, PLAN)
    assert [part.label for part in division.parts] == ["01", "03"]
    assert movers(parts, division) == set()


def test_a_part_is_added_under_a_new_label_when_the_group_grew() -> None:
    parts = {f"h{number:03d}": "02" if number < 30 else "05" for number in range(58)}
    division = repair_group(row(70), parts, PLAN)
    assert division.legal
    assert [part.label for part in division.parts] == ["01", "02", "05"]
    assert len(movers(parts, division)) <= 14


def test_a_part_is_dropped_when_too_few_are_left() -> None:
    parts = by_number(25, 25)
    left = [one for one in row(50) if one.id < "h028"]
    division = repair_group(left, parts, PLAN)
    assert division.legal
    assert [part.label for part in division.parts] == ["01"]
    assert movers(parts, division) == {"h025", "h026", "h027"}


def test_a_group_without_parts_is_divided() -> None:
    assert repair_group(row(50), {}, PLAN) == divide_group(row(50), PLAN)


def test_parts_keep_the_labels_that_most_of_their_households_had() -> None:
    known = {"a": "01", "b": "01", "c": "02", "d": "02", "e": "02"}
    assert kept_labels([["c", "d"], ["a", "b", "e"], ["f"]], known, {"03"}) == ["02", "01", "04"]
