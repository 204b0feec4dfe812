"""Where units are called, report in, close their parts, and are waived and rated by the caller."""

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
from kit.roles import Role
from services.petition.domain.ids import UnitCode, WhistleId
from services.petition.domain.rules import Rules
from services.petition.domain.whistle import Whistle
from services.petition.domain.whistle_calling import (
    CallUnits,
    WhistleGround,
    WhistlePolicy,
    call,
)
from services.petition.domain.whistle_errors import WhistleUnitUnknown
from services.petition.domain.whistle_steps import PartOrder, take_part_step
from services.petition.ports.whistles import WHAT, WhistleFilter, WhistleQueries, Whistles


@dataclass(frozen=True, slots=True)
class WhistleTarget:
    """Which whistle a command is for, and the revision the caller decided on."""

    whistle: WhistleId
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class WhistleDesk:
    """One desk for both sides. `known` are this site's own whistles, or its copies."""

    whistles: Whistles
    known: WhistleQueries
    custody: Custody
    clock: Clock
    rules: Rules
    policy: WhistlePolicy = field(default_factory=WhistlePolicy)

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    async def call(self, access: Access, order: CallUnits, request: Request) -> Versioned[Whistle]:
        """Call units, once however often it is asked.

        Raises:
            Refusal: rights, custody, units or deadline, or a reused request id.
        """
        id = WhistleId(derived_id("whistle", request.id))
        access.require(order.center)
        self.custody.require(id, order.center)
        ground = self._ground(access)

        def decide() -> Decision[Whistle]:
            self._require_known(order)
            return Decision(*call(id, order, ground))

        await self.whistles.create(id, decide, request)
        return await self._found(id)

    async def take_step(
        self, access: Access, target: WhistleTarget, order: PartOrder
    ) -> Versioned[Whistle]:
        """Take one step of one part and return how the whistle stands.

        Raises:
            Refusal: rights, custody, the table, a stale revision, or a reused request id.
        """
        found = await self._found(target.whistle)
        access.require(found.state.center)
        self.custody.require(target.whistle, found.state.center)
        ground = self._ground(access)
        await self.whistles.change(
            target.whistle,
            lambda whistle: Decision(*take_part_step(whistle, order, ground)),
            target.request,
            target.revision,
        )
        return await self._found(target.whistle)

    async def get(self, access: Access, id: WhistleId) -> Versioned[Whistle]:
        """Return a whistle.

        Raises:
            NotFound: there is none in the caller's scope, or it does not call their unit.
        """
        access.checked = True
        found = await self.known.get(id)
        if found is None or not _may_see(access, found.state):
            raise NotFound(what=WHAT, id=id)
        return found

    async def page(
        self, access: Access, division: DivisionCode, wanted: WhistleFilter, after: str, size: int
    ) -> list[Versioned[Whistle]]:
        """Return a page of the whistles in a division; an officer's are those that call the unit.

        An officer without a unit sees none.
        """
        ranges = access.ranges(division)
        if is_officer(access):
            own = UnitCode(access.principal.unit)
            if not own or wanted.unit not in (None, own):
                return []
            wanted = WhistleFilter(own, wanted.open_only)
        return await self.known.page(ranges, wanted, after, size)

    async def _found(self, id: WhistleId) -> Versioned[Whistle]:
        found = await self.whistles.get(id)
        if found is None:
            raise NotFound(what=WHAT, id=id)
        return found

    def _ground(self, access: Access) -> WhistleGround:
        who, now = access.principal, self.now
        return WhistleGround(
            at=now,
            by=who.subject,
            tier=who.tier,
            calendars=self.rules.calendars(local_date(now)),
            unit=UnitCode(who.unit) if Role.HANDLER in who.roles else None,
            policy=self.policy,
        )

    def _require_known(self, order: CallUnits) -> None:
        for unit in order.units:
            if unit not in self.rules.reference.units:
                raise WhistleUnitUnknown(unit=unit)


def is_officer(access: Access) -> bool:
    """Whether somebody acts for a unit, and not for a center."""
    return Role.HANDLER in access.principal.roles


def _may_see(access: Access, whistle: Whistle) -> bool:
    if not access.principal.covers(whistle.center):
        return False
    return not is_officer(access) or whistle.calls(UnitCode(access.principal.unit))
