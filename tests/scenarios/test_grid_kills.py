"""kill -9 while plans are applied and cares follow: coverage holds, and all ends as without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from kit.roles import Role
from tests.scenarios.conftest import NewRoster, Sit
from tests.scenarios.grid_parts import SETTLED_S, grid_desk, grids_at, placed
from tests.support import topic_reading as topic
from tests.support.crashes import FaultySite, once
from tests.support.desks import new_id
from tests.support.faulty_grid import GRID_SPOTS
from tests.support.grid_desks import GridDesk, Plan, is_covered
from tests.support.running_sites import GRID_FACTS, County
from tests.support.village_rosters import VillageRoster
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(300, func_only=True)]

SIZE = 40
VILLAGES = 3

PLAN_STEPS = {
    "plan: before the one write": 2,
    "plan: after the one write, before the answer": 2,
    "plan: in force, not told": 2,
    "plan: told, not cleared": 1,
    "cares: before they follow": 1,
    "cares: one village followed": 1,
    "cares: all followed, offset not committed": 1,
    "cares: offset committed": 1,
}
"""Step → at which call while the plans of three villages are applied."""


@pytest.fixture(scope="module")
def villages(running_county: County) -> Iterator[FaultySite]:
    """The grid of the villages, to be killed at a step."""
    with grids_at(running_county, "villages") as sites:
        plan = running_county.ground.folder / "grid.plan"
        faulty = FaultySite(sites["villages"], plan, "tests.support.faulty_grid")
        faulty.replace()
        yield faulty


def test_every_step_is_killed_at() -> None:
    assert PLAN_STEPS.keys() == GRID_SPOTS.keys()


async def test_plans_survive_a_kill_at_every_step(
    running_county: County, villages: FaultySite, sit: Sit, new_roster: NewRoster
) -> None:
    clerk = grid_desk(running_county, villages.site)
    reviewer = grid_desk(running_county, villages.site, Role.REVIEWER)
    rosters = [new_roster(SIZE) for _ in range(VILLAGES)]
    for roster in rosters:
        await placed(sit("villages"), clerk, roster)
    for step, call in PLAN_STEPS.items():
        plans = [await _next_plan(clerk, roster) for roster in rosters]
        await _applied_over_a_kill(villages, reviewer, plans, (step, call))
        for plan, roster in zip(plans, rosters, strict=True):
            assert is_covered(await clerk.coverage(roster.village)), step
            await clerk.followed(plan)
            await eventually_async(lambda p=plan: _is_as_planned(clerk, p), SETTLED_S)
    for roster in rosters:
        await _told_once_and_in_order(running_county, roster.village)
    for desk in (clerk, reviewer):
        await desk.close()


async def _next_plan(clerk: GridDesk, roster: VillageRoster) -> Plan:
    """Divide a village that is not divided; merge the leaves of one that is, and so on."""
    leaves = sorted(set((await _leaves(clerk, roster.village)).values()))
    if len(leaves) == 1:
        return await clerk.draft(roster.village, leaves[0], kind=Plan.KIND_SPLIT, parts=2)
    return await clerk.draft(roster.village, *leaves, kind=Plan.KIND_MERGE)


async def _applied_over_a_kill(
    villages: FaultySite, reviewer: GridDesk, plans: Sequence[Plan], at: tuple[str, int]
) -> None:
    """Apply all plans, die at the step, start again, apply under the same requests."""
    requests = [new_id() for _ in plans]
    villages.arm(*at)
    for plan, request in zip(plans, requests, strict=True):
        await once(lambda p=plan, r=request: reviewer.apply(p, r))
    villages.until_dead()
    villages.site.start()
    for plan, request in zip(plans, requests, strict=True):
        shown = await reviewer.apply(plan, request)
        assert shown.status == Plan.STATUS_APPLIED


async def _leaves(clerk: GridDesk, village: str) -> Mapping[str, str]:
    return {id: care.leaf for id, care in (await clerk.cares_of(village)).items()}


async def _is_as_planned(clerk: GridDesk, plan: Plan) -> bool:
    """Whether every household sits, and is looked after, where the plan put it."""
    wanted = {move.household_id: move.after for move in plan.moves}
    found = await _leaves(clerk, plan.village)
    return len(found) == SIZE and wanted.items() <= found.items()


async def _told_once_and_in_order(county: County, village: str) -> None:
    """Pass when no fact of the village or its cares is missing, or differs when sent again."""
    records = await topic.records_of(county.ground.kafka.address, GRID_FACTS, village)
    revisions = topic.revisions_of(records)
    assert len(revisions) == SIZE + 1
    assert all(told == list(range(1, len(told) + 1)) for told in revisions.values())
    assert topic.is_same_on_every_send(records)
