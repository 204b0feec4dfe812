"""What is told of appeals keeps to the contract of architecture §3: outsiders depend on it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from google.protobuf.descriptor import FieldDescriptor
from gov321.petition.events.v1 import petition_events_pb2 as pb
from gov321.petition.events.v1 import public_events_pb2 as public_pb

from kit.envelope import CONTENT_TYPE, Event, topic_events, topic_inbox, topic_public
from services.petition.domain import events as facts
from services.petition.domain.clocks import ClockKind
from services.petition.domain.ids import PetitionerId
from services.petition.domain.petition import Petition, Rating
from services.petition.domain.states import State
from services.petition.domain.step import Step
from services.petition.wire.told import PETITION_FACTS
from tests.support.grid_intake import received
from tests.support.petition_builders import MONDAY, TOWN, VILLAGE, a_petition
from tests.support.petition_fakes import a_petition_codec

FACTS, PUBLIC = topic_events("petition"), topic_public("petition")
WHO = PetitionerId("who")
EVERY_FACT: tuple[facts.PetitionEvent, ...] = (
    facts.Submitted(),
    facts.Moved(Step.ACCEPT, State.REGISTERED, State.ACCEPTED),
    facts.Classified(),
    facts.Answered((WHO,)),
    facts.Rated(WHO, Rating.FAIRLY),
    facts.HandedOff(VILLAGE, TOWN, 1, facts.HandoffReason.MANUAL),
    facts.TakenOver(TOWN, 1),
    facts.Warned(ClockKind.FINISH, 80),
    facts.Expired(ClockKind.FINISH),
)
MATTER = a_petition().done().build()


def events_of(fact: facts.PetitionEvent, petition: Petition = MATTER) -> dict[str, Event]:
    """Return the events of a fact by topic."""
    found = a_petition_codec().publish(petition, 3, (fact,), MONDAY)
    return {event.topic: event for event in found}


def named(fact: object) -> str:
    return type(fact).__name__


def test_every_fact_is_tested_here() -> None:
    assert {type(fact) for fact in EVERY_FACT} == set(get_args(facts.PetitionEvent))


def test_every_published_type_carries_an_appeal() -> None:
    told = {events_of(fact)[FACTS].type for fact in EVERY_FACT}
    beside = {f"{FACTS}.PetitionProgressed", f"{FACTS}.PetitionRepublished"}
    assert told | beside == PETITION_FACTS


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_the_envelope_has_exactly_the_headers_of_the_contract(fact: facts.PetitionEvent) -> None:
    for event in events_of(fact).values():
        traced = replace(event, traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01")
        headers = dict(traced.headers())
        names = "specversion id source type subject time dataschema partitionkey revision"
        wanted = {f"ce_{name}" for name in (*names.split(), "traceparent")}
        assert set(headers) == {"content-type", *wanted}
        assert headers["content-type"] == CONTENT_TYPE.encode()
        assert headers["ce_id"] == f"{event.subject}/3/{event.n}".encode()
        assert headers["ce_source"] == b"/gov321/villages/petition"
        assert headers["ce_partitionkey"] == event.key.encode()
        assert re.fullmatch(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", headers["ce_time"])


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_a_fact_carries_the_state_at_its_revision_keyed_by_home(fact: facts.PetitionEvent) -> None:
    event = events_of(fact)[FACTS]
    message = getattr(pb, event.type.rpartition(".")[2]).FromString(event.data)
    assert message.SerializeToString() == event.data
    assert (message.petition.petition_id, message.petition.revision) == (event.subject, 3)
    assert event.key == message.petition.home == VILLAGE.digits
    assert message.occur_time.ToMilliseconds() == int(MONDAY.timestamp() * 1000)
    found = received(event)
    assert (found.id, found.type, found.data) == (event.id, event.type, event.data)


def test_fields_one_and_two_are_the_same_in_every_fact() -> None:
    def beginning(name: str) -> list[tuple[str, int, int]]:
        fields = pb.DESCRIPTOR.message_types_by_name[name].fields
        return [(f.name, f.number, f.type) for f in fields if f.number <= 2]

    kind = FieldDescriptor.TYPE_MESSAGE
    assert beginning("PetitionFact") == [("petition", 1, kind), ("occur_time", 2, kind)]
    names = [name.rpartition(".")[2] for name in PETITION_FACTS]
    assert all(beginning(name) == beginning("PetitionFact") for name in names)


def test_a_handoff_is_the_same_message_on_the_facts_and_on_the_inbox_of_its_receiver() -> None:
    told = events_of(EVERY_FACT[5])
    inbox = topic_inbox("petition", "towns")
    assert set(told) == {FACTS, inbox}
    assert (told[FACTS].type, told[FACTS].data) == (told[inbox].type, told[inbox].data)
    assert told[FACTS].id != told[inbox].id


def test_events_of_one_write_are_numbered_in_their_order() -> None:
    matter = a_petition().done()
    told = a_petition_codec("towns").publish(matter.petition, 9, matter.happened, MONDAY)
    assert [event.n for event in told] == list(range(len(told)))
    assert {event.topic for event in told} == {FACTS, PUBLIC, topic_inbox("petition", "villages")}
    assert len({event.id for event in told}) == len(told)


def test_a_public_fact_is_the_message_named_by_its_type() -> None:
    event = events_of(facts.Submitted())[PUBLIC]
    assert event.type == f"{FACTS}.PublicPetitionFact"
    message = public_pb.PublicPetitionFact.FromString(event.data)
    assert message.SerializeToString() == event.data
    assert message.matter_id == event.subject
    assert message.town == event.key == TOWN.digits
