"""Taking appeals in: by residents, by staff for a call or a paper, by events of other services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody, require_custody
from kit.model.clock import Clock
from kit.model.errors import InvalidValue
from kit.model.ids import derived_id
from services.petition.domain.actor import Actor
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.domain.petition import Petition
from services.petition.domain.petition_errors import NumberTaken
from services.petition.domain.rules import Rules
from services.petition.domain.sending import sent_at_once
from services.petition.domain.steps import Clocks
from services.petition.domain.submitting import (
    NUMBER_FORMS,
    SubmitPetition,
    require_order,
    submit,
)
from services.petition.ports.petitions import Petitions

from .attachments import Attachments
from .petition_changes import actor_of
from .receipts import QueryCodes, Receipt, kept_of


@dataclass(frozen=True, slots=True)
class Taken:
    """An appeal that was taken in, with one receipt for each petitioner."""

    petition: Versioned[Petition]
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """Where appeals come in, at every tier."""

    petitions: Petitions
    attachments: Attachments
    codes: QueryCodes
    custody: Custody
    clock: Clock
    rules: Rules

    async def submit(
        self,
        access: Access,
        request: Request,
        order: SubmitPetition,
        files: Sequence[AttachmentId] = (),
    ) -> Taken:
        """Take an appeal in; a repeated request gives the same appeal and receipts.

        Raises:
            OutOfScope: the center is not the caller's.
            NotCustodian: another site takes in for this center.
            InvalidValue, NotFound: the order does not fit together, or names what is not there.
            RequestReused: the request id came before with another body.
        """
        access.require(order.center)
        return await self.take_in(actor_of(access.principal), request, order, files)

    async def take_in(
        self,
        who: Actor,
        request: Request,
        order: SubmitPetition,
        files: Sequence[AttachmentId] = (),
    ) -> Taken:
        """Take in for somebody whose rights were looked at, or for an event."""
        id = PetitionId(derived_id("petition", request.id))
        require_custody(self.custody.topology, self.custody.here, id, order.center)
        kept = await self.petitions.replayed(id, request)
        if kept is None:
            self._require(order)
            named = await self.attachments.claim(id, files)
            kept = await self._create(id, request, replace(order, attachments=named), who)
        petition = (await self.petitions.get_many([id]))[id]
        return Taken(petition, self.codes.receipts(kept))

    async def _create(
        self, id: PetitionId, request: Request, order: SubmitPetition, who: Actor
    ) -> bytes:
        now = self.clock.now()
        clocks = Clocks.of(self.rules, now)
        for form in range(NUMBER_FORMS):
            try:
                return await self.petitions.create(
                    id, lambda form=form: self._decide(id, order, who, now, clocks, form), request
                )
            except NumberTaken:
                continue
        raise NumberTaken(id=id, number=order.center)

    def _decide(
        self,
        id: PetitionId,
        order: SubmitPetition,
        who: Actor,
        now: datetime,
        clocks: Clocks,
        form: int,
    ) -> Decision[Petition]:
        taken = submit(id, order, who, now, clocks, form)
        petition, happened = sent_at_once(taken, self.custody.divisions, who, now)
        return Decision(petition, happened, kept_of(petition.petitioners))

    def _require(self, order: SubmitPetition) -> None:
        require_order(order, self.rules.reference)
        for code in (order.center, order.home, order.place):
            self.custody.divisions.get(code)
        inside = order.center.contains(order.place) or order.place.contains(order.center)
        if not inside:
            raise InvalidValue(field="place", why=f"{order.place} 不在 {order.center} 中心的辖区内")
