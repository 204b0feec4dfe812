"""A village and its grids as they are shown."""

from __future__ import annotations

from dataclasses import replace

from gov321.grid.v1 import grid_pb2 as pb

from kit.commit import Versioned
from services.grid.domain.applying import apply
from services.grid.domain.exempting import exempt
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.lines import EndReason, Leadership, Post, Posting
from services.grid.domain.plan import PlanKind
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.village import Ridge, Village
from services.grid.wire.village_view import GridViews, grid_household_view, village_view
from tests.support.grid_builders import JIANGHE, TODAY, a_village, leaf
from tests.support.grid_plans import drafted, ground_of

BUILDER = a_village().with_group("一组", 50).with_group("二组", 33)
CORE = PersonId("core")


def a_led_village() -> Village:
    """The first group divided; a core householder leads its first part."""
    village = BUILDER.build()
    plan = drafted(ground_of(village, BUILDER), PlanKind.PARTITION, group="一组")
    divided, _ = apply(village, plan, TODAY)
    return replace(
        divided,
        postings=(Posting(CORE, "测试人", Post.CORE_HOUSEHOLDER, TODAY),),
        leaderships=(Leadership(leaf("01-01"), CORE, TODAY, substitute=True),),
        vacancies=tuple(
            replace(one, cause=EndReason.DIED) if one.grid == leaf("02") else one
            for one in divided.vacancies
            if one.grid != leaf("01-01")
        ),
        ridges=(Ridge((108.5, 32.9), (108.6, 33.0)),),
    )


def views(village: Village, *, clear: bool = True) -> GridViews:
    """Return the views by the default policy."""
    return GridViews(village, DEFAULT_GRID_POLICY, clear=clear)


def test_a_leaf_is_shown_with_its_size_its_plan_and_its_leader() -> None:
    grid = views(a_led_village()).of_code(leaf("01-01"))
    assert (grid.level, grid.leaf, grid.group, grid.name) == (3, True, "一组", "一组第1网格")
    assert (grid.households, grid.registered, grid.present) == (25, 100, 100)
    assert (grid.population, grid.plan_id, list(grid.size_reasons)) == ("registered", "plan-1", [])
    assert (grid.leader.person_id, grid.leader.name, grid.leader.substitute) == (
        "core",
        "测试人",
        True,
    )


def test_a_grid_above_counts_what_is_below_it_and_is_no_leaf() -> None:
    shown = views(a_led_village())
    group, village = shown.of_code(leaf("01")), shown.of_code(GridCode.of_village(JIANGHE))
    assert (group.leaf, group.households, list(group.size_reasons)) == (False, 50, [])
    assert (village.households, village.registered) == (83, 332)
    assert not village.HasField("leader")


def test_a_leaf_out_of_bounds_says_why_and_why_it_may_stay_so() -> None:
    village, _ = exempt(a_led_village(), leaf("02"), "山高路远", "reviewer-1", TODAY)
    grid = views(village).of_code(leaf("02"))
    assert list(grid.size_reasons) == [
        pb.SIZE_REASON_TOO_MANY_HOUSEHOLDS,
        pb.SIZE_REASON_TOO_MANY_PERSONS,
    ]
    assert (grid.exemption.reason, grid.exemption.signer) == ("山高路远", "reviewer-1")


def test_names_are_masked_for_who_may_not_see_them() -> None:
    assert views(a_led_village(), clear=False).of_code(leaf("01-01")).leader.name == "测*人"


def test_grids_come_by_code_ended_ones_only_when_asked() -> None:
    village = a_led_village()
    merge = drafted(ground_of(village), PlanKind.MERGE, "2", grids=(leaf("01-01"), leaf("01-02")))
    merged, _ = apply(village, merge, TODAY)
    assert [grid.code[12:] for grid in views(merged).all()] == ["", "-01", "-02"]
    assert [grid.code[12:] for grid in views(merged).all(leaves_only=True)] == ["-01", "-02"]
    everything = list(views(merged).all(ended=True))
    assert [grid.code[12:] for grid in everything] == ["", "-01", "-01-01", "-01-02", "-02"]
    assert everything[2].HasField("until")


def test_a_village_is_shown_with_posts_vacancies_and_ridges() -> None:
    shown = village_view(Versioned(a_led_village(), 4), DEFAULT_GRID_POLICY, clear=True)
    assert (shown.village, shown.revision, shown.structure) == (JIANGHE.digits, 4, 2)
    assert [posting.person_id for posting in shown.postings] == ["core"]
    assert {one.grid[12:]: one.cause for one in shown.vacancies}["-02"] == pb.END_REASON_DIED
    assert [ridge.end_latitude for ridge in shown.ridges] == [33.0]


def test_a_household_is_shown_in_its_leaf() -> None:
    member = a_led_village().members[HouseholdId("二组-001")]
    shown = grid_household_view("二组-001", member)
    assert (shown.household_id, shown.leaf, shown.registered, shown.placeless) == (
        "二组-001",
        leaf("02").text,
        4,
        False,
    )
