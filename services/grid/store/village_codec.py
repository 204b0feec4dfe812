"""How a village is stored and told of: the published record, nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.grid.events.v1.village_record_pb2 import VillageRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.records import Document
from services.grid.domain.events import VillageEvent
from services.grid.domain.village import Village
from services.grid.wire.village_facts import village_message
from services.grid.wire.village_record import from_village, to_village


@dataclass(slots=True)
class VillageCodec:
    """Codec of the `villages` collection; `topic` and `source` go into the events."""

    topic: str
    source: str
    _last: tuple[Village, int, VillageRecord] | None = field(default=None, init=False)

    def id_of(self, state: Village) -> str:
        """See `kit.commit.Codec`."""
        return state.code.digits

    def home(self, state: Village) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.code

    def custodian(self, state: Village) -> DivisionCode:
        """The village's own center; architecture §2."""
        return state.code

    def encode(self, state: Village, revision: int) -> Document:
        """Return the snapshot; lists go by the id, which is the division code."""
        return {"snapshot": self._record(state, revision).SerializeToString(deterministic=True)}

    def decode(self, document: Document) -> Village:
        """Return the village."""
        return to_village(VillageRecord.FromString(document["snapshot"]))

    def publish(
        self, state: Village, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = self._record(state, revision)
        facts = cast("Sequence[VillageEvent]", happened)
        messages = [village_message(fact, record, at) for fact in facts]
        return [
            Event(
                topic=self.topic,
                key=record.village,
                type=name,
                subject=record.village,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, (name, data) in enumerate(messages)
        ]

    def _record(self, state: Village, revision: int) -> VillageRecord:
        """One write encodes and publishes the same state: build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_village(state, revision))
        return self._last[2]
