"""The plans of one site on fakes: the desk over villages, households and cares in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kit.access import Access
from kit.authz import Range, principal
from kit.commit import Decision, Request
from kit.custody import Custody
from kit.model.clock import ManualClock
from kit.model.division import DivisionCode, Tier
from kit.model.errors import RequestReused
from kit.records import Document
from kit.roles import Role
from services.grid.domain.dividing import PartitionEngine
from services.grid.domain.founding import found
from services.grid.domain.placement import place
from services.grid.domain.plan import Plan
from services.grid.domain.policies import Policies
from services.grid.domain.village import Village
from services.grid.rpc.operations import OPERATIONS
from services.grid.usecases.plans import PlanDesk
from services.grid.usecases.structure import StructureDesk
from services.grid.wire.plan_record import document_of_plan, plan_of_document
from services.registry.domain.household import Household, Point
from tests.support.builders import a_household
from tests.support.grid_builders import JIANGHE, NOW, TODAY, a_point
from tests.support.grid_fakes import MemoryCares, MemoryVillages
from tests.support.grid_intake import MemoryKnownHouseholds, told
from tests.support.registry_app import DIVISIONS, TOPOLOGY


class MemoryPlans:
    """`Plans` in a dict of the stored documents."""

    def __init__(self) -> None:
        self._plans: dict[str, Document] = {}

    async def drafted(self, plan: str, request: Request) -> Plan | None:
        """See `Plans`."""
        document = self._plans.get(plan)
        if document is None:
            return None
        if document["digest"] != request.digest:
            raise RequestReused(request_id=request.id)
        return plan_of_document(document)

    async def keep(self, plan: Plan, request: Request) -> Plan:
        """See `Plans`."""
        self._plans.setdefault(plan.id, document_of_plan(plan, request.digest))
        return await self.drafted(plan.id, request) or plan

    async def get(self, plan: str) -> Plan | None:
        """See `Plans`."""
        return plan_of_document(self._plans[plan]) if plan in self._plans else None

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> list[Plan]:
        """See `Plans`."""
        newest = sorted(self._plans.values(), key=lambda d: d["position"], reverse=True)
        return [
            plan_of_document(document)
            for document in newest
            if any(low <= document["village"] < high for low, high in ranges)
            if not after or document["position"] < after
        ][:limit]


def registered(group: str, number: int, village: DivisionCode = JIANGHE) -> Household:
    """Return a household of four at the n-th house of a group: `<group>-001` and so on."""
    builder = a_household(f"{group}-{number:03}").in_village(village, group).with_members(4)
    return replace(builder.build(), point=Point(*a_point(number)))


@dataclass
class PlanSite:
    """One site; the test lets the registry tell of households."""

    here: str = "villages"
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    households: MemoryKnownHouseholds = field(default_factory=MemoryKnownHouseholds)
    plans: MemoryPlans = field(default_factory=MemoryPlans)

    def __post_init__(self) -> None:
        self.villages = MemoryVillages(self.clock)
        self.cares = MemoryCares(self.clock)
        site = next(site for site in TOPOLOGY.sites if site.id == self.here)
        self.custody = Custody(TOPOLOGY, site, DIVISIONS)

    async def hear(self, *households: Household, revision: int = 1) -> None:
        """Let the registry tell of households, and the village place them."""
        facts = [told(household, revision) for household in households]
        await self.households.apply(facts)
        await self.villages.create(found(JIANGHE, "江河村", (), TODAY))
        known = [fact.known for fact in facts]
        await self.villages.change(JIANGHE, lambda village: Decision(*place(village, known, TODAY)))

    async def hear_groups(self, **groups: int) -> None:
        """Let the registry tell of groups, each with so many households."""
        await self.hear(
            *(registered(name, n) for name, size in groups.items() for n in range(1, size + 1))
        )

    async def village(self) -> Village:
        """Return 江河村 as it stands."""
        found = await self.villages.get(JIANGHE)
        assert found is not None
        return found.state

    @cached_property
    def desk(self) -> PlanDesk:
        return PlanDesk(
            self.villages,
            self.plans,
            self.households,
            self.cares,
            self.custody,
            Policies(),
            PartitionEngine(),
            self.clock,
        )

    @cached_property
    def structure(self) -> StructureDesk:
        return StructureDesk(self.villages, self.custody, self.clock)


def access_to(method: str, scope: str = "610921", role: Role = Role.REVIEWER) -> Access:
    """Return the rights of somebody who calls `PlanService/ApplyPlan`, say."""
    who = principal(f"{role.value}-1", [role], [scope], Tier.VILLAGE)
    return Access(who, OPERATIONS[f"gov321.grid.v1.{method}"])
