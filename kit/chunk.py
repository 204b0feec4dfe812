"""Writing a thousand records at once: one transaction, one packed outbox (architecture.md §4.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from kit.commit import Committer, Decision, S, Versioned, emptied, has_seen
from kit.contention import Contention
from kit.model.clock import Clock
from kit.records import Document, DuplicateKey, Packed, Records, Write

CHUNK_RECORDS = 1000
CHUNK_BYTES = 8 << 20
"""A packed outbox is one document, and the store takes 16 MB."""

_ENTRY_OVERHEAD = 512


@dataclass(frozen=True, slots=True)
class ChunkChange(Generic[S]):
    """One record of a batch: what was decided on the state `before` (None = to be created)."""

    id: str
    before: Versioned[S] | None
    decision: Decision[S]


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What became of a batch.

    `written` has changed; `lost` was changed (or created) by somebody else meanwhile and wants a
    new decision. Records for which nothing happened are in neither.
    """

    written: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    write: Write
    entries: tuple[Document, ...]

    @property
    def size(self) -> int:
        return sum(len(entry["data"]) + _ENTRY_OVERHEAD for entry in self.entries)


@dataclass(frozen=True, slots=True)
class ChunkWriter(Generic[S]):
    """Commits batches; every event of a chunk goes into the packed outbox, in the order of each
    record: what still waited in the record's own outbox first, then what is new.
    """

    records: Records
    committer: Committer[S]
    clock: Clock
    contention: Contention

    async def write(self, changes: Sequence[ChunkChange[S]]) -> ChunkResult:
        """Write what happened, as many chunks as it needs; each chunk whole or not at all.

        Raises:
            ValueError: a record is in the batch twice.
            DuplicateKey: a unique index other than `_id` refuses a record of a chunk; that
                chunk is not written.
            TooMuchContention: other chunks kept being in the way.
        """
        happened = [change for change in changes if change.decision.happened]
        if len({change.id for change in happened}) < len(happened):
            raise ValueError("a record is in the chunk twice")
        at = self.clock.now()
        stored = await self._stored(happened)
        stale = [change.id for change in happened if _is_stale(change, stored)]
        items = self._items(happened, stored, at)
        written: list[str] = []
        lost = list(stale)
        for chunk in _chunks(items):
            done, gone = await self._commit(chunk, at)
            written += done
            lost += gone
        return ChunkResult(tuple(written), tuple(lost))

    async def _stored(self, changes: Iterable[ChunkChange[S]]) -> dict[str, Document]:
        """The documents decided on: those that came along, and those to be read again."""
        stored = {c.id: c.before.stored for c in changes if c.before and c.before.stored}
        missing = [c.id for c in changes if c.before and not c.before.stored]
        found = await self.records.find(missing) if missing else []
        return stored | {document["_id"]: document for document in found}

    def _items(
        self, changes: Iterable[ChunkChange[S]], stored: dict[str, Document], at: datetime
    ) -> Iterator[_Item]:
        for change in changes:
            document = stored.get(change.id)
            if _is_stale(change, stored) or has_seen(document or {}, change.decision.seen):
                continue
            write, entries = self.committer.write(change.id, document, change.decision, at)
            waiting = tuple((document or {}).get("outbox", ()))
            yield _Item(emptied(write) if waiting else write, waiting + entries)

    async def _commit(self, chunk: Sequence[_Item], at: datetime) -> tuple[list[str], list[str]]:
        """Commit a chunk without those that others changed first; return (written, lost)."""
        left, lost = list(chunk), list[str]()

        async def attempt() -> list[_Item] | None:
            nonlocal left, lost
            if not left or await self._try(left, at):
                return left
            moved = await self._moved_on(left)
            lost += sorted(moved)
            left = [item for item in left if item.write.id not in moved]
            return None

        done = await self.contention.until(chunk[0].write.id, attempt)
        return [item.write.id for item in done], lost

    async def _try(self, items: Sequence[_Item], at: datetime) -> bool:
        entries = tuple(entry for item in items for entry in item.entries)
        packed = Packed(entries, at) if entries else None
        try:
            return await self.records.apply_all([item.write for item in items], packed)
        except DuplicateKey as duplicate:
            if duplicate.index != "_id" and not await self._moved_on(items):
                raise
            return False  # somebody created a twin first: any of its unique indexes may tell

    async def _moved_on(self, items: Sequence[_Item]) -> set[str]:
        before = {item.write.id: item.write.revision_before for item in items}
        found = {d["_id"]: d["revision"] for d in await self.records.find(list(before))}
        return {id for id, revision in before.items() if found.get(id) != revision}


def _is_stale(change: ChunkChange[S], stored: dict[str, Document]) -> bool:
    """Whether a record read again is no longer what was decided on."""
    if change.before is None:
        return False
    document = stored.get(change.id)
    return document is None or document["revision"] != change.before.revision


def _chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Cut by number of records and by bytes of the packed outbox."""
    chunk, size = list[_Item](), 0
    for item in items:
        more = item.size
        if chunk and (len(chunk) == CHUNK_RECORDS or size + more > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += more
    if chunk:
        yield chunk
