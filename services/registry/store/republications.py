"""Publishing households again: through the packed outbox of their collection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kit.commit import Versioned
from kit.envelope import Event
from kit.mongo_republications import Queue, queue_entries
from kit.outbox import entry_of
from kit.records import Records
from services.registry.domain.household import Household
from services.registry.wire.facts import republished
from services.registry.wire.record import from_household

from .household_codec import HouseholdCodec
from .indexing import position


def household_queue(records: Records, codec: HouseholdCodec) -> Queue[Versioned[Household]]:
    """Return what queues households for the relay, as they stand."""

    async def queue(households: Sequence[Versioned[Household]], at: datetime) -> str:
        entries = [entry_of(_event(item, codec, at)) for item in households]
        await queue_entries(records, entries, at)
        last = households[-1].state
        return position(last.village.digits, last.number)

    return queue


def _event(item: Versioned[Household], codec: HouseholdCodec, at: datetime) -> Event:
    record = from_household(item.state, item.revision, codec.vault)
    name, data = republished(record, at)
    return Event(
        topic=codec.topic,
        key=record.home,
        type=name,
        subject=item.state.id,
        revision=item.revision,
        n=0,
        source=codec.source,
        time=at,
        data=data,
    )
