"""What was asked for on a visit becomes an appeal, exactly once, where the village is hosted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.commit import AlreadyExists, Request
from kit.model.ids import RequestId, derived_id
from kit.topology import Site, Topology
from services.petition.domain.actor import event
from services.petition.domain.kinds import Disclosure, MatterType, Source
from services.petition.domain.submitting import NewPetitioner, SubmitPetition
from services.petition.ports.needs import RaisedNeed

from .submission import Submission

VISIT = event("visit")
"""Who takes it in, in the history."""

_HOUSEHOLD = NewPetitioner(Disclosure.NAMED, name="走访住户（见所关联的户）")
"""The grid tells of the household, not of a person in it."""

_TITLE_MOST = 50


@dataclass(frozen=True, slots=True)
class FromGrid:
    """The request id follows from visit and number: a fact told again meets the appeal it made."""

    submission: Submission
    topology: Topology
    here: Site

    async def take_in(self, needs: Sequence[RaisedNeed]) -> None:
        """Take in a batch; safe to repeat in any part.

        Raises:
            NotFound: the county has no such village.
        """
        for need in needs:
            if self.topology.hosts(self.here, need.village):
                await self._one(need)

    async def _one(self, need: RaisedNeed) -> None:
        try:
            await self.submission.take_in(VISIT, request_of(need), order_of(need))
        except AlreadyExists:
            return  # so long ago that the record has forgotten the request


def request_of(need: RaisedNeed) -> Request:
    """Return the request a need is; what a visit raised under a number never changes."""
    return Request(RequestId(derived_id("need", need.visit, str(need.number))), b"")


def order_of(need: RaisedNeed) -> SubmitPetition:
    """Return the order to take a need in at the center of its village."""
    return SubmitPetition(
        center=need.village,
        home=need.village,
        place=need.village,
        matter=MatterType.HELP,
        source=Source.VISIT,
        petitioners=(_HOUSEHOLD,),
        title=need.text.strip()[:_TITLE_MOST],
        text=need.text.strip(),
        household_id=need.household,
        grid=need.grid,
        visit_id=need.visit,
    )
