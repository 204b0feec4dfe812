"""Drafting plans: what each kind makes of the leaves, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from services.grid.domain.applying import apply
from services.grid.domain.colour.values import Colour
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.placement import place
from services.grid.domain.plan import PlanKind, PlannedMove
from services.grid.domain.planning_values import Following
from services.grid.domain.village import Ridge
from tests.support.grid_builders import (
    TODAY,
    a_known,
    a_point,
    a_village,
    leaf,
)
from tests.support.grid_plans import TWO_GROUPS, divided, drafted, ground_of, sizes


def test_a_populous_group_is_divided_legally_and_a_small_one_stays_one_leaf() -> None:
    village = TWO_GROUPS.build()
    plan = drafted(ground_of(village, TWO_GROUPS), PlanKind.PARTITION)
    assert [(g.code, g.households, g.persons, g.reasons, g.new) for g in plan.grids] == [
        (leaf("01-01"), 25, 100, (), True),
        (leaf("01-02"), 25, 100, (), True),
        (leaf("02"), 12, 48, (), False),
    ]
    assert [(o.group, o.grids, o.legal, o.contiguous) for o in plan.outcomes] == [
        ("一组", 2, True, True),
        ("二组", 1, True, True),
    ]
    assert plan.grids[0].name == "一组第1网格"
    assert (plan.structure, len(plan.leaves), len(plan.moves)) == (village.structure, 62, 50)


def test_a_plan_tells_what_follows_each_household() -> None:
    village = TWO_GROUPS.build()
    first = HouseholdId("一组-001")
    following = {first: Following(Colour.RED, contacts=2, visits=1)}
    plan = drafted(ground_of(village, TWO_GROUPS, following=following), PlanKind.PARTITION)
    assert plan.moves[0] == PlannedMove(first, leaf("01"), plan.leaves[first], 2, 1)


def test_a_partition_of_one_group_touches_no_other() -> None:
    plan = drafted(ground_of(TWO_GROUPS.build(), TWO_GROUPS), PlanKind.PARTITION, group="二组")
    assert {code.text[:15] for code in plan.leaves.values()} == {leaf("02").text}


def test_a_partition_of_what_is_divided_well_keeps_codes_and_households() -> None:
    village = divided()
    plan = drafted(ground_of(village, TWO_GROUPS), PlanKind.PARTITION, "again")
    assert (plan.moves, plan.ended) == ((), ())
    assert not any(grid.new for grid in plan.grids)


def test_a_repair_touches_only_groups_out_of_bounds() -> None:
    builder = TWO_GROUPS.with_known([a_known(f"new-{n}", "二组") for n in range(30)])
    village, _ = place(divided(), builder.known, TODAY)
    plan = drafted(ground_of(village, builder), PlanKind.REPAIR)
    assert {outcome.group for outcome in plan.outcomes} == {"二组"}
    assert [grid.households for grid in plan.grids] == [21, 21]


def test_a_repair_moves_few() -> None:
    builder = TWO_GROUPS
    gone = [o for o in builder.known if divided().members[o.id].leaf == leaf("01-02")][:7]
    village, _ = place(divided(), [replace(o, revision=2, live=False) for o in gone], TODAY)
    plan = drafted(ground_of(village, builder), PlanKind.REPAIR)
    assert len(plan.moves) == 2
    assert all(outcome.legal for outcome in plan.outcomes)
    assert plan.ended == ()


def test_nothing_out_of_bounds_leaves_a_repair_nothing_to_do() -> None:
    plan = drafted(ground_of(divided(), TWO_GROUPS), PlanKind.REPAIR)
    assert (plan.grids, plan.moves, plan.outcomes) == ((), (), ())


def test_a_leaf_is_split_into_as_many_as_asked_and_the_larger_part_keeps_the_code() -> None:
    village = divided()
    plan = drafted(ground_of(village, TWO_GROUPS), PlanKind.SPLIT, grids=(leaf("01-01"),), parts=3)
    after, _ = apply(village, plan, TODAY)
    assert set(sizes(after)) == {leaf(c) for c in ("01-01", "01-02", "01-03", "01-04", "02")}
    assert sizes(after)[leaf("01-02")] == 25
    assert [o.grids for o in plan.outcomes] == [4]


def test_an_undivided_group_is_split_by_the_rule() -> None:
    village = TWO_GROUPS.build()
    plan = drafted(ground_of(village, TWO_GROUPS), PlanKind.SPLIT, grids=(leaf("01"),))
    assert [grid.code for grid in plan.grids] == [leaf("01-01"), leaf("01-02")]
    assert plan.outcomes[0].legal


def test_a_merge_that_leaves_one_part_makes_the_group_the_leaf_again() -> None:
    village = divided()
    merged = drafted(
        ground_of(village, TWO_GROUPS), PlanKind.MERGE, grids=(leaf("01-01"), leaf("01-02"))
    )
    assert merged.ended == (leaf("01-01"), leaf("01-02"))
    after, _ = apply(village, merged, TODAY)
    assert sizes(after) == {leaf("01"): 50, leaf("02"): 12}


def test_merged_leaves_go_on_as_the_larger_one() -> None:
    village = divided()
    own = drafted(ground_of(village), PlanKind.EXTRACT, households=(HouseholdId("一组-001"),))
    three, _ = apply(village, own, TODAY)
    merged = drafted(ground_of(three), PlanKind.MERGE, "2", grids=(leaf("01-03"), leaf("01-02")))
    assert merged.ended == (leaf("01-03"),)
    assert len(merged.moves) == 1


def test_households_are_moved_to_a_leaf_of_their_group() -> None:
    village = divided()
    target = leaf("01-02")
    some = [h for h, m in village.members.items() if m.leaf == leaf("01-01")][:20]
    plan = drafted(ground_of(village), PlanKind.MOVE, grids=(target,), households=tuple(some))
    after, _ = apply(village, plan, TODAY)
    assert sizes(after) == {leaf("01-01"): 5, target: 45, leaf("02"): 12}
    assert {move.household for move in plan.moves} == set(some)


def test_a_leaf_everybody_is_moved_out_of_ends() -> None:
    village = divided()
    everybody = tuple(h for h, m in village.members.items() if m.leaf == leaf("01-01"))
    plan = drafted(ground_of(village), PlanKind.MOVE, grids=(leaf("01-02"),), households=everybody)
    assert set(plan.ended) == {leaf("01-01"), leaf("01-02")}
    assert sizes(apply(village, plan, TODAY)[0])[leaf("01")] == 50


def test_households_are_extracted_into_a_leaf_of_their_own() -> None:
    village = TWO_GROUPS.build()
    chosen = (HouseholdId("一组-003"), HouseholdId("一组-001"))
    plan = drafted(ground_of(village, TWO_GROUPS), PlanKind.EXTRACT, households=chosen)
    after, _ = apply(village, plan, TODAY)
    assert sizes(after) == {leaf("01-01"): 48, leaf("01-02"): 2, leaf("02"): 12}
    assert {after.members[household].leaf for household in chosen} == {leaf("01-02")}
    assert plan.grids[1].reasons == ("too_few_households", "too_few_persons")
    assert not plan.outcomes[0].legal


def test_the_result_is_the_same_in_whatever_order_the_households_came() -> None:
    backwards = a_village().with_known(tuple(reversed(TWO_GROUPS.known)))
    plans = [drafted(ground_of(b.build(), b), PlanKind.PARTITION) for b in (TWO_GROUPS, backwards)]
    assert plans[0].leaves == plans[1].leaves


@pytest.mark.parametrize("place_of", [None, a_point(1)], ids=["no point", "all at one point"])
def test_households_without_places_of_their_own_are_divided_by_number(
    place_of: tuple[float, float] | None,
) -> None:
    builder = a_village().with_known([a_known(f"h{n:02}", point=place_of) for n in range(46)])
    plan = drafted(ground_of(builder.build(), builder), PlanKind.PARTITION)
    assert (len(plan.grids), plan.outcomes[0].legal) == (2, True)


def test_a_ridge_parts_the_leaves() -> None:
    south, north = a_point(0)[1], a_point(64)[1]
    middle = (south + north) / 2
    ridge = Ridge((108.0, middle), (109.0, middle))
    builder = a_village().with_known(
        [a_known(f"h{n:02}", point=a_point(n)) for n in (*range(25), *range(40, 65))]
    )
    village = replace(builder.build(), ridges=(ridge,))
    plan = drafted(ground_of(village, builder), PlanKind.PARTITION)
    below = {plan.leaves[o.id] for o in builder.known if (o.point or (0, 0))[1] < middle}
    assert len(below) == 1


def test_the_load_by_colour_is_balanced_when_asked() -> None:
    builder = a_village().with_group("一组", 48)
    red = {HouseholdId(f"一组-{n:03}"): Following(Colour.RED) for n in range(1, 13)}
    ground = ground_of(builder.build(), builder, following=red)
    loads = [
        _red_by_leaf(drafted(ground, PlanKind.PARTITION, weigh_colours=weighed).leaves, red)
        for weighed in (False, True)
    ]
    assert max(loads[1]) < max(loads[0])


def _red_by_leaf(
    leaves: Mapping[HouseholdId, GridCode], red: Mapping[HouseholdId, Following]
) -> list[int]:
    return [sum(leaves[h] == code for h in red) for code in sorted(set(leaves.values()))]
