"""How disputes and committees are stored and told of, and what queries need of a dispute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.petition.events.v1.dispute_record_pb2 import CommitteeRecord, DisputeRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.mongo import Index
from kit.records import Document
from kit.vault import Vault
from services.petition.domain.dispute import Dispute
from services.petition.domain.dispute_events import DisputeEvent
from services.petition.domain.mediation import Committee
from services.petition.wire.clock_record import to_clock
from services.petition.wire.dispute_facts import committee_message, dispute_message
from services.petition.wire.dispute_parts_record import from_committee, to_committee
from services.petition.wire.dispute_record import from_dispute, to_dispute

DISPUTE_INDEXES = (
    Index("by_position", ("position",)),
    Index("by_report_due", ("report_due_at",), sparse=True),
    Index("by_timer", ("next_timer",), sparse=True),
)
"""What the questions of `ports/disputes.py` need."""


def dispute_fields(record: DisputeRecord) -> Document:
    """Return the snapshot and the index fields; they follow from the record alone."""
    position = f"{record.home}/{record.dispute_id}"
    fields: Document = {
        "snapshot": record.SerializeToString(),
        "position": position,
        "state": record.state,
    }
    if any(not risk.HasField("report_time") for risk in record.risks):
        fields["report_due_at"] = position
    timers = [at for clock in record.clocks if (at := to_clock(clock).next_at) is not None]
    if timers:
        fields["next_timer"] = min(timers)
    return fields


@dataclass(slots=True)
class DisputeCodec:
    """Codec of the `disputes` collection; `topic` and `source` go into the events."""

    vault: Vault
    topic: str
    source: str
    _last: tuple[Dispute, int, DisputeRecord] | None = field(default=None, init=False)

    def id_of(self, state: Dispute) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: Dispute) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.center

    def custodian(self, state: Dispute) -> DivisionCode:
        """The center that mediates; a dispute is never handed off."""
        return state.center

    def encode(self, state: Dispute, revision: int) -> Document:
        """Return the snapshot and the index fields."""
        return dispute_fields(self._record(state, revision))

    def decode(self, document: Document) -> Dispute:
        """Return the dispute; sealed fields are opened."""
        return to_dispute(DisputeRecord.FromString(document["snapshot"]), self.vault)

    def publish(
        self, state: Dispute, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = self._record(state, revision)
        facts = cast("Sequence[DisputeEvent]", happened)
        messages = [dispute_message(fact, record, at) for fact in facts]
        return [
            Event(
                topic=self.topic,
                key=record.home,
                type=name,
                subject=record.dispute_id,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, (name, data) in enumerate(messages)
        ]

    def _record(self, state: Dispute, revision: int) -> DisputeRecord:
        """One write encodes and publishes the same state: seal and build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_dispute(state, revision, self.vault))
        return self._last[2]


@dataclass(frozen=True, slots=True)
class CommitteeCodec:
    """Codec of the `committees` collection; the id is the center's code."""

    vault: Vault
    topic: str
    source: str

    def id_of(self, state: Committee) -> str:
        """See `kit.commit.Codec`."""
        return state.center.digits

    def home(self, state: Committee) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.center

    def custodian(self, state: Committee) -> DivisionCode:
        """Its own center."""
        return state.center

    def encode(self, state: Committee, revision: int) -> Document:
        """Return the snapshot; no other index is asked."""
        return {"snapshot": from_committee(state, revision, self.vault).SerializeToString()}

    def decode(self, document: Document) -> Committee:
        """Return the committee; names are opened."""
        return to_committee(CommitteeRecord.FromString(document["snapshot"]), self.vault)

    def publish(
        self, state: Committee, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return the one fact there is of a committee."""
        record = from_committee(state, revision, self.vault)
        name, data = committee_message(record, at)
        return [
            Event(
                topic=self.topic,
                key=record.home,
                type=name,
                subject=record.center,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, _ in enumerate(happened)
        ]
