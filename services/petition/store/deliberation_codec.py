"""How deliberations are stored and told of: the published record, and the ballots beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.common.v1.sealed_pb2 import SealedField
from gov321.petition.events.v1.deliberation_record_pb2 import BallotBook, DeliberationRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.mongo import Index
from kit.records import Document
from kit.vault import Vault
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.deliberation_events import DeliberationEvent
from services.petition.wire.clock_record import to_clock
from services.petition.wire.deliberation_facts import deliberation_message
from services.petition.wire.deliberation_record import from_deliberation, to_deliberation
from services.petition.wire.deliberation_votes_record import ballot_book

DELIBERATION_INDEXES = (
    Index("by_position", ("position",)),
    Index("by_timer", ("next_timer",), sparse=True),
)
"""What the questions of `ports/deliberations.py` need."""

_BALLOTS = "ballots"


def deliberation_fields(record: DeliberationRecord) -> Document:
    """Return the snapshot and the index fields; they follow from the record alone."""
    fields: Document = {
        "snapshot": record.SerializeToString(),
        "position": f"{record.home}/{record.deliberation_id}",
        "state": record.state,
    }
    clocks = (to_clock(clock) for clock in record.clocks)
    timers = [clock.next_at for clock in clocks if clock.next_at is not None]
    if timers:
        fields["next_timer"] = min(timers)
    return fields


@dataclass(slots=True)
class DeliberationCodec:
    """Codec of the `deliberations` collection; `topic` and `source` go into the events.

    Who voted what is sealed in `ballots`, beside the snapshot: no fact and no copy has it.
    """

    vault: Vault
    topic: str
    source: str
    _last: tuple[Deliberation, int, DeliberationRecord] | None = field(default=None, init=False)

    def id_of(self, state: Deliberation) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: Deliberation) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.center

    def custodian(self, state: Deliberation) -> DivisionCode:
        """The village center; a deliberation is never handed off."""
        return state.center

    def encode(self, state: Deliberation, revision: int) -> Document:
        """Return the snapshot, the index fields, and the sealed ballots when there are any."""
        fields = deliberation_fields(self._record(state, revision))
        if any(vote.ballots for vote in state.votes):
            book = ballot_book(state.votes).SerializeToString()
            sealed = self.vault.seal(book, state.id, _BALLOTS)
            fields[_BALLOTS] = sealed.SerializeToString()
        return fields

    def decode(self, document: Document) -> Deliberation:
        """Return the deliberation; sealed fields are opened."""
        record, book = DeliberationRecord.FromString(document["snapshot"]), BallotBook()
        if _BALLOTS in document:
            sealed = SealedField.FromString(document[_BALLOTS])
            book.ParseFromString(self.vault.open(sealed, record.deliberation_id, _BALLOTS))
        return to_deliberation(record, self.vault, book)

    def publish(
        self, state: Deliberation, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = self._record(state, revision)
        facts = cast("Sequence[DeliberationEvent]", happened)
        messages = [deliberation_message(fact, record, at) for fact in facts]
        return [
            Event(
                topic=self.topic,
                key=record.home,
                type=name,
                subject=record.deliberation_id,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, (name, data) in enumerate(messages)
        ]

    def _record(self, state: Deliberation, revision: int) -> DeliberationRecord:
        """One write encodes and publishes the same state: seal and build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_deliberation(state, revision, self.vault))
        return self._last[2]
