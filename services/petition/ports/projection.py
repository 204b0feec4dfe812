"""What comes to a site about appeals: handoffs to its centers, and states it keeps copies of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kit.model.division import DivisionCode
from services.petition.domain.events import Outcome
from services.petition.domain.ids import PetitionId
from services.petition.domain.measuring import Deed, Matter
from services.petition.domain.petition import Petition


@dataclass(frozen=True, slots=True)
class Came:
    """A handoff that arrived: the whole appeal as it was sent, and its revision."""

    petition: Petition
    revision: int


@dataclass(frozen=True, slots=True)
class Told:
    """One fact or copy of an appeal; `record` is its whole state, opaque here.

    `source` says which site wrote it, `custodian` and `in_flight` who may write now, `taken_over`
    that the fact is just that, `deed` what is counted of it.
    """

    fact: str
    id: PetitionId
    revision: int
    home: DivisionCode
    custodian: DivisionCode
    in_flight: bool
    taken_over: bool
    at: datetime
    source: str
    matter: Matter
    deed: Deed | None
    record: bytes = field(repr=False)


Receive = Callable[[Petition | None], Outcome | None]
"""From what the site has of an appeal to what it has then; None when nothing changes. Pure."""


class IncomingPetitions(Protocol):
    """The appeals of a site, for what another site sent."""

    async def receive(self, id: PetitionId, revision: int, decide: Receive) -> bool:
        """Write what is decided at the revision after `revision`, whatever the site had before.

        Returns whether anything was written. State and events are one document.

        Raises:
            TooMuchContention: others kept changing it.
            Unavailable: the store is away.
        """
        ...


class PetitionCopies(Protocol):
    """Copies of appeals whose custodian is at another site, or that are on their way."""

    async def apply(self, told: Sequence[Told]) -> int:
        """Take over what is newer; return how many copies changed. Safe to repeat."""
        ...

    async def forget(self, told: Sequence[Told]) -> int:
        """Empty the copies of what this site has itself now. Safe to repeat."""
        ...


class PetitionTrail(Protocol):
    """The append-only history of what this site wrote."""

    async def append(self, told: Sequence[Told]) -> int:
        """Keep one row per revision; return how many are new. Safe to repeat."""
        ...
