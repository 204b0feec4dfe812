"""How an appeal is stored and told of: the published record, and what queries need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.petition.events.v1.petition_record_pb2 import PetitionRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.records import Document
from kit.vault import Vault
from services.petition.domain.events import PetitionEvent
from services.petition.domain.petition import Petition
from services.petition.wire.petition_facts import petition_message
from services.petition.wire.petition_record import from_petition, to_petition

from .petition_indexing import petition_fields, sent_fields, timer_fields
from .telling import Telling


@dataclass(slots=True)
class PetitionCodec:
    """Codec of the `petitions` collection; `telling` knows who is told."""

    vault: Vault
    telling: Telling
    _last: tuple[Petition, int, PetitionRecord] | None = field(default=None, init=False)

    def id_of(self, state: Petition) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: Petition) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.home

    def custodian(self, state: Petition) -> DivisionCode:
        """The center that has it, or to which it is on its way."""
        return state.custody.center

    def encode(self, state: Petition, revision: int) -> Document:
        """Return the snapshot, and the index fields while this site may write it."""
        record = self._record(state, revision)
        if not self.telling.routes.ours(state):
            return sent_fields(record)
        return petition_fields(record) | timer_fields(record)

    def decode(self, document: Document) -> Petition:
        """Return the appeal; sealed fields are opened."""
        return to_petition(PetitionRecord.FromString(document["snapshot"]), self.vault)

    def publish(
        self, state: Petition, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return the events of every fact, each with the whole record."""
        record = self._record(state, revision)
        facts = cast("Sequence[PetitionEvent]", happened)
        told = [(fact, *petition_message(fact, record, at)) for fact in facts]
        return self.telling.events(state, record, told, at)

    def _record(self, state: Petition, revision: int) -> PetitionRecord:
        """One write encodes and publishes the same state: seal and build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_petition(state, revision, self.vault))
        return self._last[2]
