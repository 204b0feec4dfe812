"""Working off import jobs: fetch the file, scan it, take the batches over, keep the lease."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from kit.model.clock import Clock
from kit.model.errors import Kind, Refusal
from services.registry.domain.import_job import ImportEnded, ImportJob, ImportState
from services.registry.ports.imports import Imports, RosterScanner, ScannedBatch

from .roster_import import RosterImport

LEASE = timedelta(seconds=30)
"""How long a worker may be silent before another takes its job over."""

_RETRIED = (Kind.UNAVAILABLE, Kind.CONFLICT)


class _PutDown(Exception):
    """The job is left to whoever takes it next: we stop, or somebody else has it."""


@dataclass(frozen=True, slots=True)
class ImportWorker:
    """The worker of one replica; jobs are leased, so replicas share them."""

    imports: Imports
    scanner: RosterScanner
    roster: RosterImport
    clock: Clock
    owner: str
    spool: Path | None = None

    async def work(self, stop: asyncio.Event) -> bool:
        """Work off the oldest open job; False when there is none.

        Raises:
            Unavailable: the store is away; the job goes on later, here or elsewhere.
        """
        now = self.clock.now()
        job = await self.imports.take(self.owner, now, now + LEASE)
        if job is None:
            return False
        async with self._lease_kept(job):
            await self._run(job, stop)
        return True

    async def _run(self, job: ImportJob, stop: asyncio.Event) -> None:
        try:
            if job.state is ImportState.QUEUED:
                job = await self._moved(job, ImportState.RUNNING)
            with TemporaryDirectory(prefix="roster-", dir=self.spool) as folder:
                await self._import(job, Path(folder), stop)
            await self._moved(job, ImportState.DONE)
        except _PutDown:
            return
        except ImportEnded:
            pass  # somebody cancelled it
        except Refusal as refusal:
            if refusal.kind in _RETRIED:
                raise
            await self._moved(job, ImportState.REFUSED, refusal.user_text)
        await self.imports.drop_file(job.id)

    async def _import(self, job: ImportJob, folder: Path, stop: asyncio.Event) -> None:
        file = folder / f"roster{Path(job.file_name).suffix.lower()}"
        await self._fetch(job, file)
        scan = self.scanner.scan(file, job, job.progress.next_row)
        async with aclosing(scan), aclosing(_read_ahead(scan)) as batches:
            async for batch in batches:
                if stop.is_set() or not await self._keep(job):
                    raise _PutDown
                job = await self.roster.take_over(job, batch)

    async def _fetch(self, job: ImportJob, file: Path) -> None:
        with file.open("wb") as spool:
            async for part in self.imports.file_parts(job.id):
                await asyncio.to_thread(spool.write, part)

    async def _moved(self, job: ImportJob, state: ImportState, failure: str = "") -> ImportJob:
        now = self.clock.now()
        return await self.imports.change(job.id, lambda j: j.moved_to(state, now, failure))

    async def _keep(self, job: ImportJob) -> bool:
        return await self.imports.keep(job.id, self.owner, self.clock.now() + LEASE)

    @asynccontextmanager
    async def _lease_kept(self, job: ImportJob) -> AsyncGenerator[None]:
        """Renew the lease while the work goes on, and give it up at its end."""

        async def keep() -> None:
            while await self._keep(job):  # noqa: ASYNC110 - a heartbeat waits for nothing
                await asyncio.sleep(LEASE.total_seconds() / 4)

        keeper = asyncio.create_task(keep(), name=f"lease of import {job.id}")
        try:
            yield
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            await self.imports.keep(job.id, self.owner, self.clock.now())


async def _read_ahead(batches: AsyncGenerator[ScannedBatch]) -> AsyncGenerator[ScannedBatch]:
    """Yield the batches while the next one is already being read."""
    coming = asyncio.ensure_future(anext(batches, None))
    try:
        while (batch := await coming) is not None:
            coming = asyncio.ensure_future(anext(batches, None))
            yield batch
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
