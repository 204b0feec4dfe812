"""How a household is stored and told of: the published record, and what queries need beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.records import Document
from kit.vault import Vault
from services.registry.domain.duplicates import twin_key
from services.registry.domain.events import HouseholdFact
from services.registry.domain.household import Household, HouseholdStatus
from services.registry.wire.facts import fact_message
from services.registry.wire.record import from_household, to_household

from .indexing import position, read_fields


@dataclass(slots=True)
class HouseholdCodec:
    """Codec of the `households` collection; `topic` and `source` go into the events."""

    vault: Vault
    topic: str
    source: str
    _last: tuple[Household, int, HouseholdRecord] | None = field(default=None, init=False)

    def id_of(self, state: Household) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: Household) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.village

    def custodian(self, state: Household) -> DivisionCode:
        """The village center; architecture §2."""
        return state.village

    def encode(self, state: Household, revision: int) -> Document:
        """Return the snapshot and the index fields."""
        record = self._record(state, revision)
        fields = read_fields(record)
        fields["content_hash"] = state.content_hash
        fields["import_id"] = state.import_id
        fields["import_created"] = state.import_created
        if state.status is HouseholdStatus.LIVE:
            fields["place"] = position(record.home, record.number)
            fields["twins"] = self._twins(state)
            fields["people"] = [member.person.id for member in state.live_members]
        return fields

    def decode(self, document: Document) -> Household:
        """Return the household; sensitive fields are opened."""
        return to_household(HouseholdRecord.FromString(document["snapshot"]), self.vault)

    def publish(
        self, state: Household, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = self._record(state, revision)
        events: list[Event] = []
        for n, fact in enumerate(cast("Sequence[HouseholdFact]", happened)):
            name, data = fact_message(fact, record, at)
            events.append(
                Event(
                    topic=self.topic,
                    key=record.home,
                    type=name,
                    subject=state.id,
                    revision=revision,
                    n=n,
                    source=self.source,
                    time=at,
                    data=data,
                )
            )
        return events

    def _record(self, state: Household, revision: int) -> HouseholdRecord:
        """One write encodes and publishes the same state: seal and build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_household(state, revision, self.vault))
        return self._last[2]

    def _twins(self, state: Household) -> list[bytes]:
        village = state.village
        people = (member.person for member in state.live_members)
        return [self.vault.index("twin", twin_key(p.name, p.birth_date, village)) for p in people]
