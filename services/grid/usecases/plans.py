"""Plans: drafted dry, looked at, applied in one write, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from kit.access import Access
from kit.commit import Decision, Request
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from kit.model.ids import derived_id
from services.grid.domain.applying import apply, status_of, undo
from services.grid.domain.care import HouseholdCare
from services.grid.domain.events import Outcome
from services.grid.domain.ids import PlanId
from services.grid.domain.plan import Plan, PlanStatus
from services.grid.domain.planning import Drafted, draft
from services.grid.domain.planning_values import Engine, Following, Ground, PlanOrder
from services.grid.domain.policies import Policies
from services.grid.domain.policy import grid_policy_for
from services.grid.domain.village import Village
from services.grid.ports.cares import CareQueries
from services.grid.ports.households import KnownHouseholds
from services.grid.ports.villages import Plans, Villages

from .village_reading import required_village

_IN_FORCE = frozenset({PlanStatus.APPLIED, PlanStatus.UNDONE})


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan as it stands; `behind` households of it do not follow their village yet."""

    plan: Plan
    behind: int = 0


@dataclass(frozen=True, slots=True)
class PlanDesk:
    """Where the grids of a village are changed; everything that hangs on them follows by itself."""

    villages: Villages
    plans: Plans
    households: KnownHouseholds
    cares: CareQueries
    custody: Custody
    policies: Policies
    engine: Engine
    clock: Clock

    async def draft(
        self, access: Access, village: DivisionCode, order: PlanOrder, request: Request
    ) -> ShownPlan:
        """Work out a plan; nothing changes. A repeated request returns the same plan.

        Raises:
            Refusal: rights, custody, an order that cannot be carried out, or a reused request id.
        """
        self._require(access, village)
        plan = PlanId(derived_id("plan", request.id))
        drafted = await self.plans.drafted(plan, request)
        if drafted is None:
            ground = await self._ground(village)
            note = Drafted(plan, self.clock.now(), access.principal.subject)
            # in a thread: dividing a village takes seconds, and the event loop turns meanwhile
            drafted = await self.plans.keep(
                await asyncio.to_thread(draft, ground, order, note), request
            )
        return await self._shown(drafted)

    async def get(self, access: Access, plan: PlanId) -> ShownPlan:
        """Return a plan.

        Raises:
            NotFound: there is none in the caller's scope.
        """
        return await self._shown(await self._found(access, plan))

    async def page(
        self, access: Access, division: DivisionCode, after: str, size: int
    ) -> list[Plan]:
        """Return plans of a division as they stand, newest first."""
        ranges = access.ranges(division)
        self.custody.require_villages(division, self._today)
        found = await self.plans.page(ranges, after, size)
        villages: dict[DivisionCode, Village] = {}
        for code in sorted({plan.village for plan in found}):
            villages[code] = (await required_village(self.villages, code)).state
        return [_standing(villages[plan.village], plan) for plan in found]

    async def apply(self, access: Access, plan: PlanId, request: Request) -> ShownPlan:
        """Bring a plan into force in one write; nothing happens when it is already.

        Raises:
            PlanStale: the village has moved on; draft it again.
            PlanUndone: it was taken back.
            Refusal: rights, custody, no such plan, or a reused request id.
        """
        return await self._carry_out(access, plan, request, apply)

    async def undo(self, access: Access, plan: PlanId, request: Request) -> ShownPlan:
        """Take an applied plan back in one write; nothing happens when it is already.

        Raises:
            PlanNotApplied, LaterPlanApplied, PlanTooOld: it cannot be taken back.
            Refusal: rights, custody, no such plan, or a reused request id.
        """
        return await self._carry_out(access, plan, request, undo)

    async def _carry_out(
        self,
        access: Access,
        id: PlanId,
        request: Request,
        rule: Callable[[Village, Plan, date], Outcome],
    ) -> ShownPlan:
        plan, today = await self._found(access, id), self._today
        self.custody.require(plan.id, plan.village)

        def decide(village: Village) -> Decision[Village]:
            return Decision(*rule(village, plan, today))

        await self.villages.change(plan.village, decide, request)
        return await self._shown(plan)

    async def _found(self, access: Access, id: PlanId) -> Plan:
        plan = await self.plans.get(id)
        if plan is None or not access.principal.covers(plan.village):
            access.checked = True
            raise NotFound(what="网格调整方案", id=id)
        access.require(plan.village)
        return plan

    async def _shown(self, plan: Plan) -> ShownPlan:
        village = (await required_village(self.villages, plan.village)).state
        standing = _standing(village, plan)
        if standing.status not in _IN_FORCE:
            return ShownPlan(standing)
        cares = await self.cares.get_many([move.household for move in plan.moves])
        behind = sum(_behind(village, found.state) for found in cares.values())
        return ShownPlan(standing, behind)

    async def _ground(self, code: DivisionCode) -> Ground:
        village = (await required_village(self.villages, code)).state
        known = await self.households.of_village(code)
        cares = await self.cares.of_village(code)
        return Ground(
            village=village,
            policy=grid_policy_for(self.policies.grid, self._today),
            engine=self.engine,
            points={one.id: one.point for one in known if one.point is not None},
            following={found.state.household: _following(found.state) for found in cares},
        )

    def _require(self, access: Access, village: DivisionCode) -> None:
        access.require(village)
        self.custody.require(village.digits, village)

    @property
    def _today(self) -> date:
        return local_date(self.clock.now())


def _standing(village: Village, plan: Plan) -> Plan:
    return replace(plan, status=status_of(village, plan))


def _behind(village: Village, care: HouseholdCare) -> bool:
    """Whether the care still is in another leaf than its household."""
    member = village.members.get(care.household)
    return care.live and member is not None and member.leaf != care.leaf


def _following(care: HouseholdCare) -> Following:
    return Following(
        colour=care.colour,
        contacts=sum(contact.live for contact in care.contacts),
        visits=int(care.duty is not None),
    )
