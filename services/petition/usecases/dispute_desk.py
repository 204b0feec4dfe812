"""Where disputes are taken in, mediated and followed up, and committees are formed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from kit.model.ids import derived_id
from services.petition.domain.dispute import Dispute
from services.petition.domain.dispute_changes import Ground, MediationPolicy
from services.petition.domain.dispute_opening import NewDispute, register
from services.petition.domain.dispute_orders import DisputeOrder, NameMediators
from services.petition.domain.dispute_steps import take_step
from services.petition.domain.ids import DisputeId
from services.petition.domain.mediation import Committee, Formed, Member, form
from services.petition.domain.rules import Rules
from services.petition.ports.disputes import (
    WHAT,
    WHAT_COMMITTEE,
    Committees,
    DisputeFilter,
    DisputeQueries,
    Disputes,
)


@dataclass(frozen=True, slots=True)
class DisputeTarget:
    """Which dispute a command is for, and the revision the caller decided on."""

    dispute: DisputeId
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class DisputeDesk:
    """One desk for all steps: the table decides. `known` are this site's own, or its copies."""

    disputes: Disputes
    known: DisputeQueries
    committees: Committees
    custody: Custody
    clock: Clock
    rules: Rules
    policy: MediationPolicy = field(default_factory=MediationPolicy)

    async def register(
        self, access: Access, new: NewDispute, request: Request
    ) -> Versioned[Dispute]:
        """Take a dispute in, once however often it is asked.

        Raises:
            Refusal: rights, custody, one party alone, or a reused request id.
        """
        id = DisputeId(derived_id("dispute", request.id))
        access.require(new.center)
        self.custody.require(id, new.center)
        ground = self._ground(access)
        await self.disputes.create(id, lambda: Decision(*register(id, new, ground)), request)
        return await self._found(id)

    async def take_step(
        self, access: Access, target: DisputeTarget, order: DisputeOrder
    ) -> Versioned[Dispute]:
        """Take one step and return how the dispute stands.

        Raises:
            Refusal: rights, custody, the table, a stale revision, or a reused request id.
        """
        found = await self._found(target.dispute)
        access.require(found.state.center)
        self.custody.require(target.dispute, found.state.center)
        ground = self._ground(access)
        await self.disputes.change(
            target.dispute,
            lambda dispute: Decision(*take_step(dispute, order, ground)),
            target.request,
            target.revision,
        )
        return await self._found(target.dispute)

    async def name_mediators(
        self,
        access: Access,
        target: DisputeTarget,
        mediators: Sequence[str],
        *,
        chosen: bool,
        note: str,
    ) -> Versioned[Dispute]:
        """Name mediators out of the committee in office at the dispute's center.

        Raises:
            Refusal: as `take_step`, or somebody is not a member.
        """
        found = await self._found(target.dispute)
        access.require(found.state.center)
        committee = await self.committees.get(found.state.center)
        order = NameMediators(
            mediators=tuple(mediators),
            chosen=chosen,
            committee=committee.state if committee else None,
            note=note,
        )
        return await self.take_step(access, target, order)

    async def form_committee(
        self,
        access: Access,
        center: DivisionCode,
        since: date,
        members: Sequence[Member],
        request: Request,
    ) -> Versioned[Committee]:
        """Let a committee begin its term of three years.

        Raises:
            Refusal: rights, custody, its members or its term.
        """
        access.require(center)
        self.custody.require(center.digits, center)

        def decide(before: Committee | None) -> Decision[Committee]:
            return Decision(form(center, since, members, before, self.today), (Formed(),))

        await self.committees.form(center, decide, request)
        return await self.committee(access, center)

    async def committee(self, access: Access, center: DivisionCode) -> Versioned[Committee]:
        """Return the present committee of a center.

        Raises:
            NotFound: none was ever formed here.
        """
        access.require(center)
        found = await self.committees.get(center)
        if found is None:
            raise NotFound(what=WHAT_COMMITTEE, id=center)
        return found

    async def get(self, access: Access, id: DisputeId) -> Versioned[Dispute]:
        """Return a dispute.

        Raises:
            NotFound: there is none in the caller's scope.
        """
        access.checked = True
        found = await self.known.get(id)
        if found is None or not access.principal.covers(found.state.center):
            raise NotFound(what=WHAT, id=id)
        return found

    async def page(
        self, access: Access, division: DivisionCode, wanted: DisputeFilter, after: str, size: int
    ) -> list[Versioned[Dispute]]:
        """Return a page of the disputes in a division, by center."""
        return await self.known.page(access.ranges(division), wanted, after, size)

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    async def _found(self, id: DisputeId) -> Versioned[Dispute]:
        found = await self.disputes.get(id)
        if found is None:
            raise NotFound(what=WHAT, id=id)
        return found

    def _ground(self, access: Access) -> Ground:
        calendars = self.rules.calendars(self.today)
        return Ground(self.clock.now(), access.principal.subject, calendars, self.policy)
