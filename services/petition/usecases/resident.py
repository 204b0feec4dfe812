"""What a petitioner does with number and query code: see how it stands, rate, take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kit.access import Access
from kit.commit import Decision, Request
from kit.model.division import Tier
from services.petition.domain.actor import Actor
from services.petition.domain.clocks import ClockKind
from services.petition.domain.escalating import next_center
from services.petition.domain.events import Outcome
from services.petition.domain.handing import require_here
from services.petition.domain.ids import PetitionerId
from services.petition.domain.petition import Petition, Petitioner, Rating
from services.petition.domain.protecting import is_protected
from services.petition.domain.rating import rate, withdraw
from services.petition.domain.states import State
from services.petition.domain.steps import CENTER_DESK, Clocks, open_clocks

from .petition_changes import PetitionChanges, actor_of
from .receipts import QueryCodes

_ANSWER_BY = (
    ClockKind.FINISH,
    ClockKind.REVIEW_ANSWER,
    ClockKind.RECHECK_ANSWER,
    ClockKind.ACCEPT,
)

_ByPetitioner = Callable[[Petition, PetitionerId, Actor, datetime, Clocks], Outcome]


@dataclass(frozen=True, slots=True)
class Receiver:
    """The pair a petitioner has."""

    number: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """All that a number and a code tell: nothing of others, no text, no name."""

    number: str
    state: State
    received_at: datetime
    due_at: datetime | None
    unit: str
    tier: Tier
    reply: str = field(repr=False)
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class ResidentDesk:
    """For the residents' gateway and the counter; the pair is the right, not a division."""

    changes: PetitionChanges
    codes: QueryCodes

    async def progress(self, access: Access, pair: Receiver) -> Progress:
        """Return how it stands.

        Raises:
            NotFound: the pair is wrong; nothing says which half.
        """
        access.checked = True
        petition, one = await self._find(pair)
        return self._told(petition, one)

    async def rate(
        self, access: Access, pair: Receiver, request: Request, rating: Rating, note: str
    ) -> Progress:
        """Rate the answer.

        Raises:
            NotFound: the pair is wrong.
            NotCustodian: another center has it.
            NotAnswered, AlreadyRated: see the rule.
        """
        divisions = self.changes.custody.divisions
        return await self._say(
            access,
            pair,
            request,
            lambda petition, one, who, now, clocks: rate(
                petition, one, rating, note, who, now, clocks, next_center(petition, divisions)
            ),
        )

    async def withdraw(
        self, access: Access, pair: Receiver, request: Request, note: str
    ) -> Progress:
        """Take it back.

        Raises:
            NotFound: the pair is wrong.
            NotCustodian: another center has it.
            AlreadyWithdrawn, StepNotAllowed: see the rule.
        """
        return await self._say(
            access,
            pair,
            request,
            lambda petition, one, who, now, clocks: withdraw(petition, one, who, now, clocks, note),
        )

    async def _say(
        self, access: Access, pair: Receiver, request: Request, rule: _ByPetitioner
    ) -> Progress:
        access.checked = True
        petition, one = await self._find(pair)
        changes, who = self.changes, actor_of(access.principal)
        now = changes.clock.now()
        clocks = Clocks.of(changes.rules, now)
        if await changes.petitions.replayed(petition.id, request) is None:
            self._require_here(petition)

        def decide(found: Petition) -> Decision[Petition]:
            self._require_here(found)
            return Decision(*rule(found, one.id, who, now, clocks))

        await changes.petitions.change(petition.id, decide, request)
        return self._told(*await self._find(pair))

    async def _find(self, pair: Receiver) -> tuple[Petition, Petitioner]:
        found = await self.changes.known.by_receipt(pair.number)
        return self.codes.require(found.state if found else None, pair.number, pair.code)

    def _require_here(self, petition: Petition) -> None:
        require_here(petition, self.changes.custody.topology, self.changes.custody.here)

    def _told(self, petition: Petition, one: Petitioner) -> Progress:
        return Progress(
            number=one.number,
            state=State.WITHDRAWN if one.withdrawn else petition.state,
            received_at=petition.received_at,
            due_at=_due_at(petition),
            unit=self._unit_name(petition),
            tier=petition.custody.center.tier,
            reply=petition.reply if one.answered_at else "",
            rating=one.rating,
        )

    def _unit_name(self, petition: Petition) -> str:
        """The unit in words; of a protected matter nobody learns who has it."""
        unit = petition.main_unit
        if unit is None or is_protected(petition):
            return ""
        if unit == CENTER_DESK:
            return self.changes.custody.divisions.name(petition.custody.center) + "综治中心"
        known = self.changes.rules.reference.units.get(unit)
        return known.name if known else ""


def _due_at(petition: Petition) -> datetime | None:
    due = {clock.kind: clock.due_at for clock in open_clocks(petition)}
    return next((due[kind] for kind in _ANSWER_BY if kind in due), None)
