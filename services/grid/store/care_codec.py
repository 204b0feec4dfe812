"""How a household's care is stored and told of: the published record, and what queries need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.grid.events.v1.care_record_pb2 import CareRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.records import Document
from kit.vault import Vault
from services.grid.domain.care import HouseholdCare
from services.grid.domain.events import CareEvent
from services.grid.wire.care_facts import care_message
from services.grid.wire.care_record import from_care, to_care

from .care_indexing import care_fields


@dataclass(slots=True)
class CareCodec:
    """Codec of the `cares` collection; `topic` and `source` go into the events."""

    vault: Vault
    topic: str
    source: str
    _last: tuple[HouseholdCare, int, CareRecord] | None = field(default=None, init=False)

    def id_of(self, state: HouseholdCare) -> str:
        """See `kit.commit.Codec`."""
        return state.household

    def home(self, state: HouseholdCare) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.village

    def custodian(self, state: HouseholdCare) -> DivisionCode:
        """The village center; architecture §2."""
        return state.village

    def encode(self, state: HouseholdCare, revision: int) -> Document:
        """Return the snapshot and the index fields."""
        return care_fields(self._record(state, revision))

    def decode(self, document: Document) -> HouseholdCare:
        """Return the care; sealed fields are opened."""
        return to_care(CareRecord.FromString(document["snapshot"]), self.vault)

    def publish(
        self, state: HouseholdCare, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = self._record(state, revision)
        events: list[Event] = []
        for n, fact in enumerate(cast("Sequence[CareEvent]", happened)):
            name, data = care_message(fact, record, at, self.vault)
            events.append(
                Event(
                    topic=self.topic,
                    key=record.home,
                    type=name,
                    subject=state.household,
                    revision=revision,
                    n=n,
                    source=self.source,
                    time=at,
                    data=data,
                )
            )
        return events

    def _record(self, state: HouseholdCare, revision: int) -> CareRecord:
        """One write encodes and publishes the same state: seal and build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_care(state, revision, self.vault))
        return self._last[2]
