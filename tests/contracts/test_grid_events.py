"""What the grid publishes keeps to the contract of architecture §3: outsiders depend on it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from google.protobuf.descriptor import FieldDescriptor, FileDescriptor
from gov321.grid.events.v1 import care_events_pb2 as care_pb
from gov321.grid.events.v1 import village_events_pb2 as village_pb

from kit.envelope import CONTENT_TYPE, Event, topic_events, topic_public
from kit.memory_bus import MemoryBroker
from services.grid.domain import events as facts
from services.grid.domain.colour.values import Colour
from services.grid.domain.ids import HouseholdId, PersonId, PlanId, VacancyId, VisitId
from services.grid.domain.lines import EndReason, Line, Post, SessionKind
from services.grid.domain.visit import RaisedNeed
from services.grid.store.village_codec import VillageCodec
from services.grid.wire.care_facts import CARE_FACTS, care_of
from services.grid.wire.village_facts import VILLAGE_FACTS, village_of
from tests.support.grid_builders import JIANGHE, NOW, YUHE, a_hamlet, a_village, leaf
from tests.support.grid_cares import a_care, a_visit, says
from tests.support.grid_fakes import SOURCE, TOPIC, a_care_codec
from tests.support.grid_intake import received

PERSON = PersonId("p")
VILLAGE_EVENTS: tuple[facts.VillageEvent, ...] = (
    facts.HouseholdsPlaced({HouseholdId("b"): None, HouseholdId("a"): leaf("01")}),
    facts.GridsRepartitioned(PlanId("plan"), {HouseholdId("a"): leaf("01-01")}),
    facts.GridExempted(leaf("01")),
    facts.RidgesDrawn(2),
    facts.PostTaken(PERSON, Post.DEPUTY),
    facts.PostLeft(PERSON, Post.DEPUTY, EndReason.DIED),
    facts.LeaderAppointed(leaf("01"), PERSON),
    facts.LeaderReleased(leaf("01"), PERSON, EndReason.GRID_ENDED),
    facts.LeaderVacancyOpened(VacancyId("v"), leaf("01")),
    facts.SessionHeld(SessionKind.VOTER_MEETING),
)
CARE_EVENTS: tuple[facts.CareEvent, ...] = (
    facts.CareOpened(),
    facts.CareMoved(leaf("01"), YUHE),
    facts.CareClosed(),
    facts.HouseholdAssessed(),
    facts.HouseholdColourChanged(None, Colour.RED),
    facts.ClassificationRefused(True),
    facts.ContactAssigned(Line.PARTY, PERSON, False),
    facts.ContactEnded(Line.PARTY, PERSON, EndReason.RESIGNED),
    facts.ContactVacancyOpened(VacancyId("v")),
    facts.VisitPlanned(),
    facts.VisitRecorded(VisitId("visit")),
    facts.NeedRaised(VisitId("visit"), RaisedNeed(1, "修水渠")),
)
VILLAGE = a_village().with_known(a_hamlet("一组", 3)).build()
CARE = (
    a_care("h1")
    .in_force(Colour.RED)
    .assessed(says(Colour.RED))
    .overridden(Colour.RED, date(2026, 6, 30))
    .with_contact()
    .visited(a_visit(needs=("修水渠",)))
    .build()
)


def an_event(fact: object) -> Event:
    if isinstance(fact, get_args(facts.VillageEvent)):
        [event] = VillageCodec(TOPIC, SOURCE).publish(VILLAGE, 3, (fact,), NOW)
    else:
        [event] = a_care_codec().publish(CARE, 3, (fact,), NOW)
    return event


def named(fact: object) -> str:
    return type(fact).__name__


EVERY_EVENT = (*VILLAGE_EVENTS, *CARE_EVENTS)


def test_every_fact_is_tested_here() -> None:
    assert {type(fact) for fact in VILLAGE_EVENTS} == set(get_args(facts.VillageEvent))
    assert {type(fact) for fact in CARE_EVENTS} == set(get_args(facts.CareEvent))


def test_every_published_type_is_a_fact_of_a_village_or_of_a_care() -> None:
    villages = {an_event(fact).type for fact in VILLAGE_EVENTS}
    cares = {an_event(fact).type for fact in CARE_EVENTS}
    assert villages | {f"{TOPIC}.VillageRepublished"} == VILLAGE_FACTS
    assert cares | {f"{TOPIC}.CareRepublished"} == CARE_FACTS


@pytest.mark.parametrize("fact", EVERY_EVENT, ids=named)
def test_the_envelope_has_exactly_the_headers_of_the_contract(fact: object) -> None:
    event = replace(an_event(fact), traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01")
    headers = dict(event.headers())
    names = "specversion id source type subject time dataschema partitionkey revision traceparent"
    assert set(headers) == {"content-type", *(f"ce_{name}" for name in names.split())}
    assert headers["content-type"] == CONTENT_TYPE.encode()
    assert headers["ce_id"] == f"{event.subject}/3/0".encode()
    assert headers["ce_source"] == b"/gov321/villages/grid"
    assert headers["ce_partitionkey"] == event.key.encode() == JIANGHE.digits.encode()
    assert re.fullmatch(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", headers["ce_time"])


@pytest.mark.parametrize("fact", EVERY_EVENT, ids=named)
def test_the_value_is_the_bare_message_named_by_its_type(fact: object) -> None:
    event = an_event(fact)
    package, _, name = event.type.rpartition(".")
    assert event.topic == package == topic_events("grid") == "gov321.grid.events.v1"
    module = village_pb if event.type in VILLAGE_FACTS else care_pb
    message = getattr(module, name).FromString(event.data)
    assert message.SerializeToString() == event.data
    assert message.occur_time.ToMilliseconds() == int(NOW.timestamp() * 1000)


@pytest.mark.parametrize("fact", EVERY_EVENT, ids=named)
def test_every_fact_carries_the_state_at_its_revision(fact: object) -> None:
    event = an_event(fact)
    if event.type in VILLAGE_FACTS:
        village = village_of(event.data)
        assert (village.village, village.revision) == (event.subject, event.revision)
        assert len(village.members) == 3
    else:
        care = care_of(event.data)
        assert (care.household_id, care.revision, care.home) == (event.subject, 3, event.key)


@pytest.mark.parametrize(
    ("file", "common", "record"),
    [
        (village_pb.DESCRIPTOR, "VillageFact", "village"),
        (care_pb.DESCRIPTOR, "CareFact", "care"),
    ],
)
def test_fields_one_and_two_are_the_same_in_every_fact(
    file: FileDescriptor, common: str, record: str
) -> None:
    def beginning(name: str) -> list[tuple[str, int, int]]:
        fields = file.message_types_by_name[name].fields
        return [(f.name, f.number, f.type) for f in fields if f.number <= 2]

    kind = FieldDescriptor.TYPE_MESSAGE
    assert beginning(common) == [(record, 1, kind), ("occur_time", 2, kind)]
    assert all(beginning(name) == beginning(common) for name in file.message_types_by_name)


@pytest.mark.parametrize("fact", EVERY_EVENT, ids=named)
def test_whatever_happens_arrives_as_it_was_sent(fact: object) -> None:
    event = an_event(fact)
    found = received(event)
    assert (found.id, found.type, found.key) == (event.id, event.type, event.key)
    assert (found.subject, found.revision, found.data) == (event.subject, 3, event.data)


async def test_a_village_and_its_households_are_in_one_partition() -> None:
    broker = MemoryBroker()
    await broker.publish([an_event(VILLAGE_EVENTS[0])])
    for n in range(20):
        other = replace(CARE, household=HouseholdId(f"h{n}"))
        await broker.publish(a_care_codec().publish(other, 1, (facts.CareOpened(),), NOW))
    assert len({record.partition for record in broker.records(TOPIC)}) == 1


async def test_nothing_of_the_grid_is_public() -> None:
    """Colour and need say how a family lives: nothing goes to `gov321.pub.*` (architecture §3)."""
    broker = MemoryBroker()
    await broker.publish([an_event(fact) for fact in EVERY_EVENT])
    assert broker.records(TOPIC)
    assert broker.records(topic_public("grid")) == []
