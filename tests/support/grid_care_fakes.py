"""The lists of visits and the yearly runs in memory: they pass the suites of the real ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kit.commit import Request
from kit.model.errors import NotFound, RequestReused
from services.grid.domain.ids import HouseholdId
from services.grid.domain.run import ColourRun, RunChange, RunStatus
from services.grid.domain.visit import Visit
from services.grid.ports.cares import ToldVisit


class MemoryVisits:
    """`Visits` in a dict."""

    def __init__(self) -> None:
        self._visits: dict[str, ToldVisit] = {}

    async def append(self, visits: Sequence[ToldVisit]) -> int:
        """See `Visits`."""
        new = {told.visit.id: told for told in visits if told.visit.id not in self._visits}
        self._visits |= new
        return len(new)

    async def find(self, visit: str) -> ToldVisit | None:
        """See `Visits`."""
        return self._visits.get(visit)

    async def page(self, household: HouseholdId, after: str, limit: int) -> list[Visit]:
        """See `Visits`."""
        own = [told.visit for told in self._visits.values() if told.household == household]
        ordered = sorted(own, key=lambda visit: visit.order, reverse=True)
        return [visit for visit in ordered if not after or visit.order < after][:limit]


class MemoryRuns:
    """`Runs` in dicts; a step is whole, since nothing else runs meanwhile."""

    def __init__(self) -> None:
        self._runs: dict[str, ColourRun] = {}
        self._changes: dict[str, list[RunChange]] = {}
        self._digests: dict[str, bytes] = {}
        self._leases: dict[str, tuple[str, datetime]] = {}

    async def drafted(self, run: str, request: Request) -> ColourRun | None:
        """See `Runs`."""
        if run in self._runs and self._digests[run] != request.digest:
            raise RequestReused(request_id=request.id)
        return self._runs.get(run)

    async def keep(
        self, run: ColourRun, changes: Sequence[RunChange], request: Request
    ) -> ColourRun:
        """See `Runs`."""
        earlier = await self.drafted(run.id, request)
        if earlier is not None:
            return earlier
        self._runs[run.id], self._digests[run.id] = run, request.digest
        self._changes[run.id] = sorted(changes, key=lambda change: change.key)
        return run

    async def get(self, run: str) -> ColourRun | None:
        """See `Runs`."""
        return self._runs.get(run)

    async def changes(self, run: str, after: str, limit: int) -> list[RunChange]:
        """See `Runs`."""
        return [change for change in self._changes.get(run, ()) if change.key > after][:limit]

    async def change(self, run: str, step: Callable[[ColourRun], ColourRun]) -> ColourRun:
        """See `Runs`."""
        if run not in self._runs:
            raise NotFound(what="年度分类", id=run)
        self._runs[run] = step(self._runs[run])
        return self._runs[run]

    async def take(self, owner: str, now: datetime, until: datetime) -> ColourRun | None:
        """See `Runs`."""
        on_their_way = [r for r in self._runs.values() if r.status is RunStatus.APPLYING]
        for run in sorted(on_their_way, key=lambda run: run.drafted_at):
            holder, end = self._leases.get(run.id, (owner, now))
            if holder == owner or end <= now:
                self._leases[run.id] = owner, until
                return run
        return None

    async def renew(self, run: str, owner: str, until: datetime) -> bool:
        """See `Runs`."""
        found = self._runs.get(run)
        held = self._leases.get(run, ("",))[0] == owner
        if found is None or found.status is not RunStatus.APPLYING or not held:
            return False
        self._leases[run] = owner, until
        return True
