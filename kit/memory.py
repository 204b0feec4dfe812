"""The store in memory: really works, passes the suites of the real one, forgets at exit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime

from kit.memory_unique import UniqueIndex
from kit.records import Document, DuplicateKey, Packed, Write

Step = Callable[[str], Awaitable[None]]
"""Called with a name before and after each effect, so that a test can crash or interleave there."""


async def _no_step(_: str) -> None:
    await asyncio.sleep(0)


class MemoryRecords:
    """A `Records` in a dict. `unique` maps an index name to the fields that must be unique."""

    def __init__(
        self, unique: Mapping[str, tuple[str, ...]] | None = None, step: Step = _no_step
    ) -> None:
        self._documents: dict[str, Document] = {}
        self._packed: dict[int, Packed] = {}
        self._last_packed = 0
        self._unique = [UniqueIndex(name, fields) for name, fields in (unique or {}).items()]
        self._step = step

    def all(self) -> list[Document]:
        """Return copies of all documents, for the queries of a service's own fake."""
        return deepcopy(list(self._documents.values()))

    async def find(self, ids: Sequence[str]) -> list[Document]:
        """See `Records`."""
        await self._step("find")
        return [deepcopy(self._documents[id]) for id in dict.fromkeys(ids) if id in self._documents]

    async def apply(self, write: Write) -> bool:
        """See `Records`."""
        return await self.apply_all([write])

    async def apply_all(self, writes: Sequence[Write], packed: Packed | None = None) -> bool:
        """See `Records`."""
        await self._step("apply")
        if not all(self._fits(write) for write in writes):
            return False
        changed = {write.id: _changed(self._documents.get(write.id), write) for write in writes}
        for index in self._unique:
            index.check(changed)
        for index in self._unique:
            index.take(self._documents, changed)
        self._documents |= changed
        if packed is not None:
            self._last_packed += 1
            self._packed[self._last_packed] = replace(deepcopy(packed), id=self._last_packed)
        await self._step("applied")
        return True

    async def pending(self, limit: int) -> list[Document]:
        """See `Records`."""
        await self._step("pending")
        waiting = [document for document in self._documents.values() if "pending_at" in document]
        return deepcopy(sorted(waiting, key=_waiting_since)[:limit])

    async def packed(self, limit: int) -> list[Packed]:
        """See `Records`."""
        await self._step("packed")
        return deepcopy([self._packed[id] for id in sorted(self._packed)[:limit]])

    async def last_packed(self) -> int:
        """See `Records`."""
        await self._step("last_packed")
        return self._last_packed

    async def clear(self, sent: Mapping[str, int]) -> None:
        """See `Records`. Not atomic over the records, as the real one is not."""
        for id, revision in sent.items():
            await self._step("clear")
            document = self._documents.get(id, {})
            left = [entry for entry in document.get("outbox", ()) if entry["revision"] > revision]
            if "pending_at" in document:
                document["outbox"] = left
            if document.get("revision") == revision:
                document.pop("pending_at", None)

    async def delete_packed(self, id: int) -> None:
        """See `Records`."""
        await self._step("delete_packed")
        self._packed.pop(id, None)
        await self._step("deleted_packed")

    def _fits(self, write: Write) -> bool:
        if write.revision_before is None:
            if write.id in self._documents:
                raise DuplicateKey("_id", write.id)
            return True
        return self._documents.get(write.id, {}).get("revision") == write.revision_before


def _waiting_since(document: Document) -> datetime:
    return document["pending_at"]


def _changed(stored: Document | None, write: Write) -> Document:
    document: Document = deepcopy(stored) if stored else {"_id": write.id, "outbox": []}
    document |= deepcopy(write.set)
    for name in write.unset:
        document.pop(name, None)
    if write.clear_outbox:
        document["outbox"] = []
        document.pop("pending_at", None)
    document["outbox"] += deepcopy(list(write.push))
    if write.pending_at is not None:
        document["pending_at"] = min(write.pending_at, document.get("pending_at", write.pending_at))
    return document


class MemoryLeases:
    """A `LeaseTable` in a dict."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, datetime]] = {}

    async def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """See `LeaseTable`."""
        holder, end = self._held.get(name, (owner, now))
        if holder != owner and end > now:
            return False
        self._held[name] = (owner, until)
        return True

    async def free(self, name: str, owner: str) -> None:
        """See `LeaseTable`."""
        if self._held.get(name, ("",))[0] == owner:
            del self._held[name]
