"""Sends a roster file and follows its import, across breaks of the line and of either side.

Which job a file belongs to follows from the file itself: started again after a crash, the same
command finds the unfinished job and goes on where the service says it stands. A finished job is
not touched; the file is then imported anew, which changes nothing when it is the same.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import BinaryIO

import grpc
from gov321.registry.v1 import roster_service_pb2 as pb

from kit.model.errors import Kind, Refusal
from kit.model.ids import derived_id
from kit.rpc_errors import remote_refusals

from .client import County

PART_BYTES = 1024 * 1024
STREAM_SECONDS = 24 * 3600.0
MOST_TRIES = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
_BROKEN_STREAM = "Internal error from Core"
"""What grpc.aio says when the other side is gone in the middle of a message."""
ENDED = frozenset({pb.Import.STATE_DONE, pb.Import.STATE_REFUSED, pb.Import.STATE_CANCELLED})

Told = Callable[[pb.Import, int], None]
"""Is told the job as last seen and how many bytes were sent."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A file as it is announced."""

    path: Path
    division: str
    dry_run: bool
    size: int
    digest: bytes


def roster_of(path: Path, division: str, dry_run: bool = False) -> Roster:
    """Return the announcement of a file; reads it once for its digest."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return Roster(path, division, dry_run, path.stat().st_size, digest)


@dataclass(slots=True)
class RosterUpload:
    """One file on its way. `pause` is how it waits between tries."""

    county: County
    told: Told
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _failures: int = field(default=0, init=False)

    async def run(self, roster: Roster) -> pb.Import:
        """Bring the file to the service and follow the job to its end.

        Raises:
            Refusal: the service refused, or stayed away for too long.
        """
        job = await self.open(roster)
        while job.state == pb.Import.STATE_UPLOADING:
            job = await self._patiently(job, lambda job: self._send(job, roster))
        return await self.follow(job)

    async def open(self, roster: Roster) -> pb.Import:
        """Return the unfinished job of this file, or a new one."""
        for attempt in count():
            request = _announced(roster, attempt)
            with remote_refusals("户籍服务"):
                job = (await self.county.rosters.CreateImport(request)).job
            if job.state not in ENDED:
                return job
        raise AssertionError  # pragma: no cover - count() has no end

    async def follow(self, job: pb.Import) -> pb.Import:
        """Watch a job until it has ended."""
        while job.state not in ENDED:
            job = await self._patiently(job, self._watch)
        return job

    async def _patiently(
        self, job: pb.Import, step: Callable[[pb.Import], Awaitable[pb.Import]]
    ) -> pb.Import:
        """Take a step; when the service is away, wait and return the job as it stands."""
        try:
            with remote_refusals("户籍服务"):
                done = await step(job)
        except (Refusal, grpc.aio.AioRpcError) as error:
            if not _broke(error) or self._failures >= MOST_TRIES:
                raise
            self._failures += 1
            await self.pause(min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE))
            return await self._as_it_stands(job)
        self._failures = 0
        return done

    async def _as_it_stands(self, job: pb.Import) -> pb.Import:
        try:
            with remote_refusals("户籍服务"):
                return await self._get(job)
        except Refusal as refusal:
            if refusal.kind is not Kind.UNAVAILABLE:
                raise
            return job

    async def _get(self, job: pb.Import) -> pb.Import:
        return (await self.county.rosters.GetImport(pb.GetImportRequest(import_id=job.id))).job

    async def _send(self, job: pb.Import, roster: Roster) -> pb.Import:
        fresh = await self._get(job)
        if fresh.state != pb.Import.STATE_UPLOADING:
            return fresh
        with roster.path.open("rb") as file:
            parts = self._parts(fresh, file)
            return (await self.county.rosters.UploadImport(parts, timeout=STREAM_SECONDS)).job

    async def _parts(
        self, job: pb.Import, file: BinaryIO
    ) -> AsyncGenerator[pb.UploadImportRequest]:
        offset = file.seek(job.received_bytes)
        while data := file.read(PART_BYTES):
            yield pb.UploadImportRequest(import_id=job.id, offset=offset, data=data)
            offset += len(data)
            self.told(job, offset)

    async def _watch(self, job: pb.Import) -> pb.Import:
        request = pb.WatchImportRequest(import_id=job.id)
        async for seen in self.county.rosters.WatchImport(request, timeout=STREAM_SECONDS):
            job = seen.job
            self._failures = 0
            self.told(job, job.received_bytes)
        return job


def _broke(error: Refusal | grpc.aio.AioRpcError) -> bool:
    """Whether the line is to blame: away, or a stream that broke while we were still sending."""
    if isinstance(error, Refusal):
        return error.kind is Kind.UNAVAILABLE
    return error.details() == _BROKEN_STREAM


def _announced(roster: Roster, attempt: int) -> pb.CreateImportRequest:
    told = (roster.digest.hex(), roster.division, roster.path.name, str(roster.dry_run))
    return pb.CreateImportRequest(
        request_id=derived_id("roster-import", *told, str(attempt)),
        division=roster.division,
        file_name=roster.path.name,
        file_size=roster.size,
        sha256=roster.digest,
        dry_run=roster.dry_run,
    )
