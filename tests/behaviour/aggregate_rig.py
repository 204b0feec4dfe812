"""Aggregates on the memory store, to try commands and batches on."""

from __future__ import annotations

from kit.aggregate import (
    Aggregates,
    ChunkChange,
    ChunkResult,
)
from kit.contention import Contention
from kit.memory import MemoryRecords
from kit.model.clock import ManualClock
from kit.model.errors import (
    Refusal,
)
from kit.records import Document
from tests.behaviour.notes import START, TAG_INDEX, Note, NoteCodec


class TagTaken(Refusal):
    reason = "TAG_TAKEN"


class Rig:
    """Aggregates on a memory store, and what became of them."""

    def __init__(self) -> None:
        self.records = MemoryRecords(unique={TAG_INDEX: ("tag",)})
        self.clock = ManualClock(START)
        self.woken = 0
        self.notes = Aggregates(
            self.records,
            NoteCodec(),
            self.clock,
            self._wake,
            on_duplicate=lambda duplicate: TagTaken(id=duplicate.id),
            what="便签",
            trace=lambda: "00-trace",
            contention=Contention(tries=5),
        )

    def _wake(self) -> None:
        self.woken += 1

    async def stored(self, id: str) -> Document:
        [document] = await self.records.find([id])
        return document

    async def sent(self, id: str) -> list[int]:
        return [entry["revision"] for entry in (await self.stored(id))["outbox"]]

    async def packed(self) -> list[tuple[str, int]]:
        return [
            (entry["subject"], entry["revision"])
            for packed in await self.records.packed(10)
            for entry in packed.entries
        ]

    async def chunk(self, *texts: tuple[str, str]) -> ChunkResult:
        before = await self.notes.get_many([id for id, _ in texts])
        states = {id: before[id].state if id in before else Note(id) for id, _ in texts}
        return await self.notes.write_chunk(
            [ChunkChange(id, before.get(id), states[id].says(text)) for id, text in texts]
        )
