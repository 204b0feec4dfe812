"""Coverage: every live household in exactly one leaf, and leaves out of bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from services.grid.domain import coverage
from services.grid.domain.coverage import size_reasons
from services.grid.domain.exempting import exempt
from services.grid.domain.grid import Level, Population
from services.grid.domain.ids import HouseholdId
from services.grid.domain.partition.values import SizeReason
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from tests.support.grid_builders import TODAY, a_known, a_village, leaf

FEW, MANY = SizeReason.TOO_FEW_HOUSEHOLDS, SizeReason.TOO_MANY_HOUSEHOLDS
FEW_PERSONS, MANY_PERSONS = SizeReason.TOO_FEW_PERSONS, SizeReason.TOO_MANY_PERSONS


@dataclass(frozen=True)
class Case:
    id: str
    level: Level
    households: int
    persons: int
    reasons: tuple[SizeReason, ...]


CASES = (
    Case("inside", Level.THIRD, 25, 90, ()),
    Case("least", Level.THIRD, 20, 70, ()),
    Case("most", Level.THIRD, 30, 120, ()),
    Case("too few", Level.THIRD, 19, 69, (FEW, FEW_PERSONS)),
    Case("too many", Level.THIRD, 31, 121, (MANY, MANY_PERSONS)),
    Case("few persons", Level.THIRD, 25, 60, (FEW_PERSONS,)),
    Case("a small group is one leaf", Level.SECOND, 5, 12, ()),
    Case("a populous group is to be divided", Level.SECOND, 40, 130, (MANY, MANY_PERSONS)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_size_is_judged_by_the_plan(case: Case) -> None:
    found = size_reasons(case.level, case.households, case.persons, DEFAULT_GRID_POLICY)
    assert found == case.reasons


def test_a_village_the_registry_agrees_with_is_covered() -> None:
    builder = a_village().with_group("一组", 3).with_known([a_known("x", "二组")])
    found = coverage.check(builder.build(), builder.by_id)
    assert found.holds
    assert (found.households, found.placeless, found.vacant_leaders) == (4, 1, 3)
    assert (found.leaves_out_of_bounds, found.concerned) == (0, ())


def test_what_is_wrong_is_counted_and_named() -> None:
    builder = a_village().with_known([a_known("a"), a_known("b"), a_known("c"), a_known("d")])
    village = builder.build()
    lost = replace(village.members[HouseholdId("b")], leaf=leaf("09"))
    members = {**village.members, HouseholdId("b"): lost}
    del members[HouseholdId("a")]
    live = {**builder.by_id, HouseholdId("d"): a_known("d", "二组")}
    del live[HouseholdId("c")]
    found = coverage.check(replace(village, members=members), live)
    assert not found.holds
    assert (found.without_grid, found.in_two_grids, found.unknown) == (1, 2, 1)
    assert found.concerned == ("a", "b", "c", "d")


def test_a_leaf_out_of_bounds_is_counted_and_its_exemption_too() -> None:
    builder = a_village().with_group("一组", 45).with_group("二组", 41)
    village, _ = exempt(builder.build(), leaf("01"), "山高路远", "reviewer-1", TODAY)
    found = coverage.check(village, builder.by_id)
    assert (found.leaves_out_of_bounds, found.exempted) == (2, 1)


def test_sizes_are_measured_on_the_population_of_the_policy() -> None:
    builder = a_village().with_group("一组", 25, persons=5)
    village = builder.build()
    away = {id: replace(one, present=4) for id, one in village.members.items()}
    emptied = replace(village, members=away)
    present = replace(DEFAULT_GRID_POLICY, population=Population.PRESENT)
    assert coverage.check(emptied, builder.by_id).leaves_out_of_bounds == 1
    assert coverage.check(emptied, builder.by_id, present).leaves_out_of_bounds == 0


def test_only_the_first_hundred_households_are_named() -> None:
    live = {HouseholdId(f"h{n:03}"): a_known(f"h{n:03}") for n in range(150)}
    found = coverage.check(a_village().build(), live)
    assert (found.without_grid, len(found.concerned)) == (150, 100)
