"""How whistles are stored and told of: the published record, and what queries need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.petition.events.v1.whistle_record_pb2 import WhistleRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.mongo import Index
from kit.records import Document
from kit.vault import Vault
from services.petition.domain.whistle import Whistle
from services.petition.domain.whistle_events import WhistleEvent
from services.petition.wire.clock_record import to_clock
from services.petition.wire.whistle_facts import whistle_message
from services.petition.wire.whistle_record import from_whistle, to_whistle

WHISTLE_INDEXES = (
    Index("by_position", ("position",)),
    Index("by_open", ("open_at",), sparse=True),
    Index("by_unit", ("units",)),
    Index("by_timer", ("next_timer",), sparse=True),
)
"""What the questions of `ports/whistles.py` need."""


def whistle_fields(record: WhistleRecord) -> Document:
    """Return the snapshot and the index fields; they follow from the record alone."""
    position = f"{record.home}/{record.whistle_id}"
    fields: Document = {
        "snapshot": record.SerializeToString(),
        "position": position,
        "units": sorted(part.unit for part in record.parts),
    }
    if not record.HasField("close_time"):
        fields["open_at"] = position
    clocks = (to_clock(clock) for part in record.parts for clock in part.clocks)
    timers = [clock.next_at for clock in clocks if clock.next_at is not None]
    if timers:
        fields["next_timer"] = min(timers)
    return fields


@dataclass(slots=True)
class WhistleCodec:
    """Codec of the `whistles` collection; `topic` and `source` go into the events."""

    vault: Vault
    topic: str
    source: str
    _last: tuple[Whistle, int, WhistleRecord] | None = field(default=None, init=False)

    def id_of(self, state: Whistle) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: Whistle) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.center

    def custodian(self, state: Whistle) -> DivisionCode:
        """The center that called; a whistle is never handed off."""
        return state.center

    def encode(self, state: Whistle, revision: int) -> Document:
        """Return the snapshot and the index fields."""
        return whistle_fields(self._record(state, revision))

    def decode(self, document: Document) -> Whistle:
        """Return the whistle; sealed fields are opened."""
        return to_whistle(WhistleRecord.FromString(document["snapshot"]), self.vault)

    def publish(
        self, state: Whistle, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = self._record(state, revision)
        facts = cast("Sequence[WhistleEvent]", happened)
        messages = [whistle_message(fact, record, at) for fact in facts]
        return [
            Event(
                topic=self.topic,
                key=record.home,
                type=name,
                subject=record.whistle_id,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, (name, data) in enumerate(messages)
        ]

    def _record(self, state: Whistle, revision: int) -> WhistleRecord:
        """One write encodes and publishes the same state: seal and build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_whistle(state, revision, self.vault))
        return self._last[2]
