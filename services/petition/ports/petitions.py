"""Where appeals are kept and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from services.petition.domain.ids import PetitionId, UnitCode
from services.petition.domain.petition import Petition
from services.petition.domain.states import State

WHAT = "诉求"
"""What an appeal is called when there is none."""

Decide = Callable[[Petition], Decision[Petition]]
"""A change of one appeal: pure, may be called again on a newer state."""

DecideMany = Callable[[Mapping[str, Petition]], Mapping[str, Decision[Petition]]]
"""A change of several appeals in one transaction."""


@dataclass(frozen=True, slots=True)
class PetitionFilter:
    """Which appeals a list shows; an empty field filters nothing.

    `overdue_at` keeps those with an open clock whose end lies before it. `discipline` tells which
    side of the wall is asked: None shows both, which only a petitioner's own receipt may do.
    """

    states: frozenset[State] = frozenset()
    unit: UnitCode | None = None
    overdue_at: datetime | None = None
    discipline: bool | None = False


@dataclass(frozen=True, slots=True)
class PetitionCount:
    """Counts of one division's appeals (by place), protected ones left out."""

    division: str
    received: int = 0
    open: int = 0
    overdue: int = 0
    closed: int = 0
    closed_in_time: int = 0
    reopened: int = 0
    returned: int = 0
    in_flight: int = 0
    open_at_tier: Mapping[str, int] = field(default_factory=dict[str, int])
    solved_at_tier: Mapping[str, int] = field(default_factory=dict[str, int])
    categories: Mapping[str, int] = field(default_factory=dict[str, int])
    ratings: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class PetitionWrite:
    """One appeal a batch changes: the state it was decided on (None = new) and the decision."""

    before: Versioned[Petition] | None
    decision: Decision[Petition]


class PetitionQueries(Protocol):
    """Reading appeals: at the custodian's site its own, elsewhere the copies."""

    async def get_many(self, ids: Sequence[PetitionId]) -> dict[PetitionId, Versioned[Petition]]:
        """Return those that exist, by id."""
        ...

    async def page(
        self, ranges: Sequence[Range], wanted: PetitionFilter, after: str, limit: int
    ) -> list[Versioned[Petition]]:
        """Return appeals by place and number, after a key `<place>/<number>` (`position_of`)."""
        ...

    async def by_receipt(self, number: str) -> Versioned[Petition] | None:
        """Return the appeal that has the petitioner of this receipt number now."""
        ...

    async def counts(self, bounds: Range, digits: int, now: datetime) -> list[PetitionCount]:
        """Count the appeals in a range, by the first `digits` digits of their place."""
        ...


class Petitions(PetitionQueries, Protocol):
    """Appeals this site may write."""

    async def replayed(self, id: PetitionId, request: Request) -> bytes | None:
        """Return the first result of a repeated request, None for a new one.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def create(
        self,
        id: PetitionId,
        decide: Callable[[], Decision[Petition]],
        request: Request | None = None,
    ) -> bytes:
        """Create an appeal, or return the result of the first try.

        Raises:
            NumberTaken: another appeal has its number: number it anew.
            AlreadyExists, RequestReused.
        """
        ...

    async def change(
        self,
        id: PetitionId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """Change one appeal; without a request for timers and events.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def change_many(
        self,
        ids: Sequence[PetitionId],
        decide: DecideMany,
        request: Request | None = None,
        revisions: Mapping[str, int] | None = None,
    ) -> bytes:
        """Change several appeals in one transaction.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def write_chunk(self, writes: Sequence[PetitionWrite]) -> tuple[PetitionId, ...]:
        """Write a batch; return the ids that somebody else changed first (decide them again)."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Versioned[Petition]]:
        """Return appeals whose next timer is due, the oldest first."""
        ...


def position_of(petition: Petition) -> str:
    """Return the key lists are sorted by."""
    return f"{petition.place}/{petition.number}"
