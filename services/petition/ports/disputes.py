"""Where disputes and mediation committees are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from kit.model.division import DivisionCode
from services.petition.domain.dispute import Dispute
from services.petition.domain.dispute_step import DisputeState
from services.petition.domain.ids import DisputeId
from services.petition.domain.mediation import Committee

WHAT = "矛盾纠纷"
"""What a dispute is called when there is none."""

WHAT_COMMITTEE = "人民调解委员会"
"""What a committee is called when there is none."""

Decide = Callable[[Dispute], Decision[Dispute]]
"""A change of one dispute: pure, may be called again on a newer state."""


@dataclass(frozen=True, slots=True)
class DisputeFilter:
    """Which disputes a list shows; an empty field filters nothing."""

    states: frozenset[DisputeState] = frozenset()
    report_due_only: bool = False


class DisputeQueries(Protocol):
    """Reading disputes: at the custodian's site its own, elsewhere a copy."""

    async def get(self, id: DisputeId) -> Versioned[Dispute] | None:
        """Return a dispute, None when there is none."""
        ...

    async def page(
        self, ranges: Sequence[Range], wanted: DisputeFilter, after: str, limit: int
    ) -> list[Versioned[Dispute]]:
        """Return disputes by center and id, after a key of `position`."""
        ...


class Disputes(DisputeQueries, Protocol):
    """Disputes this site may write."""

    async def create(
        self, id: DisputeId, decide: Callable[[], Decision[Dispute]], request: Request
    ) -> bytes:
        """Create a dispute; a repeated request returns the first result.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def change(
        self,
        id: DisputeId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """Change a dispute; a timer has no request.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def due(self, now: datetime, limit: int) -> list[Versioned[Dispute]]:
        """Return disputes whose next timer is due, the oldest first."""
        ...


class Committees(Protocol):
    """The present committee of every center that has one."""

    async def get(self, center: DivisionCode) -> Versioned[Committee] | None:
        """Return the committee of a center, None when none was ever formed."""
        ...

    async def form(
        self,
        center: DivisionCode,
        decide: Callable[[Committee | None], Decision[Committee]],
        request: Request,
    ) -> bytes:
        """Put a committee in the place of the one before, if there was one.

        Raises:
            RequestReused, TooMuchContention.
        """
        ...
