"""Village as the published and stored `VillageRecord`."""

from __future__ import annotations

from gov321.grid.events.v1 import village_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from kit.wire_time import from_day, from_day_or_none, to_day, to_day_or_none
from services.grid.domain.grid import Exemption, Grid, GridCode, Population
from services.grid.domain.ids import HouseholdId, PlanId
from services.grid.domain.village import AppliedPlan, Membership, Ridge, Village

from .village_lines_record import (
    from_leadership,
    from_posting,
    from_session,
    from_vacancy,
    to_leadership,
    to_posting,
    to_session,
    to_vacancy,
)


def from_village(village: Village, revision: int) -> pb.VillageRecord:
    """Return the record of a village at a revision."""
    return pb.VillageRecord(
        village=village.code.digits,
        revision=revision,
        custodian=village.code.digits,
        structure=village.structure,
        grids=[_from_grid(grid) for grid in village.grids],
        members=[_from_member(id, village.members[id]) for id in sorted(village.members)],
        postings=[from_posting(one) for one in village.postings],
        leaderships=[from_leadership(one) for one in village.leaderships],
        vacancies=[from_vacancy(one) for one in village.vacancies],
        sessions=[from_session(one) for one in village.sessions],
        ridges=[_from_ridge(one) for one in village.ridges],
        plans=[_from_plan(one) for one in village.plans],
    )


def to_village(record: pb.VillageRecord) -> Village:
    """Return the village of a record."""
    return Village(
        code=DivisionCode.parse(record.village),
        grids=tuple(_to_grid(grid) for grid in record.grids),
        members={HouseholdId(one.household_id): _to_member(one) for one in record.members},
        postings=tuple(to_posting(one) for one in record.postings),
        leaderships=tuple(to_leadership(one) for one in record.leaderships),
        vacancies=tuple(to_vacancy(one) for one in record.vacancies),
        sessions=tuple(to_session(one) for one in record.sessions),
        ridges=tuple(_to_ridge(one) for one in record.ridges),
        plans=tuple(_to_plan(one) for one in record.plans),
        structure=record.structure,
    )


def _from_grid(grid: Grid) -> pb.GridRecord:
    record = pb.GridRecord(
        code=grid.code.text,
        name=grid.name,
        group=grid.group,
        since=from_day(grid.since),
        until=from_day_or_none(grid.until),
        population=grid.population.value if grid.population else "",
        plan_id=grid.plan or "",
    )
    if grid.exemption is not None:
        record.exemption.CopyFrom(_from_exemption(grid.exemption))
    return record


def _to_grid(record: pb.GridRecord) -> Grid:
    return Grid(
        code=GridCode(record.code),
        name=record.name,
        group=record.group,
        since=to_day(record.since, "since"),
        until=to_day_or_none(record.until, "until"),
        population=read_enum(Population, record.population, Population.REGISTERED)
        if record.population
        else None,
        plan=PlanId(record.plan_id) if record.plan_id else None,
        exemption=_to_exemption(record.exemption) if record.HasField("exemption") else None,
    )


def _from_exemption(exemption: Exemption) -> pb.ExemptionRecord:
    return pb.ExemptionRecord(
        reason=exemption.reason, signer=exemption.signer, on=from_day(exemption.on)
    )


def _to_exemption(record: pb.ExemptionRecord) -> Exemption:
    return Exemption(record.reason, record.signer, to_day(record.on, "on"))


def _from_member(household: HouseholdId, member: Membership) -> pb.MembershipRecord:
    return pb.MembershipRecord(
        household_id=household,
        leaf=member.leaf.text,
        registered=member.registered,
        present=member.present,
        seen=member.seen,
        placeless=member.placeless,
    )


def _to_member(record: pb.MembershipRecord) -> Membership:
    return Membership(
        leaf=GridCode(record.leaf),
        registered=record.registered,
        present=record.present,
        seen=record.seen,
        placeless=record.placeless,
    )


def _from_ridge(ridge: Ridge) -> pb.RidgeRecord:
    (start_longitude, start_latitude), (end_longitude, end_latitude) = ridge.start, ridge.end
    return pb.RidgeRecord(
        start_longitude=start_longitude,
        start_latitude=start_latitude,
        end_longitude=end_longitude,
        end_latitude=end_latitude,
    )


def _to_ridge(record: pb.RidgeRecord) -> Ridge:
    return Ridge(
        start=(record.start_longitude, record.start_latitude),
        end=(record.end_longitude, record.end_latitude),
    )


def _from_plan(applied: AppliedPlan) -> pb.AppliedPlanRecord:
    before = {str(household): leaf.text for household, leaf in applied.before.items()}
    return pb.AppliedPlanRecord(plan_id=applied.plan, before=before, undone=applied.undone)


def _to_plan(record: pb.AppliedPlanRecord) -> AppliedPlan:
    before = {HouseholdId(id): GridCode(leaf) for id, leaf in sorted(record.before.items())}
    return AppliedPlan(PlanId(record.plan_id), before, record.undone)
