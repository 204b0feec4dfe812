"""Plans as stored documents."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from kit.model.division import DivisionCode
from kit.records import Document
from kit.tolerance import read_enum
from services.grid.domain.grid import GridCode, Population
from services.grid.domain.ids import HouseholdId, PlanId
from services.grid.domain.plan import GroupOutcome, Plan, PlanKind, PlannedGrid, PlannedMove

_OUTCOME = tuple(one.name for one in fields(GroupOutcome))


def document_of_plan(plan: Plan, digest: bytes) -> Document:
    """Return the stored form; `digest` tells a repeated request from a reused one."""
    return {
        "_id": plan.id,
        "digest": digest,
        "position": plan.position,
        "village": plan.village.digits,
        "kind": plan.kind.value,
        "population": plan.population.value,
        "structure": plan.structure,
        "drafted_at": plan.drafted_at,
        "drafted_by": plan.drafted_by,
        "grids": [_from_grid(grid) for grid in plan.grids],
        "ended": [code.text for code in plan.ended],
        "leaves": [[household, plan.leaves[household].text] for household in sorted(plan.leaves)],
        "moves": [_from_move(move) for move in plan.moves],
        "outcomes": [asdict(outcome) for outcome in plan.outcomes],
    }


def plan_of_document(document: Document) -> Plan:
    """Return the plan of a stored document, as it was drafted."""
    return Plan(
        id=PlanId(document["_id"]),
        village=DivisionCode.parse(document["village"]),
        kind=read_enum(PlanKind, document["kind"], PlanKind.MOVE),
        population=read_enum(Population, document["population"], Population.REGISTERED),
        structure=document["structure"],
        drafted_at=document["drafted_at"],
        drafted_by=document["drafted_by"],
        grids=tuple(_to_grid(grid) for grid in document["grids"]),
        ended=tuple(GridCode(code) for code in document["ended"]),
        leaves={HouseholdId(id): GridCode(leaf) for id, leaf in document["leaves"]},
        moves=tuple(_to_move(move) for move in document["moves"]),
        outcomes=tuple(_to_outcome(outcome) for outcome in document["outcomes"]),
    )


def _to_outcome(stored: dict[str, Any]) -> GroupOutcome:
    """What a newer version keeps besides is passed over."""
    return GroupOutcome(**{name: stored[name] for name in _OUTCOME})


def _from_grid(grid: PlannedGrid) -> Document:
    return {
        "code": grid.code.text,
        "name": grid.name,
        "group": grid.group,
        "households": grid.households,
        "persons": grid.persons,
        "reasons": list(grid.reasons),
        "new": grid.new,
    }


def _to_grid(stored: dict[str, Any]) -> PlannedGrid:
    return PlannedGrid(
        code=GridCode(stored["code"]),
        name=stored["name"],
        group=stored["group"],
        households=stored["households"],
        persons=stored["persons"],
        reasons=tuple(stored["reasons"]),
        new=stored["new"],
    )


def _from_move(move: PlannedMove) -> Document:
    return {
        "household": move.household,
        "before": move.before.text,
        "after": move.after.text,
        "contacts": move.contacts,
        "visits": move.visits,
    }


def _to_move(stored: dict[str, Any]) -> PlannedMove:
    return PlannedMove(
        household=HouseholdId(stored["household"]),
        before=GridCode(stored["before"]),
        after=GridCode(stored["after"]),
        contacts=stored["contacts"],
        visits=stored["visits"],
    )
