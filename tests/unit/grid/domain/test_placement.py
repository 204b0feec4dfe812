"""Households find their leaf by what the registry tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.grid.domain import structure
from services.grid.domain.events import HouseholdsPlaced, LeaderVacancyOpened
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.neighbourhood import nearest_in
from services.grid.domain.placement import place
from services.grid.domain.structure_errors import GridNumbersUsedUp
from services.grid.domain.village import Village
from tests.support.grid_builders import TODAY, YUHE, a_known, a_point, a_village, leaf
from tests.support.grid_plans import divided, sizes

A = HouseholdId("a")


def a_divided_village() -> tuple[Village, list[KnownHousehold]]:
    """One group of fifty in two leaves, and who lives there."""
    builder = a_village().with_group("一组", 50)
    return divided(builder), list(builder.known)


def test_a_household_of_a_new_group_brings_its_grid() -> None:
    village, happened = place(a_village().build(), [a_known("a", "三组")], TODAY)
    assert village.members[A].leaf == leaf("01")
    assert structure.structure_of(village).live[leaf("01")].group == "三组"
    placed, opened = happened
    assert placed == HouseholdsPlaced({A: leaf("01")})
    assert isinstance(opened, LeaderVacancyOpened)
    assert opened.grid == leaf("01")


def test_both_ways_of_counting_are_kept() -> None:
    known = a_known("a", persons=3, point=a_point(1))
    away = replace(known.stays[0], away_since=date(2026, 1, 1))
    there = replace(known, stays=(away, *known.stays[1:]))
    member = place(a_village().build(), [there], TODAY)[0].members[A]
    assert (member.registered, member.present, member.placeless) == (3, 2, False)


def test_a_household_without_a_point_is_placed_by_its_group_and_flagged() -> None:
    member = place(a_village().build(), [a_known("a")], TODAY)[0].members[A]
    assert member.placeless


@pytest.mark.parametrize("revision", [1, 2, 3])
def test_what_is_not_newer_than_what_was_seen_changes_nothing(revision: int) -> None:
    village = a_village().with_known([a_known("a", revision=3)]).build()
    told = a_known("a", "二组", revision=revision)
    assert place(village, [told], TODAY) == (village, ())


def test_of_several_records_of_one_household_the_newest_counts() -> None:
    told = [a_known("a", "二组", revision=7), a_known("a", "三组", revision=9), a_known("a")]
    village, _ = place(a_village().build(), told, TODAY)
    assert village.members[A].seen == 9
    assert set(structure.structure_of(village).groups) == {"三组"}


def test_a_newer_record_that_says_the_same_is_seen_and_not_told() -> None:
    village = a_village().with_known([a_known("a")]).build()
    after, happened = place(village, [a_known("a", revision=2)], TODAY)
    assert happened == ()
    assert (after.members[A].seen, after.structure) == (2, village.structure)


def test_a_birth_is_told_and_leaves_the_structure_as_it_is() -> None:
    village = a_village().with_known([a_known("a")]).build()
    after, happened = place(village, [a_known("a", persons=5, revision=2)], TODAY)
    assert happened == (HouseholdsPlaced({A: leaf("01")}),)
    assert (after.members[A].registered, after.structure) == (5, village.structure)


@pytest.mark.parametrize(
    "gone",
    [a_known("a", revision=2, live=False), a_known("a", revision=2, village=YUHE)],
    ids=["dissolved", "moved away"],
)
def test_a_household_that_is_gone_leaves_its_leaf(gone: KnownHousehold) -> None:
    village = a_village().with_known([a_known("a"), a_known("b")]).build()
    after, happened = place(village, [gone], TODAY)
    assert list(after.members) == ["b"]
    assert happened == (HouseholdsPlaced({A: None}),)
    assert after.structure == village.structure + 1


def test_a_household_of_another_village_is_nobody_here() -> None:
    village = a_village().build()
    assert place(village, [a_known("a", village=YUHE)], TODAY) == (village, ())


def test_a_renamed_group_gets_a_grid_and_the_old_one_ends_when_it_is_empty() -> None:
    village = a_village().with_known([a_known("a"), a_known("b")]).build()
    half, _ = place(village, [a_known("a", "新一组", revision=2)], TODAY)
    assert sorted(structure.structure_of(half).groups) == ["一组", "新一组"]
    whole, _ = place(half, [a_known("b", "新一组", revision=2)], TODAY)
    assert sizes(whole) == {leaf("02"): 2}
    ended = next(grid for grid in whole.grids if grid.code == leaf("01"))
    assert ended.until == TODAY
    assert structure.check(whole) == ()


def test_the_number_of_an_ended_grid_is_never_given_again() -> None:
    village = a_village().with_known([a_known("a")]).build()
    for revision, group in enumerate(("二组", "一组"), 2):
        village, _ = place(village, [a_known("a", group, revision=revision)], TODAY)
    assert village.members[A].leaf == leaf("03")


def test_a_village_with_no_number_left_says_so() -> None:
    village = a_village().build()
    for revision in range(1, 100):
        known = [a_known("a", f"{revision}组", revision=revision)]
        village, _ = place(village, known, TODAY)
    with pytest.raises(GridNumbersUsedUp):
        place(village, [a_known("a", "再一组", revision=100)], TODAY)


def test_the_parts_of_a_group_end_with_its_last_household() -> None:
    village, known = a_divided_village()
    gone = [replace(one, revision=2, live=False) for one in known]
    after, _ = place(village, gone, TODAY)
    assert after.members == {}
    assert [grid.code for grid in after.grids if grid.live] == [GridCode(village.code.digits)]
    assert structure.check(after) == ()


def test_a_newcomer_of_a_divided_group_joins_its_nearest_neighbours() -> None:
    village, known = a_divided_village()
    neighbour = known[40]
    east, north = neighbour.point or (0.0, 0.0)
    told = a_known("new", point=(east + 0.00001, north))
    after, _ = place(village, [told], TODAY, nearest_in(village, known))
    assert after.members[HouseholdId("new")].leaf == village.members[neighbour.id].leaf


def test_a_newcomer_nobody_knows_a_neighbour_of_joins_the_smallest_leaf() -> None:
    village, known = a_divided_village()
    first = [one for one in known if village.members[one.id].leaf == leaf("01-02")][:3]
    fewer, _ = place(village, [replace(o, revision=2, live=False) for o in first], TODAY)
    after, _ = place(fewer, [a_known("new")], TODAY, nearest_in(fewer, known))
    assert after.members[HouseholdId("new")].leaf == leaf("01-02")


def test_a_leaf_of_another_group_is_not_taken_for_the_nearest() -> None:
    village, _ = a_divided_village()
    after, _ = place(village, [a_known("new")], TODAY, lambda _: leaf("02"))
    assert after.members[HouseholdId("new")].leaf.parent == leaf("01")


def test_newcomers_without_a_point_spread_over_the_leaves() -> None:
    village, _ = a_divided_village()
    told = [a_known(f"new-{n}") for n in range(10)]
    after, _ = place(village, told, TODAY)
    counts = list(sizes(after).values())
    assert sum(counts) == 60
    assert max(counts) - min(counts) <= 1


def test_one_person_in_households_of_two_groups_is_counted_where_each_household_sits() -> None:
    twice = [a_known("a", "一组"), a_known("b", "二组")]
    shared = twice[0].stays[0]
    told = [replace(one, stays=(shared, *one.stays[1:])) for one in twice]
    village, _ = place(a_village().build(), told, TODAY)
    assert sizes(village) == {leaf("01"): 1, leaf("02"): 1}
    assert structure.check(village) == ()
