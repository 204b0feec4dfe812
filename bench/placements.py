"""The smallest service that follows another one: it keeps a record per household and tells of it.

Built from the kit alone, as any service is: aggregates, packed outbox, relay, publisher.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from kit.aggregate import Aggregates, ChunkChange, Decision
from kit.bus_settings import BusSettings
from kit.commit import Committer, Versioned
from kit.envelope import Event, Received
from kit.lease import Lease
from kit.model.clock import SystemClock
from kit.model.division import DivisionCode
from kit.mongo import Store
from kit.mongo_lease import MongoLeases
from kit.mongo_records import MongoRecords
from kit.publisher import KafkaPublisher
from kit.records import Document
from kit.relay import Relay

BATCH, CHUNK, AT_ONCE = 5_000, 1_000, 2
_TYPE = "gov321.bench.v1.HouseholdPlaced"


@dataclass(frozen=True, slots=True)
class Placement:
    """What is kept of a household: where it is, the upstream revision, its fact as it came."""

    id: str
    village: DivisionCode
    upstream: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """What happens to one."""


@dataclass(frozen=True, slots=True)
class PlacementCodec:
    """Codec of the collection; `topic` takes the events."""

    topic: str

    def id_of(self, state: Placement) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: Placement) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.village

    def custodian(self, state: Placement) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.village

    def encode(self, state: Placement, revision: int) -> Document:  # noqa: ARG002
        """See `kit.commit.Codec`."""
        return {"snapshot": state.data, "upstream": state.upstream}

    def decode(self, document: Document) -> Placement:
        """See `kit.commit.Codec`."""
        home = DivisionCode.parse(document["home"])
        return Placement(document["_id"], home, document["upstream"], document["snapshot"])

    def publish(
        self, state: Placement, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """See `kit.commit.Codec`."""
        return [
            Event(
                topic=self.topic,
                key=str(state.village),
                type=_TYPE,
                subject=state.id,
                revision=revision,
                n=n,
                source="/gov321/bench/placements",
                time=at,
                data=state.data,
            )
            for n, _ in enumerate(happened)
        ]


class Desk:
    """Takes facts in, writes what is new, and knows when all of it is published."""

    def __init__(self, records: MongoRecords, relay: Relay, topic: str, counted: _Counted) -> None:
        codec = PlacementCodec(topic)
        self._aggregates = Aggregates(records, codec, SystemClock(), relay.wake)
        self._counted = counted

    @classmethod
    @asynccontextmanager
    async def open(
        cls, store: Store, settings: BusSettings, topic: str, expected: int
    ) -> AsyncGenerator[Desk]:
        """Run the desk with its relay; `expected` events are all."""
        records, counted = MongoRecords(store, "placements"), _Counted(settings, expected)
        await records.prepare()
        lease = Lease(MongoLeases(store), "relay", "bench", SystemClock())
        relay, stop = Relay(records, counted, lease, SystemClock()), asyncio.Event()
        running = asyncio.create_task(relay.run(stop))
        try:
            yield cls(records, relay, topic, counted)
        finally:
            stop.set()
            await running
            await counted.close()
            store.close()

    @property
    def published(self) -> asyncio.Event:
        """Set when all events are acknowledged."""
        return self._counted.done

    @property
    def ended(self) -> float:
        """When that was."""
        return self._counted.ended

    async def take(self, batch: Sequence[Received]) -> None:
        """Decide on a batch and write what is new in it: the newest fact of each record.

        While the store writes one chunk the next is decided, as the roster import does it.
        """
        newest = {one.subject: one for one in sorted(batch, key=lambda one: one.revision)}
        gate, facts = asyncio.Semaphore(AT_ONCE), list(newest.values())

        async def gated(chunk: Sequence[Received]) -> None:
            async with gate:
                await self._write(chunk)

        starts = range(0, len(facts), CHUNK)
        await asyncio.gather(*(gated(facts[at : at + CHUNK]) for at in starts))

    async def _write(self, facts: Sequence[Received]) -> None:
        known = await self._aggregates.get_many([one.subject for one in facts])
        changes = [
            ChunkChange(one.subject, known.get(one.subject), decided(one, known.get(one.subject)))
            for one in facts
        ]
        await self._aggregates.write_chunk(changes)


def decided(received: Received, before: Versioned[Placement] | None) -> Decision[Placement]:
    """Return what a fact comes to: nothing when it is known."""
    if before is not None and before.state.upstream >= received.revision:
        return Decision(before.state)
    home = DivisionCode.parse(received.key)
    state = Placement(received.subject, home, received.revision, received.data)
    return Decision(state, (Placed(),))


def documents_of(events: Sequence[Event], topic: str) -> list[Document]:
    """Return the documents that the desk writes for these facts."""
    committer = Committer(PlacementCodec(topic), str)
    at = SystemClock().now()
    return [_document(committer, event, at) for event in events]


def _document(committer: Committer[Placement], event: Event, at: datetime) -> Document:
    home = DivisionCode.parse(event.key)
    state = Placement(event.subject, home, event.revision, event.data)
    write, _ = committer.write(event.subject, None, Decision(state, (Placed(),)), at)
    return {"_id": write.id, **write.set, "outbox": []}


class _Counted:
    """A publisher that says when everything has been acknowledged."""

    def __init__(self, settings: BusSettings, expected: int) -> None:
        self.done = asyncio.Event()
        self.ended = 0.0
        self._left = expected
        self._publisher = KafkaPublisher(settings)

    async def publish(self, events: Sequence[Event]) -> None:
        """See `kit.relay.Publisher`."""
        await self._publisher.publish(events)
        self._left -= len(events)
        if self._left <= 0:
            self.ended = perf_counter()
            self.done.set()

    async def close(self) -> None:
        """Disconnect."""
        await self._publisher.stop()
