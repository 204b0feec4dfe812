"""Plans as they are ordered and shown."""

from __future__ import annotations

from gov321.grid.v1 import plan_service_pb2 as pb

from kit.model.errors import InvalidValue
from kit.text_limits import NAME, require_text
from kit.wire_enum import known, reverse
from kit.wire_time import timestamp
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.plan import GroupOutcome, Plan, PlannedGrid, PlannedMove
from services.grid.domain.planning_values import PlanOrder
from services.grid.usecases.plans import ShownPlan

from .enums import PLAN_KIND, PLAN_STATUS, SIZE_REASON

_KIND = reverse(PLAN_KIND)
_STATUS = reverse(PLAN_STATUS)
_SIZE_REASON = {reason.value: wire for reason, wire in reverse(SIZE_REASON).items()}

MOST_NAMED = 1_000
"""Leaves and households one order may name."""


def plan_order(request: pb.DraftPlanRequest) -> PlanOrder:
    """Return what is asked for.

    Raises:
        InvalidValue: an unknown kind, a code that is none, a negative number, too many names.
    """
    if request.parts < 0:
        raise InvalidValue(field="网格个数", why="不能为负数；填 0 由系统按规则确定")
    for field, named in (("网格", request.grids), ("户", request.household_ids)):
        if len(named) > MOST_NAMED:
            raise InvalidValue(field=field, why=f"一次至多 {MOST_NAMED} 个，请分批办理")
    return PlanOrder(
        kind=known(PLAN_KIND, request.kind, "调整方式"),
        group=require_text("村民小组", request.group, NAME),
        grids=tuple(GridCode.parse(code) for code in request.grids),
        households=tuple(
            HouseholdId(require_text("户编号", id, NAME, least=1)) for id in request.household_ids
        ),
        parts=request.parts,
        weigh_colours=request.weigh_colours,
    )


def plan_view(shown: ShownPlan) -> pb.Plan:
    """Return a plan with its diff."""
    message = plan_head(shown.plan)
    message.moves.extend(_move(move) for move in shown.plan.moves)
    message.households_behind = shown.behind
    return message


def plan_head(plan: Plan) -> pb.Plan:
    """Return a plan without its moves, as lists show it."""
    return pb.Plan(
        plan_id=plan.id,
        village=plan.village.digits,
        kind=_KIND[plan.kind],
        status=_STATUS[plan.status],
        population=plan.population.value,
        structure=plan.structure,
        draft_time=timestamp(plan.drafted_at),
        drafted_by=plan.drafted_by,
        grids=[_grid(grid) for grid in plan.grids],
        ended_grids=[code.text for code in plan.ended],
        groups=[_outcome(outcome) for outcome in plan.outcomes],
    )


def _grid(grid: PlannedGrid) -> pb.PlannedGrid:
    reasons = [name for name in grid.reasons if name in _SIZE_REASON]
    return pb.PlannedGrid(
        code=grid.code.text,
        name=grid.name,
        group=grid.group,
        households=grid.households,
        persons=grid.persons,
        size_reasons=[_SIZE_REASON[name] for name in reasons],
        new=grid.new,
    )


def _move(move: PlannedMove) -> pb.PlannedMove:
    return pb.PlannedMove(
        household_id=move.household,
        before=move.before.text,
        after=move.after.text,
        contacts=move.contacts,
        visits=move.visits,
    )


def _outcome(outcome: GroupOutcome) -> pb.GroupOutcome:
    return pb.GroupOutcome(
        group=outcome.group,
        households=outcome.households,
        persons=outcome.persons,
        grids=outcome.grids,
        legal=outcome.legal,
        contiguous=outcome.contiguous,
        exact=outcome.exact,
        violation=outcome.violation,
        method=outcome.method,
    )
