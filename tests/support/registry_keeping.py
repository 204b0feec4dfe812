"""The registry's other ports in memory: imports, copies, history, orders, and a scanner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.authz import Range
from kit.memory_replica import MemoryHistory, MemoryReplica
from kit.model.errors import NotFound, Refusal
from kit.records import Document
from kit.replica import HistoryRow, ReplicaRow
from kit.vault import Vault
from services.registry.domain.ids import HouseholdId
from services.registry.domain.import_job import ImportJob, ImportState, UploadOutOfPlace
from services.registry.ports.households import Revision
from services.registry.ports.imports import RejectedRow, ScannedBatch
from services.registry.ports.projection import Told
from services.registry.store.indexing import read_fields
from services.registry.wire.import_record import (
    document_of_job,
    job_of_document,
    open_bytes,
    open_row,
    order_of,
    seal_bytes,
    seal_row,
)
from tests.support.registry_fakes import MemoryQueries, a_codec, a_vault

_OPEN = (ImportState.QUEUED, ImportState.RUNNING)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class MemoryImports:
    """`Imports` in dicts, sealed as the real ones are."""

    def __init__(self, vault: Vault | None = None) -> None:
        self._vault = vault or a_vault()
        self.jobs: dict[str, Document] = {}
        self.parts: dict[str, Document] = {}
        self.rows: dict[str, Document] = {}
        self._leases: dict[str, tuple[str, datetime]] = {}

    async def create(self, job: ImportJob) -> ImportJob:
        """See `Imports`."""
        return job_of_document(self.jobs.setdefault(job.id, document_of_job(job)))

    async def get(self, job_id: str) -> ImportJob | None:
        """See `Imports`."""
        return job_of_document(self.jobs[job_id]) if job_id in self.jobs else None

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> list[ImportJob]:
        """See `Imports`."""
        jobs = [job_of_document(document) for document in self.jobs.values()]
        found = [
            job
            for job in sorted(jobs, key=order_of, reverse=True)
            if (not after or order_of(job) < after)
            if any(low <= job.division.digits < high for low, high in ranges)
        ]
        return found[:limit]

    async def append(self, job: ImportJob, data: bytes) -> ImportJob:
        """See `Imports`."""
        present = await self._required(job.id)
        if present.received != job.received or present.state is not ImportState.UPLOADING:
            raise UploadOutOfPlace(id=job.id, offset=job.received, received=present.received)
        part = f"{job.id}/{job.received:012d}"
        self.parts[part] = seal_bytes(self._vault, data, part)
        return self._keep(replace(present, received=present.received + len(data)))

    async def file_parts(self, job_id: str) -> AsyncIterator[bytes]:
        """See `Imports`."""
        for part in sorted(part for part in self.parts if part.startswith(f"{job_id}/")):
            yield open_bytes(self._vault, self.parts[part], part)

    async def drop_file(self, job_id: str) -> None:
        """See `Imports`."""
        for part in [part for part in self.parts if part.startswith(f"{job_id}/")]:
            del self.parts[part]

    async def change(self, job_id: str, step: Callable[[ImportJob], ImportJob]) -> ImportJob:
        """See `Imports`."""
        return self._keep(step(await self._required(job_id)))

    async def take(self, owner: str, now: datetime, until: datetime) -> ImportJob | None:
        """See `Imports`."""
        for job in sorted(map(job_of_document, self.jobs.values()), key=order_of):
            holder, end = self._leases.get(job.id, ("", _LONG_AGO))
            if job.state in _OPEN and (end < now or holder == owner):
                self._leases[job.id] = (owner, until)
                return job
        return None

    async def keep(self, job_id: str, owner: str, until: datetime) -> bool:
        """See `Imports`."""
        job = await self.get(job_id)
        if job is None or job.state not in _OPEN or self._leases.get(job_id, ("",))[0] != owner:
            return False
        self._leases[job_id] = (owner, until)
        return True

    async def add_rejected(self, job_id: str, rows: Sequence[RejectedRow]) -> None:
        """See `Imports`."""
        job = await self._required(job_id)
        for row in rows:
            document = seal_row(self._vault, row, job_id, job.created)
            self.rows.setdefault(document["_id"], document)

    async def rejected(self, job_id: str) -> AsyncIterator[RejectedRow]:
        """See `Imports`."""
        kept = [row for row in self.rows.values() if row["job"] == job_id]
        for document in sorted(kept, key=lambda row: row["row"]):
            yield open_row(self._vault, document)

    def _keep(self, job: ImportJob) -> ImportJob:
        self.jobs[job.id] = document_of_job(job)
        return job

    async def _required(self, job_id: str) -> ImportJob:
        job = await self.get(job_id)
        if job is None:
            raise NotFound(what="导入任务", id=job_id)
        return job


class MemoryCopies(MemoryQueries):
    """`HouseholdCopies`, and the queries on them."""

    def __init__(self) -> None:
        self.replica = MemoryReplica()
        super().__init__(self.replica.all, a_codec())

    async def apply(self, told: Sequence[Told]) -> int:
        """See `HouseholdCopies`."""
        return (await self.replica.apply([_row(fact) for fact in told])).written

    async def forget(self, told: Sequence[Told]) -> int:
        """See `HouseholdCopies`."""
        rows = [
            ReplicaRow(fact.household, fact.revision, fact.home.digits, fact.home.digits)
            for fact in told
        ]
        return (await self.replica.apply(rows)).written


class MemoryTrail:
    """`HouseholdTrail` and `HouseholdHistory`."""

    def __init__(self) -> None:
        self.rows = MemoryHistory()

    async def append(self, told: Sequence[Told]) -> int:
        """See `HouseholdTrail`."""
        facts: dict[tuple[str, int], list[Told]] = {}
        for fact in told:
            facts.setdefault((fact.household, fact.revision), []).append(fact)
        return await self.rows.append([_history(of_one) for of_one in facts.values()])

    async def page(self, household: HouseholdId, before: int, limit: int) -> list[Revision]:
        """See `HouseholdHistory`."""
        found = await self.rows.versions(household)
        return [
            Revision(row["revision"], tuple(row["facts"]), row["at"], row["persons"])
            for row in found
            if not before or row["revision"] < before
        ][:limit]


@dataclass
class ScriptedScanner:
    """A `RosterScanner` that hands out batches it was given, and then may refuse the file."""

    batches: Sequence[ScannedBatch] = ()
    refusal: Refusal | None = None
    before_batch: Callable[[int], None] = lambda _: None
    files: list[bytes] = field(default_factory=list[bytes])
    open_scans: int = 0

    async def scan(
        self, file: Path, job: ImportJob, after_row: int
    ) -> AsyncGenerator[ScannedBatch]:
        """See `RosterScanner`."""
        self.files.append(await asyncio.to_thread(file.read_bytes))
        self.open_scans += 1
        try:
            for number, batch in enumerate(self.batches):
                if batch.last_row > after_row:
                    self.before_batch(number)
                    yield batch
            if self.refusal is not None:
                raise self.refusal
        finally:
            self.open_scans -= 1


def _row(fact: Told) -> ReplicaRow:
    record = HouseholdRecord.FromString(fact.record)
    fields = read_fields(record)
    return ReplicaRow(fact.household, fact.revision, record.home, record.custodian, fields)


def _history(facts: Sequence[Told]) -> HistoryRow:
    first = facts[0]
    record = HouseholdRecord.FromString(first.record)
    live = sum(not member.HasField("leave_date") for member in record.members)
    names = [fact.fact for fact in facts]
    fields = {"facts": names, "persons": live, "home": record.home, "snapshot": first.record}
    return HistoryRow(first.household, first.revision, first.at, fields)
