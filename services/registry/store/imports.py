"""Import jobs: plain documents with a guard, their files and rejected rows sealed beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from typing import cast

from kit.authz import Range
from kit.model.errors import NotFound, TooMuchContention
from kit.mongo import Index, ReturnDocument, Store, insert_new, store_errors
from kit.records import Document
from kit.vault import Vault
from services.registry.domain.import_job import ImportJob, ImportState, UploadOutOfPlace
from services.registry.ports.imports import RejectedRow
from services.registry.wire.import_record import (
    document_of_job,
    job_of_document,
    open_bytes,
    open_row,
    seal_bytes,
    seal_row,
)

KEPT_FOR = timedelta(days=30)
"""Rejected rows, and uploads nobody finished, hold personal data: they go after this time."""

_ATTEMPTS = 20
_JOB_INDEXES = (
    Index("by_order", ("order",)),
    Index("open", ("open_since",), sparse=True),
)
_PART_INDEXES = (
    Index("in_order", ("job", "offset")),
    Index("purge", ("kept_since",), expire_after=KEPT_FOR),
)
_ROW_INDEXES = (
    Index("in_order", ("job", "row")),
    Index("purge", ("kept_since",), expire_after=KEPT_FOR),
)


class MongoImports:
    """`Imports` on three collections."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._jobs = store.collection("imports")
        self._parts = store.collection("import_files")
        self._rows = store.collection("import_rejected")

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes("imports", _JOB_INDEXES)
        await self._store.ensure_indexes("import_files", _PART_INDEXES)
        await self._store.ensure_indexes("import_rejected", _ROW_INDEXES)

    async def create(self, job: ImportJob) -> ImportJob:
        """See `Imports`."""
        with store_errors():
            known = await insert_new(self._jobs, [document_of_job(job)])
        return (await self.get(job.id) or job) if known else job

    async def get(self, job_id: str) -> ImportJob | None:
        """See `Imports`."""
        document = await self._find(job_id)
        return None if document is None else job_of_document(document)

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> list[ImportJob]:
        """See `Imports`; ids sort by time because `after` is `<created>/<id>`."""
        within = [{"division": {"$gte": low, "$lt": high}} for low, high in ranges]
        query: Document = {"$or": within}
        if after:
            query["order"] = {"$lt": after}
        with store_errors():
            found = await self._jobs.find(query).sort("order", -1).limit(limit).to_list(None)
        return [job_of_document(document) for document in found]

    async def append(self, job: ImportJob, data: bytes) -> ImportJob:
        """See `Imports`: the part is written first, under an id that a repeat overwrites."""
        part = f"{job.id}/{job.received:012d}"
        sealed = seal_bytes(self._vault, data, part)
        at = {"_id": part}
        own = {"job": job.id, "offset": job.received, "kept_since": job.created}
        document = {**at, **own, "data": sealed}
        with store_errors():
            await self._parts.replace_one(at, document, upsert=True)
            moved = await self._jobs.update_one(
                {"_id": job.id, "received": job.received, "state": ImportState.UPLOADING.value},
                {"$inc": {"received": len(data), "version": 1}},
            )
        present = await self._required(job.id)
        if moved.matched_count == 0:
            raise UploadOutOfPlace(id=job.id, offset=job.received, received=present.received)
        return present

    async def file_parts(self, job_id: str) -> AsyncIterator[bytes]:
        """See `Imports`."""
        with store_errors():
            async for part in self._parts.find({"job": job_id}).sort("offset", 1):
                yield open_bytes(self._vault, part["data"], part["_id"])

    async def drop_file(self, job_id: str) -> None:
        """See `Imports`."""
        with store_errors():
            await self._parts.delete_many({"job": job_id})

    async def change(self, job_id: str, step: Callable[[ImportJob], ImportJob]) -> ImportJob:
        """See `Imports`."""
        for _ in range(_ATTEMPTS):
            document = await self._find(job_id)
            if document is None:
                raise NotFound(what="导入任务", id=job_id)
            after = step(job_of_document(document))
            if await self._replace(document, after):
                return after
        raise TooMuchContention(id=job_id)

    async def take(self, owner: str, now: datetime, until: datetime) -> ImportJob | None:
        """See `Imports`."""
        with store_errors():
            found = await self._jobs.find_one_and_update(
                {
                    "open_since": {"$exists": True},
                    "$or": [{"leased_until": {"$lt": now}}, {"owner": owner}],
                },
                {"$set": {"leased_until": until, "owner": owner}},
                sort=[("open_since", 1)],
                return_document=ReturnDocument.AFTER,
            )
        document = cast("Document | None", found)  # the driver's stubs leave None out
        return None if document is None else job_of_document(document)

    async def keep(self, job_id: str, owner: str, until: datetime) -> bool:
        """See `Imports`."""
        with store_errors():
            kept = await self._jobs.update_one(
                {"_id": job_id, "owner": owner, "open_since": {"$exists": True}},
                {"$set": {"leased_until": until}},
            )
        return kept.matched_count == 1

    async def add_rejected(self, job_id: str, rows: Sequence[RejectedRow]) -> None:
        """See `Imports`."""
        job = await self._required(job_id)
        documents = [seal_row(self._vault, row, job_id, job.created) for row in rows]
        with store_errors():
            await insert_new(self._rows, documents)

    async def rejected(self, job_id: str) -> AsyncIterator[RejectedRow]:
        """See `Imports`."""
        with store_errors():
            async for document in self._rows.find({"job": job_id}).sort("row", 1):
                yield open_row(self._vault, document)

    async def _replace(self, before: Document, after: ImportJob) -> bool:
        kept = {name: before[name] for name in ("owner", "leased_until") if name in before}
        document = {**document_of_job(after), **kept, "version": before["version"] + 1}
        guard = {"_id": after.id, "version": before["version"]}
        with store_errors():
            return (await self._jobs.replace_one(guard, document)).matched_count == 1

    async def _find(self, job_id: str) -> Document | None:
        with store_errors():
            return await self._jobs.find_one({"_id": job_id})

    async def _required(self, job_id: str) -> ImportJob:
        job = await self.get(job_id)
        if job is None:
            raise NotFound(what="导入任务", id=job_id)
        return job
