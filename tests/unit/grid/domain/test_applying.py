"""Applying plans and taking them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.grid.domain import leading, structure
from services.grid.domain.applying import REMEMBERED, UNDOABLE, apply, status_of, undo
from services.grid.domain.events import (
    GridsRepartitioned,
    LeaderReleased,
    LeaderVacancyOpened,
)
from services.grid.domain.grid import Population
from services.grid.domain.ids import HouseholdId, PersonId, PlanId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.lines import EndReason, Leadership
from services.grid.domain.placement import place
from services.grid.domain.plan import Plan, PlanKind, PlanStatus
from services.grid.domain.structure_errors import (
    LaterPlanApplied,
    PlanNotApplied,
    PlanStale,
    PlanTooOld,
    PlanUndone,
)
from services.grid.domain.village import AppliedPlan, Village
from tests.support.grid_builders import TODAY, a_known, a_village, leaf
from tests.support.grid_plans import drafted, ground_of, sizes

BUILDER = a_village().with_group("一组", 50).with_group("二组", 12)
LATER = TODAY + timedelta(days=30)
ONE = HouseholdId("一组-001")


def a_plan(
    village: Village, kind: PlanKind = PlanKind.PARTITION, name: str = "p", **order: Any
) -> Plan:
    """Return a plan drafted on the village."""
    return drafted(ground_of(village, BUILDER), kind, name, **order)


def applied() -> tuple[Village, Plan]:
    """The village divided, and the plan that did it."""
    village = BUILDER.build()
    plan = a_plan(village)
    return apply(village, plan, TODAY)[0], plan


def test_a_plan_in_force_moved_everybody_and_told_who() -> None:
    village = BUILDER.build()
    plan = a_plan(village)
    after, (repartitioned, *rest) = apply(village, plan, TODAY)
    assert {id: member.leaf for id, member in after.members.items()} == plan.leaves
    moves = {move.household: move.after for move in plan.moves}
    assert repartitioned == GridsRepartitioned(plan.id, moves)
    opened = [fact.grid for fact in rest if isinstance(fact, LeaderVacancyOpened)]
    assert opened == [leaf("01-01"), leaf("01-02")]
    assert after.structure == village.structure + 1
    assert (structure.check(after), leading.check(after)) == ((), ())


def test_a_grid_remembers_the_plan_that_made_it_and_whom_it_counted() -> None:
    village, plan = applied()
    made = structure.structure_of(village).live[leaf("01-01")]
    assert (made.plan, made.population, made.since) == (plan.id, Population.REGISTERED, TODAY)


def test_applying_again_changes_nothing() -> None:
    village, plan = applied()
    assert apply(village, plan, LATER) == (village, ())
    assert status_of(village, plan) is PlanStatus.APPLIED


@pytest.mark.parametrize(
    "told",
    [
        a_known("new"),
        a_known("一组-001", "二组", revision=2),
        a_known("一组-001", "新一组", revision=2),
        a_known("一组-001", revision=2, live=False),
    ],
    ids=["somebody came", "group changed", "group renamed", "somebody left"],
)
def test_a_plan_whose_village_has_moved_on_is_stale_and_says_so(told: KnownHousehold) -> None:
    village = BUILDER.build()
    plan = a_plan(village)
    moved_on, _ = place(village, [told], TODAY)
    assert status_of(moved_on, plan) is PlanStatus.STALE
    with pytest.raises(PlanStale) as refused:
        apply(moved_on, plan, TODAY)
    assert "重新拟定" in refused.value.user_text


def test_groups_merged_in_the_registry_make_an_open_plan_stale() -> None:
    village = BUILDER.build()
    plan = a_plan(village, group="二组")
    second = [replace(o, group="一组", revision=2) for o in BUILDER.known if o.group == "二组"]
    merged, _ = place(village, second, TODAY)
    assert sizes(merged) == {leaf("01"): 62}
    with pytest.raises(PlanStale):
        apply(merged, plan, TODAY)


def test_a_birth_leaves_an_open_plan_as_it_is() -> None:
    village = BUILDER.build()
    plan = a_plan(village)
    grown, _ = place(village, [a_known("一组-001", persons=5, revision=2)], TODAY)
    assert status_of(grown, plan) is PlanStatus.DRAFTED


def test_the_leaders_of_ended_grids_are_released() -> None:
    village, _ = applied()
    leader = Leadership(leaf("01-01"), PersonId("p"), TODAY)
    filled = tuple(
        replace(one, filled=TODAY) if one.grid == leaf("01-01") else one
        for one in village.vacancies
    )
    led = replace(village, leaderships=(leader,), vacancies=filled)
    merge = a_plan(led, PlanKind.MERGE, "merge", grids=(leaf("01-01"), leaf("01-02")))
    after, happened = apply(led, merge, LATER)
    released = LeaderReleased(leaf("01-01"), PersonId("p"), EndReason.GRID_ENDED)
    assert released in happened
    assert leading.check(after) == ()


def test_undoing_puts_grids_and_households_back() -> None:
    before = BUILDER.build()
    village, plan = applied()
    after, (told, *_) = undo(village, plan, LATER)
    assert after.members == before.members
    assert structure.structure_of(after).leaves == structure.structure_of(before).leaves
    assert isinstance(told, GridsRepartitioned)
    assert (told.undone, len(told.moves)) == (True, 50)
    ended = [grid for grid in after.grids if grid.code == leaf("01-01")]
    assert [grid.until for grid in ended] == [LATER]
    assert (structure.check(after), leading.check(after)) == ((), ())
    assert status_of(after, plan) is PlanStatus.UNDONE


def test_undoing_again_changes_nothing_and_applying_again_is_refused() -> None:
    village, plan = applied()
    after, _ = undo(village, plan, LATER)
    assert undo(after, plan, LATER) == (after, ())
    with pytest.raises(PlanUndone):
        apply(after, plan, LATER)


def test_undoing_a_merge_revives_the_grids_under_their_codes() -> None:
    village, _ = applied()
    merge = a_plan(village, PlanKind.MERGE, "merge", grids=(leaf("01-01"), leaf("01-02")))
    merged, _ = apply(village, merge, LATER)
    after, _ = undo(merged, merge, LATER)
    assert after.grids == village.grids
    assert after.members == village.members
    assert leading.check(after) == ()


def test_a_code_that_an_undone_plan_gave_is_not_given_again() -> None:
    village, plan = applied()
    after, _ = undo(village, plan, LATER)
    again, _ = apply(after, a_plan(after, name="again"), LATER)
    assert set(sizes(again)) == {leaf("01-03"), leaf("01-04"), leaf("02")}


def test_who_came_since_stays_in_a_leaf_and_who_left_stays_away() -> None:
    village, plan = applied()
    told = [
        a_known("new"),
        a_known("一组-001", revision=2, live=False),
        a_known("一组-002", "二组", revision=2),
    ]
    moved_on, _ = place(village, told, LATER)
    after, _ = undo(moved_on, plan, LATER)
    assert sizes(after) == {leaf("01"): 49, leaf("02"): 13}
    assert after.members[HouseholdId("一组-002")].leaf == leaf("02")
    assert structure.check(after) == ()


def test_who_came_since_goes_to_the_smallest_leaf_that_is_there_again() -> None:
    village, _ = applied()
    merge = a_plan(village, PlanKind.MERGE, "merge", grids=(leaf("01-01"), leaf("01-02")))
    merged, _ = apply(village, merge, TODAY)
    gone = next(h for h, m in village.members.items() if m.leaf == leaf("01-02"))
    told = [a_known("new"), a_known(gone, revision=2, live=False)]
    after, _ = undo(place(merged, told, TODAY)[0], merge, LATER)
    assert after.members[HouseholdId("new")].leaf == leaf("01-02")


def test_a_group_that_ended_since_stays_ended() -> None:
    village, _ = applied()
    merge = a_plan(village, PlanKind.MERGE, "merge", grids=(leaf("01-01"), leaf("01-02")))
    merged, _ = apply(village, merge, TODAY)
    gone = [replace(o, revision=2, live=False) for o in BUILDER.known if o.group == "一组"]
    after, _ = undo(place(merged, gone, TODAY)[0], merge, LATER)
    assert sizes(after) == {leaf("02"): 12}
    assert (structure.check(after), leading.check(after)) == ((), ())


def test_a_plan_another_builds_on_is_undone_after_that_one() -> None:
    village, plan = applied()
    later = a_plan(village, PlanKind.EXTRACT, "later", households=(ONE,))
    both, _ = apply(village, later, TODAY)
    with pytest.raises(LaterPlanApplied) as refused:
        undo(both, plan, LATER)
    assert "later" in refused.value.user_text
    first, _ = undo(both, later, LATER)
    assert undo(first, plan, LATER)[0].members == BUILDER.build().members


def test_a_plan_that_was_only_drafted_is_not_undone() -> None:
    village = BUILDER.build()
    with pytest.raises(PlanNotApplied):
        undo(village, a_plan(village), TODAY)


def test_only_the_newest_plans_can_be_undone_and_older_ones_are_known_by_name() -> None:
    village, plan = applied()
    for round_ in range(UNDOABLE):
        later = a_plan(village, PlanKind.EXTRACT, f"later-{round_}", households=(ONE,))
        village, _ = undo(apply(village, later, TODAY)[0], later, TODAY)
    assert status_of(village, plan) is PlanStatus.APPLIED
    assert [bool(one.before) for one in village.plans] == [False] + [True] * UNDOABLE
    with pytest.raises(PlanTooOld):
        undo(village, plan, LATER)


def test_a_village_remembers_a_bounded_number_of_plans() -> None:
    village, _ = applied()
    many = tuple(AppliedPlan(PlanId(f"old-{n}"), {}) for n in range(3 * REMEMBERED))
    full = replace(village, plans=many)
    after, _ = apply(full, a_plan(full, PlanKind.EXTRACT, "last", households=(ONE,)), TODAY)
    assert len(after.plans) == REMEMBERED
    assert after.plans[-1].plan == "last"
