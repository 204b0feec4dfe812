"""What the timers need besides the appeals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from kit.commit import Versioned
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition

from .petitions import PetitionWrite


class DuePetitions(Protocol):
    """Appeals by the instant a timer has to look at them; a part of `Petitions`."""

    async def due(self, now: datetime, limit: int) -> list[Versioned[Petition]]:
        """Return appeals this site may write whose next timer is due, the oldest first."""
        ...

    async def write_chunk(self, writes: Sequence[PetitionWrite]) -> tuple[PetitionId, ...]:
        """Write a batch; return the ids that somebody else changed first."""
        ...


class WorkLease(Protocol):
    """One replica at a time does the work; see `kit.lease.Lease`."""

    async def renew(self) -> bool:
        """Keep or get the lease; False while another replica has it."""
        ...


class TimerReport(Protocol):
    """Where it goes what somebody may be called for: metrics and the log."""

    def show(self, lag: timedelta, failing: int) -> None:
        """Show how late the oldest due timer is, and how many appeals cannot be decided."""
        ...

    def failed(self, id: PetitionId, problem: Exception) -> None:
        """Tell that an appeal could not be decided; it is tried again later."""
        ...
