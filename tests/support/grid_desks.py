"""A person at the grid of a site: the public gRPC calls, and the few things tests do often."""

from __future__ import annotations

from gov321.grid.v1 import care_pb2, care_service_pb2, grid_pb2, plan_service_pb2
from gov321.grid.v1 import grid_service_pb2 as grids
from gov321.grid.v1 import line_service_pb2 as lines
from gov321.grid.v1 import run_service_pb2 as runs
from gov321.grid.v1.care_service_pb2_grpc import CareServiceStub
from gov321.grid.v1.grid_service_pb2_grpc import GridServiceStub
from gov321.grid.v1.line_service_pb2_grpc import LineServiceStub
from gov321.grid.v1.plan_service_pb2_grpc import PlanServiceStub
from gov321.grid.v1.run_service_pb2_grpc import ColourRunServiceStub
from gov321.registry.v1.household_pb2 import Household

from kit.model.clock import SystemClock, local_date
from kit.wire_time import from_day
from tests.support.desks import Seat, new_id
from tests.support.waiting import eventually_async

Care = care_pb2.HouseholdCare
Plan = plan_service_pb2.Plan
Village = grids.Village
TODAY = from_day(local_date(SystemClock().now()))


class GridDesk(Seat):
    """A seat at the grid."""

    @property
    def grids(self) -> GridServiceStub:
        """Villages, coverage, counts."""
        return GridServiceStub(self.channel)

    @property
    def plans(self) -> PlanServiceStub:
        """Plans."""
        return PlanServiceStub(self.channel)

    @property
    def lines(self) -> LineServiceStub:
        """Posts, leaders, contacts."""
        return LineServiceStub(self.channel)

    @property
    def cares(self) -> CareServiceStub:
        """Colours and visits."""
        return CareServiceStub(self.channel)

    @property
    def runs(self) -> ColourRunServiceStub:
        """Yearly runs."""
        return ColourRunServiceStub(self.channel)

    async def village(self, code: str) -> Village:
        """Return the grids of a village."""
        request = grids.GetVillageRequest(village=code)
        return (await self.grids.GetVillage(request)).village

    async def coverage(self, code: str) -> grids.VillageCoverage:
        """Return the coverage of a village, all zero when nobody told of it."""
        request = grids.CheckCoverageRequest(division=code)
        found = (await self.grids.CheckCoverage(request)).villages
        return found[0] if found else grids.VillageCoverage()

    async def covers(self, code: str, households: int) -> bool:
        """Whether a village is known with so many households, each in one leaf."""
        found = await self.coverage(code)
        return found.households == households and is_covered(found)

    async def cares_of(self, division: str) -> dict[str, Care]:
        """Return every household of a village by id."""
        request = care_service_pb2.ListCaresRequest(division=division, page_size=1000)
        return {care.household_id: care for care in (await self.cares.ListCares(request)).cares}

    async def care(self, household: str) -> Care:
        """Return how one household is looked after."""
        request = care_service_pb2.GetCareRequest(household_id=household)
        return (await self.cares.GetCare(request)).care

    async def draft(self, village: str, *leaves: str, **order: object) -> Plan:
        """Draft a plan: a repair, or what the order says."""
        usual = {"kind": Plan.KIND_REPAIR, **order}
        request = plan_service_pb2.DraftPlanRequest(
            request_id=new_id(),
            village=village,
            grids=leaves,
            **usual,  # pyright: ignore[reportArgumentType]
        )
        return (await self.plans.DraftPlan(request)).plan

    async def apply(self, plan: Plan, request_id: str = "") -> Plan:
        """Bring a plan into force."""
        request = plan_service_pb2.ApplyPlanRequest(
            request_id=request_id or new_id(), plan_id=plan.plan_id
        )
        return (await self.plans.ApplyPlan(request)).plan

    async def followed(self, plan: Plan, within_s: float = 60.0) -> None:
        """Wait until every household a plan moved has followed."""

        async def nobody_behind() -> bool:
            request = plan_service_pb2.GetPlanRequest(plan_id=plan.plan_id)
            return not (await self.plans.GetPlan(request)).plan.households_behind

        await eventually_async(nobody_behind, within_s)

    async def take_post(self, head: Household, name: str, post: grid_pb2.Post.ValueType) -> str:
        """Give the head of a household a post in its village; return the person."""
        request = lines.TakePostRequest(
            request_id=new_id(),
            village=head.division,
            person_id=head.head_person_id,
            name=name,
            post=post,
            since=TODAY,
            household_id=head.id,
        )
        return (await self.lines.TakePost(request)).posting.person_id

    async def lead(self, grid: str, person: str) -> None:
        """Make somebody leader of a grid."""
        request = lines.AppointLeaderRequest(
            request_id=new_id(), grid=grid, person_id=person, since=TODAY
        )
        await self.lines.AppointLeader(request)

    async def assign_by_grid(self, division: str) -> lines.AssignContactsByGridResponse:
        """Give every household the leader of its leaf as contact."""
        request = lines.AssignContactsByGridRequest(request_id=new_id(), division=division)
        return await self.lines.AssignContactsByGrid(request)

    async def classify(self, division: str, reviewer: GridDesk) -> None:
        """Bring the colours of a division into force by a yearly run."""
        drafted = await self.runs.DraftRun(
            runs.DraftRunRequest(request_id=new_id(), division=division)
        )
        id = drafted.run.run_id
        await reviewer.runs.ApplyRun(runs.ApplyRunRequest(request_id=new_id(), run_id=id))

        async def applied() -> bool:
            found = await self.runs.GetRun(runs.GetRunRequest(run_id=id))
            return found.run.status == runs.ColourRun.STATUS_APPLIED

        await eventually_async(applied, 30.0)


def is_covered(found: grids.VillageCoverage) -> bool:
    """Whether every live household is in exactly one leaf, and nobody else."""
    return not (found.without_grid or found.in_two_grids or found.unknown)
