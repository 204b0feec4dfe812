"""What the daily upkeep keeps and tells."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from kit.model.division import DivisionCode
from services.grid.domain.coverage import Coverage


class UpkeepLog(Protocol):
    """On which day each village was last looked after, so that a crash repeats at most one."""

    async def done_on(self, day: date) -> frozenset[DivisionCode]:
        """Return the villages that were looked after on a day."""
        ...

    async def done(self, village: DivisionCode, day: date) -> None:
        """Keep that a village was looked after."""
        ...


class CoverageGauges(Protocol):
    """Where the figures of villages go that somebody may be called for."""

    def show(self, coverage: Coverage) -> None:
        """Show the newest coverage of a village."""
        ...


class WorkLease(Protocol):
    """One replica at a time does the work; see `kit.lease.Lease`."""

    async def renew(self) -> bool:
        """Keep or get the lease; False while another replica has it."""
        ...
