"""Where deliberations are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.deliberation_step import DeliberationState
from services.petition.domain.ids import DeliberationId

WHAT = "协商议题"
"""What a deliberation is called when there is none."""

Decide = Callable[[Deliberation], Decision[Deliberation]]
"""A change of one deliberation: pure, may be called again on a newer state."""


@dataclass(frozen=True, slots=True)
class DeliberationFilter:
    """Which deliberations a list shows; no states filter nothing."""

    states: frozenset[DeliberationState] = frozenset()


class DeliberationQueries(Protocol):
    """Reading deliberations: at the custodian's site its own, elsewhere a copy without ballots."""

    async def get(self, id: DeliberationId) -> Versioned[Deliberation] | None:
        """Return a deliberation, None when there is none."""
        ...

    async def page(
        self, ranges: Sequence[Range], wanted: DeliberationFilter, after: str, limit: int
    ) -> list[Versioned[Deliberation]]:
        """Return deliberations by center and id, after a key of `position`."""
        ...


class Deliberations(DeliberationQueries, Protocol):
    """Deliberations this site may write."""

    async def create(
        self, id: DeliberationId, decide: Callable[[], Decision[Deliberation]], request: Request
    ) -> bytes:
        """Create a deliberation; a repeated request returns the first result.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def change(
        self,
        id: DeliberationId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """Change a deliberation; a timer has no request.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def due(self, now: datetime, limit: int) -> list[Versioned[Deliberation]]:
        """Return deliberations whose next timer is due, the oldest first."""
        ...
