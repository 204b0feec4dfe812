"""Posts, leaders of grids and sessions of deputies: each order is one write of the village."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from services.grid.domain.appointing import (
    AppointLeader,
    ReleaseLeader,
    appoint_leader,
    release_leader,
)
from services.grid.domain.events import Outcome
from services.grid.domain.known import KnownHousehold
from services.grid.domain.line_errors import NotInHousehold
from services.grid.domain.lines import Session
from services.grid.domain.policies import Policies
from services.grid.domain.policy import GridPolicy, grid_policy_for
from services.grid.domain.postings import LeavePost, TakePost, leave_post, take_post
from services.grid.domain.schedule import record_session
from services.grid.domain.village import Village
from services.grid.ports.households import KnownHouseholds
from services.grid.ports.villages import Villages

from .village_reading import required_village

Rule = Callable[[Village, date], Outcome]
"""What is done to a village on a day: pure, may be called again on a newer state."""

RULES: Mapping[type, Callable[[Village, Any, date], Outcome]] = {
    TakePost: take_post,
    LeavePost: leave_post,
    AppointLeader: appoint_leader,
    ReleaseLeader: release_leader,
}
"""Order → rule."""


@dataclass(frozen=True, slots=True)
class VillageTarget:
    """Which village an order is for, and the revision the caller decided on."""

    village: DivisionCode
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class LineDesk:
    """Where people take and leave posts, lead grids, and report what they held."""

    villages: Villages
    households: KnownHouseholds
    custody: Custody
    policies: Policies
    clock: Clock

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    @property
    def policy(self) -> GridPolicy:
        """The county's rules for grids of today.

        Raises:
            NotFound: it has none.
        """
        return grid_policy_for(self.policies.grid, self.today)

    async def carry_out(
        self, access: Access, target: VillageTarget, order: object
    ) -> Versioned[Village]:
        """Do one of `RULES` to a village and return how it stands.

        Raises:
            Refusal: rights, custody, a rule, a stale revision, or a reused request id.
        """
        rule = RULES[type(order)]
        return await self._change(access, target, lambda village, day: rule(village, order, day))

    async def take_post(
        self, access: Access, target: VillageTarget, order: TakePost
    ) -> Versioned[Village]:
        """Give somebody a post; whoever is of the village is known there.

        Raises:
            NotInHousehold: the registry does not know the person in the household named.
            Refusal: as `carry_out`.
        """
        self._require(access, target.village)
        wanted = [order.household] if order.household is not None else []
        known = await self.households.get_many(wanted)

        def rule(village: Village, today: date) -> Outcome:
            if order.household is not None:
                _require_member(village, order, known.get(order.household), today)
            return take_post(village, order, today)

        return await self._change(access, target, rule)

    async def record_session(
        self, access: Access, target: VillageTarget, session: Session
    ) -> Versioned[Village]:
        """Keep that a reception day or voter meeting was held.

        Raises:
            Refusal: as `carry_out`.
        """
        policies = self.policies.grid
        return await self._change(
            access, target, lambda village, today: record_session(village, session, policies, today)
        )

    async def _change(
        self, access: Access, target: VillageTarget, rule: Rule
    ) -> Versioned[Village]:
        self._require(access, target.village)
        today = self.today

        def decide(village: Village) -> Decision[Village]:
            return Decision(*rule(village, today))

        await self.villages.change(target.village, decide, target.request, target.revision)
        return await required_village(self.villages, target.village)

    def _require(self, access: Access, village: DivisionCode) -> None:
        access.require(village)
        self.custody.require(village.digits, village)


def _require_member(
    village: Village, order: TakePost, known: KnownHousehold | None, today: date
) -> None:
    here = known is not None and known.live and known.village == village.code
    stays = known.stays if known is not None and here else ()
    lives = (stay for stay in stays if stay.person == order.person and stay.died is None)
    if not any(stay.lives_here_on(today) for stay in lives):
        raise NotInHousehold(person=order.person, household=order.household)
