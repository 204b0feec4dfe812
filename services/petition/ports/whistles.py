"""Where whistles are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from services.petition.domain.ids import UnitCode, WhistleId
from services.petition.domain.whistle import Whistle

WHAT = "吹哨"
"""What a whistle is called when there is none."""

Decide = Callable[[Whistle], Decision[Whistle]]
"""A change of one whistle: pure, may be called again on a newer state."""


@dataclass(frozen=True, slots=True)
class WhistleFilter:
    """Which whistles a list shows; an empty field filters nothing. `unit`: those that call it."""

    unit: UnitCode | None = None
    open_only: bool = False


class WhistleQueries(Protocol):
    """Reading whistles: at the caller's site its own, elsewhere a copy."""

    async def get(self, id: WhistleId) -> Versioned[Whistle] | None:
        """Return a whistle, None when there is none."""
        ...

    async def page(
        self, ranges: Sequence[Range], wanted: WhistleFilter, after: str, limit: int
    ) -> list[Versioned[Whistle]]:
        """Return whistles by center and id, after a key of `position`."""
        ...


class Whistles(WhistleQueries, Protocol):
    """Whistles this site may write."""

    async def create(
        self, id: WhistleId, decide: Callable[[], Decision[Whistle]], request: Request
    ) -> bytes:
        """Create a whistle; a repeated request returns the first result.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def change(
        self,
        id: WhistleId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """Change a whistle; a timer has no request.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def due(self, now: datetime, limit: int) -> list[Versioned[Whistle]]:
        """Return whistles whose next timer is due, the oldest first."""
        ...
