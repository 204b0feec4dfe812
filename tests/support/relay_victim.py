"""A process to be killed: it commits single commands and chunks, and relays to a file.

Usage: python -m tests.support.relay_victim <store uri> <database> <log file>
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from pydantic import SecretStr

from kit.aggregate import Aggregates, AlreadyExists, ChunkChange
from kit.envelope import Event
from kit.lease import Lease
from kit.model.clock import SystemClock
from kit.model.errors import TooMuchContention
from kit.mongo import MongoSettings, connect
from kit.mongo_lease import MongoLeases
from kit.mongo_records import MongoRecords
from kit.relay import Relay
from tests.behaviour.notes import Note, NoteCodec

IDS = tuple(f"note-{n}" for n in range(6))


class FilePublisher:
    """Appends one line per event; what was written survives the writer."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    async def publish(self, events: Sequence[Event]) -> None:
        for event in events:
            os.write(self._file, f"{event.subject} {event.revision}\n".encode())
            await asyncio.sleep(0)


async def commands(notes: Aggregates[Note]) -> None:
    for turn in count():
        await notes.change(IDS[turn % len(IDS)], lambda note: note.says("more"))


async def chunks(notes: Aggregates[Note]) -> None:
    while True:
        before = await notes.get_many(IDS[:4])
        changes = [ChunkChange(id, one, one.state.says("chunk")) for id, one in before.items()]
        with suppress(TooMuchContention):  # with a transaction the last kill left behind
            await notes.write_chunk(changes)
        await asyncio.sleep(0.01)


async def main(uri: str, database: str, log: Path) -> None:
    store, clock = connect(MongoSettings(uri=SecretStr(uri), database=database)), SystemClock()
    records = MongoRecords(store, "notes")
    await records.prepare()
    lease = Lease(MongoLeases(store), "relay", "victim", clock)
    relay = Relay(records, FilePublisher(log), lease, clock)
    notes = Aggregates(records, NoteCodec(), clock, relay.wake)
    for id in IDS:
        with suppress(AlreadyExists):
            await notes.create(id, lambda id=id: Note(id).says("hello"))
    await asyncio.gather(commands(notes), chunks(notes), relay.run(asyncio.Event()))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
