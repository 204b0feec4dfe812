"""Where topics are raised, talked over, voted on, decided and carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from kit.model.ids import derived_id
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.deliberation_changes import DeliberationGround, DeliberationPolicy
from services.petition.domain.deliberation_opening import RaiseTopic, raise_topic
from services.petition.domain.deliberation_orders import DeliberationOrder
from services.petition.domain.deliberation_steps import take_step
from services.petition.domain.ids import DeliberationId
from services.petition.domain.rules import Rules
from services.petition.ports.deliberations import (
    WHAT,
    DeliberationFilter,
    DeliberationQueries,
    Deliberations,
)


@dataclass(frozen=True, slots=True)
class DeliberationTarget:
    """Which deliberation a command is for, and the revision the caller decided on."""

    deliberation: DeliberationId
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class DeliberationDesk:
    """One desk for all steps: the table decides. `known` are this site's own, or its copies."""

    deliberations: Deliberations
    known: DeliberationQueries
    custody: Custody
    clock: Clock
    rules: Rules
    policy: DeliberationPolicy = field(default_factory=DeliberationPolicy)

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    async def raise_topic(
        self, access: Access, order: RaiseTopic, request: Request
    ) -> Versioned[Deliberation]:
        """Take a topic in, once however often it is asked.

        Raises:
            Refusal: rights, custody, proposers or day, or a reused request id.
        """
        id = DeliberationId(derived_id("deliberation", request.id))
        access.require(order.center)
        self.custody.require(id, order.center)
        ground = self._ground(access)
        await self.deliberations.create(
            id, lambda: Decision(*raise_topic(id, order, ground)), request
        )
        return await self._found(id)

    async def take_step(
        self, access: Access, target: DeliberationTarget, order: DeliberationOrder
    ) -> Versioned[Deliberation]:
        """Take one step and return how the deliberation stands.

        Raises:
            Refusal: rights, custody, the table, a stale revision, or a reused request id.
        """
        found = await self._found(target.deliberation)
        access.require(found.state.center)
        self.custody.require(target.deliberation, found.state.center)
        ground = self._ground(access)
        await self.deliberations.change(
            target.deliberation,
            lambda deliberation: Decision(*take_step(deliberation, order, ground)),
            target.request,
            target.revision,
        )
        return await self._found(target.deliberation)

    async def get(self, access: Access, id: DeliberationId) -> Versioned[Deliberation]:
        """Return a deliberation.

        Raises:
            NotFound: there is none in the caller's scope.
        """
        access.checked = True
        found = await self.known.get(id)
        if found is None or not access.principal.covers(found.state.center):
            raise NotFound(what=WHAT, id=id)
        return found

    async def page(
        self,
        access: Access,
        division: DivisionCode,
        wanted: DeliberationFilter,
        after: str,
        size: int,
    ) -> list[Versioned[Deliberation]]:
        """Return a page of the deliberations in a division, by village."""
        return await self.known.page(access.ranges(division), wanted, after, size)

    async def _found(self, id: DeliberationId) -> Versioned[Deliberation]:
        found = await self.deliberations.get(id)
        if found is None:
            raise NotFound(what=WHAT, id=id)
        return found

    def _ground(self, access: Access) -> DeliberationGround:
        calendars = self.rules.calendars(local_date(self.now))
        return DeliberationGround(self.now, access.principal.subject, calendars, self.policy)
