"""All events of one write of an appeal: its facts, what is addressed to sites, what is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gov321.petition.events.v1.petition_events_pb2 import PetitionProgressed
from gov321.petition.events.v1.petition_record_pb2 import PetitionRecord

from kit.envelope import Event
from kit.vault import Vault
from kit.wire_time import timestamp
from services.petition.domain.addressing import FACTS, PUBLIC, Routes
from services.petition.domain.events import PetitionEvent
from services.petition.domain.petition import Petition
from services.petition.domain.public import public_fact, to_the_hour
from services.petition.wire.petition_facts import petition_republished
from services.petition.wire.public_facts import matter_id, public_message

Told = tuple[PetitionEvent, str, bytes]
"""A fact with its full type name and its message."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Turns what happened into events; `source` is the `ce_source` of the site."""

    routes: Routes
    vault: Vault
    source: str

    def events(
        self,
        petition: Petition,
        record: PetitionRecord,
        told: Sequence[Told],
        at: datetime,
    ) -> list[Event]:
        """Return the events in their order: facts first, then inboxes, then the public one."""
        found = [
            *self._facts(record, told, at),
            *self._progress(petition, record, at),
            *self._public(petition, record, [fact for fact, _, _ in told], at),
        ]
        return [replace(event, n=n) for n, event in enumerate(found)]

    def again(self, petition: Petition, record: PetitionRecord, at: datetime) -> list[Event]:
        """Return the events that say nothing but how the appeal stands."""
        name, data = petition_republished(record, at)
        found = [
            self._event(record, FACTS, name, data, at),
            *self._progress(petition, record, at),
        ]
        return [replace(event, n=n) for n, event in enumerate(found)]

    def _facts(self, record: PetitionRecord, told: Sequence[Told], at: datetime) -> Iterator[Event]:
        for fact, name, data in told:
            for topic in self.routes.of(fact):
                yield self._event(record, topic, name, data, at)

    def _progress(
        self, petition: Petition, record: PetitionRecord, at: datetime
    ) -> Iterator[Event]:
        topics = self.routes.followers(petition)
        if not topics:
            return
        message = PetitionProgressed(petition=record, occur_time=timestamp(at))
        data = message.SerializeToString()
        for topic in topics:
            yield self._event(record, topic, message.DESCRIPTOR.full_name, data, at)

    def _public(
        self,
        petition: Petition,
        record: PetitionRecord,
        happened: Sequence[PetitionEvent],
        at: datetime,
    ) -> Iterator[Event]:
        """Key, subject and time are public as well: the town, the public id, the hour."""
        fact = public_fact(petition, happened)
        if fact is None:
            return
        matter = matter_id(petition.id, self.vault)
        message = public_message(fact, matter, at)
        name, data = message.DESCRIPTOR.full_name, message.SerializeToString()
        event = self._event(record, PUBLIC, name, data, to_the_hour(at))
        yield replace(event, key=fact.town.digits, subject=matter)

    def _event(
        self, record: PetitionRecord, topic: str, name: str, data: bytes, at: datetime
    ) -> Event:
        return Event(
            topic=topic,
            key=record.home,
            type=name,
            subject=record.petition_id,
            revision=record.revision,
            n=0,
            source=self.source,
            time=at,
            data=data,
        )
