"""`PlanService` at its edge: what is answered, refused, and in which words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from gov321.grid.v1 import grid_pb2
from gov321.grid.v1 import plan_service_pb2 as pb
from gov321.grid.v1.plan_service_pb2_grpc import (
    PlanServiceStub,
    add_PlanServiceServicer_to_server,
)
from grpc import StatusCode

from kit.roles import Role
from kit.rpc_server import Mount
from services.grid.rpc.operations import PLANS
from services.grid.rpc.plans import PlanRpc
from tests.support.edge_calls import uuid_of
from tests.support.grid_builders import JIANGHE, YUHE, leaf
from tests.support.grid_edge import edge_of, refused
from tests.support.grid_plan_site import PlanSite, registered

Calls = Callable[..., PlanServiceStub]


def drafting(name: str = "draft", **fields: Any) -> pb.DraftPlanRequest:
    """Return a good request; `fields` replace."""
    whole: dict[str, Any] = {
        "request_id": uuid_of(name),
        "village": JIANGHE.digits,
        "kind": pb.Plan.KIND_PARTITION,
        **fields,
    }
    return pb.DraftPlanRequest(**whole)


def applying(plan: pb.Plan, name: str = "apply") -> pb.ApplyPlanRequest:
    """Return the request to apply a plan."""
    return pb.ApplyPlanRequest(request_id=uuid_of(name), plan_id=plan.plan_id)


def undoing(plan: pb.Plan, name: str = "undo") -> pb.UndoPlanRequest:
    """Return the request to take a plan back."""
    return pb.UndoPlanRequest(request_id=uuid_of(name), plan_id=plan.plan_id)


@pytest.fixture
async def site() -> PlanSite:
    """江河村 with a populous group and a small one."""
    site = PlanSite()
    await site.hear_groups(一组=50, 二组=12)
    return site


@pytest.fixture
async def calls(site: PlanSite, tmp_path: Path) -> AsyncIterator[Calls]:
    """The site served."""
    mounts = (Mount(add_PlanServiceServicer_to_server, PlanRpc(site.desk)),)
    async with edge_of(mounts, PLANS, site.clock, tmp_path) as channels:

        def calls(role: Role = Role.REVIEWER, scope: str = "610921") -> PlanServiceStub:
            return PlanServiceStub(channels(role, scope))

        yield calls


async def test_a_plan_is_drafted_with_its_diff(calls: Calls) -> None:
    plan = (await calls(Role.CLERK).DraftPlan(drafting())).plan
    assert (plan.village, plan.kind, plan.status) == (
        JIANGHE.digits,
        pb.Plan.KIND_PARTITION,
        pb.Plan.STATUS_DRAFTED,
    )
    assert (plan.population, plan.drafted_by) == ("registered", "clerk-1")
    assert [(g.code, g.households, g.persons, g.new) for g in plan.grids] == [
        (leaf("01-01").text, 25, 100, True),
        (leaf("01-02").text, 25, 100, True),
        (leaf("02").text, 12, 48, False),
    ]
    assert len(plan.moves) == 50
    assert plan.moves[0].before == leaf("01").text
    assert [(g.group, g.grids, g.legal, g.exact) for g in plan.groups] == [
        ("一组", 2, True, True),
        ("二组", 1, True, True),
    ]


async def test_a_size_out_of_bounds_is_told_in_a_word_for_machines(calls: Calls) -> None:
    order = drafting(kind=pb.Plan.KIND_EXTRACT, household_ids=["一组-001"])
    plan = (await calls().DraftPlan(order)).plan
    assert [list(grid.size_reasons) for grid in plan.grids] == [
        [grid_pb2.SIZE_REASON_TOO_MANY_HOUSEHOLDS, grid_pb2.SIZE_REASON_TOO_MANY_PERSONS],
        [grid_pb2.SIZE_REASON_TOO_FEW_HOUSEHOLDS, grid_pb2.SIZE_REASON_TOO_FEW_PERSONS],
    ]
    assert not plan.groups[0].legal


async def test_a_plan_goes_from_drafted_over_applied_to_undone(calls: Calls) -> None:
    reviewer = calls()
    plan = (await reviewer.DraftPlan(drafting())).plan
    seen = [
        (await reviewer.ApplyPlan(applying(plan))).plan,
        (await reviewer.ApplyPlan(applying(plan))).plan,
        (await reviewer.UndoPlan(undoing(plan))).plan,
        (await reviewer.GetPlan(pb.GetPlanRequest(plan_id=plan.plan_id))).plan,
    ]
    assert [one.status for one in seen] == [
        pb.Plan.STATUS_APPLIED,
        pb.Plan.STATUS_APPLIED,
        pb.Plan.STATUS_UNDONE,
        pb.Plan.STATUS_UNDONE,
    ]


async def test_a_stale_plan_is_refused_with_what_to_do(calls: Calls, site: PlanSite) -> None:
    reviewer = calls()
    plan = (await reviewer.DraftPlan(drafting())).plan
    await site.hear(registered("一组", 51))
    told = await refused(reviewer.ApplyPlan(applying(plan)))
    assert (told.code, told.reason) == (StatusCode.ABORTED, "PLAN_STALE")
    assert "重新拟定" in told.text
    found = (await reviewer.GetPlan(pb.GetPlanRequest(plan_id=plan.plan_id))).plan
    assert found.status == pb.Plan.STATUS_STALE


async def test_plans_are_listed_page_by_page_without_their_moves(calls: Calls) -> None:
    clerk, shown, token = calls(Role.CLERK), list[pb.Plan](), ""
    for n in range(3):
        await clerk.DraftPlan(drafting(f"draft-{n}", group="二组"))
    while True:
        asked = pb.ListPlansRequest(division=JIANGHE.town.digits, page_size=2, page_token=token)
        page = await clerk.ListPlans(asked)
        shown += page.plans
        token = page.next_page_token
        if not token:
            break
    assert len({plan.plan_id for plan in shown}) == len(shown) == 3
    assert not any(plan.moves for plan in shown)


@dataclass(frozen=True)
class Case:
    id: str
    reason: str
    code: StatusCode = StatusCode.INVALID_ARGUMENT
    fields: dict[str, Any] = field(default_factory=dict[str, Any])


BAD = (
    Case("no kind", "INVALID_VALUE", fields={"kind": pb.Plan.KIND_UNSPECIFIED}),
    Case("kind of a newer version", "INVALID_VALUE", fields={"kind": 99}),
    Case("not a village", "INVALID_VALUE", fields={"village": "610921104000"}),
    Case("not a code", "INVALID_VALUE", fields={"village": "x"}),
    Case("not a grid", "INVALID_VALUE", fields={"grids": ["610921104206-1"]}),
    Case("no request id", "INVALID_VALUE", fields={"request_id": ""}),
    Case("negative parts", "INVALID_VALUE", fields={"parts": -1}),
    Case("an empty household", "INVALID_VALUE", fields={"household_ids": [""]}),
    Case("too many households", "INVALID_VALUE", fields={"household_ids": ["h"] * 1_001}),
    Case("ten thousand households", "INVALID_VALUE", fields={"household_ids": ["h"] * 10_000}),
    Case(
        "a grid of the next village",
        "NOT_A_LEAF_GRID",
        StatusCode.FAILED_PRECONDITION,
        {"kind": pb.Plan.KIND_SPLIT, "grids": [f"{YUHE.digits}-01"]},
    ),
    Case(
        "more parts than numbers",
        "TOO_MANY_PARTS",
        fields={"kind": pb.Plan.KIND_SPLIT, "grids": [leaf("01").text], "parts": 99},
    ),
    Case("no such group", "NO_SUCH_GROUP", StatusCode.NOT_FOUND, {"group": "九组"}),
    Case("no such village", "NOT_FOUND", StatusCode.NOT_FOUND, {"village": YUHE.digits}),
    Case(
        "no such grid",
        "NOT_A_LEAF_GRID",
        StatusCode.FAILED_PRECONDITION,
        {"kind": pb.Plan.KIND_SPLIT, "grids": [leaf("07").text]},
    ),
    Case(
        "across groups",
        "GRIDS_OF_DIFFERENT_GROUPS",
        StatusCode.FAILED_PRECONDITION,
        {"kind": pb.Plan.KIND_MERGE, "grids": [leaf("01").text, leaf("02").text]},
    ),
    Case(
        "nothing to change",
        "GRIDS_UNCHANGED",
        StatusCode.FAILED_PRECONDITION,
        {"kind": pb.Plan.KIND_MERGE, "grids": [leaf("01").text]},
    ),
    Case(
        "a stranger",
        "HOUSEHOLD_NOT_IN_VILLAGE",
        StatusCode.NOT_FOUND,
        {"kind": pb.Plan.KIND_EXTRACT, "household_ids": ["x"]},
    ),
)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.id)
async def test_bad_input_is_refused_with_what_to_do(calls: Calls, case: Case) -> None:
    told = await refused(calls().DraftPlan(drafting(**case.fields)))
    assert (told.reason, told.code) == (case.reason, case.code)


async def test_a_clerk_drafts_but_does_not_apply(calls: Calls) -> None:
    plan = (await calls(Role.CLERK).DraftPlan(drafting())).plan
    told = await refused(calls(Role.CLERK).ApplyPlan(applying(plan)))
    assert (told.code, told.reason) == (StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")


async def test_a_reviewer_of_another_village_sees_no_plan(calls: Calls) -> None:
    plan = (await calls().DraftPlan(drafting())).plan
    elsewhere = calls(Role.REVIEWER, YUHE.digits)
    told = await refused(elsewhere.GetPlan(pb.GetPlanRequest(plan_id=plan.plan_id)))
    assert (told.code, told.reason) == (StatusCode.NOT_FOUND, "NOT_FOUND")
