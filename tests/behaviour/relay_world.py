"""Commands, chunks and relays on the memory store, driven step by step without an event loop.

The store and the publisher hand control back before and after each effect, so that a test decides
who goes on there and who was killed (kill -9: nothing runs any more).
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator, Sequence
from datetime import datetime
from inspect import CORO_CLOSED, getcoroutinestate
from typing import Any

from kit.aggregate import Aggregates, ChunkChange
from kit.contention import Contention
from kit.envelope import Event
from kit.memory import MemoryRecords
from kit.model.clock import ManualClock
from kit.model.errors import TooMuchContention
from kit.relay import Relay
from tests.behaviour.notes import START, Note, NoteCodec, an_event

Running = Coroutine[Any, Any, object]


class _Turn:
    def __await__(self) -> Generator[None]:
        yield


async def step(_: object) -> None:
    """Hand control back to the machine."""
    await _Turn()


class CodecOfUnevenFacts(NoteCodec):
    """Publishes 1, 2, 0, 1, 2, 0 … events as the revisions go."""

    def publish(
        self, state: Note, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        return [an_event(state.id, revision, n, at) for n in range(revision % 3)]


def facts_until(revision: int) -> list[tuple[int, int]]:
    return [(past, n) for past in range(1, revision + 1) for n in range(past % 3)]


class Log:
    """What Kafka was given. A publisher may die after any event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish(self, events: Sequence[Event]) -> None:
        for event in events:
            await step("publish")
            self.events.append(event)
        await step("acknowledged")

    def first_sent(self, id: str) -> list[tuple[int, int]]:
        sent = [(event.revision, event.n) for event in self.events if event.subject == id]
        return list(dict.fromkeys(sent))


class AlwaysHeld:
    """A lease that two relays have at once: the worst that clocks can do."""

    async def renew(self) -> bool:
        await step("renew")
        return True

    async def release(self) -> None:
        return None


class World:
    """The records "a" and "b" at revision 1, their events still waiting."""

    def __init__(self) -> None:
        self.records = MemoryRecords(step=step)
        self.log = Log()
        self.clock = ManualClock(START)
        self.aggregates = Aggregates(
            self.records,
            CodecOfUnevenFacts(),
            self.clock,
            lambda: None,
            contention=Contention(tries=3, pause=step),
        )
        for id in ("a", "b"):
            finish(self.aggregates.create(id, lambda id=id: Note(id).says("hello")))

    async def command(self, id: str) -> None:
        """Change one record."""
        await self.aggregates.change(id, lambda note: note.says("more"))

    async def chunk(self, ids: Sequence[str]) -> None:
        """Change or create several, with a packed outbox."""
        before = await self.aggregates.get_many(ids)
        states = {id: before[id].state if id in before else Note(id) for id in ids}
        changes = [ChunkChange(id, before.get(id), states[id].says("x")) for id in ids]
        await self.aggregates.write_chunk(changes)

    async def round(self) -> None:
        """One round of a relay."""
        await Relay(self.records, self.log, AlwaysHeld(), self.clock).round()

    def require_order(self) -> None:
        """Nothing was sent before an older event of its record."""
        for document in self.records.all():
            sent = self.log.first_sent(document["_id"])
            assert sent == facts_until(document["revision"])[: len(sent)]

    def require_that_a_new_relay_sends_everything(self) -> None:
        """Whatever died before: a relay that starts anew leaves nothing behind."""
        for _ in range(2):
            finish(self.round())
        for document in self.records.all():
            assert self.log.first_sent(document["_id"]) == facts_until(document["revision"])
            assert (document["outbox"], "pending_at" in document) == ([], False)


def go_on(coroutine: Running) -> bool:
    """Let it run to the next effect; False when it has ended."""
    if getcoroutinestate(coroutine) == CORO_CLOSED:
        return False
    try:
        coroutine.send(None)
    except (StopIteration, TooMuchContention):
        return False
    return True


def finish(coroutine: Running) -> None:
    """Let it run to its end."""
    while go_on(coroutine):
        pass
