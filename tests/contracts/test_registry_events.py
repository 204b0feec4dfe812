"""What the registry publishes keeps to the contract of architecture §3: outsiders depend on it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from google.protobuf.descriptor import FieldDescriptor
from gov321.registry.events.v1 import registry_events_pb2 as pb
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.envelope import CONTENT_TYPE, Event, KafkaRecord, read_envelope
from kit.memory_bus import MemoryBroker
from kit.parked import Outgoing
from kit.publisher import outgoing
from services.registry.domain import events as facts
from services.registry.domain.correction import CorrectableField
from services.registry.domain.events import HouseholdFact
from services.registry.domain.household import JoinReason, LeaveReason
from services.registry.domain.ids import CaseId, CorrectionId, HouseholdId, PersonId
from services.registry.domain.need import NeedKind
from services.registry.store.cases import CaseCodec
from services.registry.wire.facts import HOUSEHOLD_FACTS, household_of
from tests.behaviour.registry_cases_suite import a_case
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.county_walk import CountyWalk
from tests.support.registry_fakes import SOURCE, TOPIC, a_codec
from tests.support.registry_orders import NOW

PERSON = PersonId("a-1")
EVERY_FACT: tuple[HouseholdFact, ...] = (
    facts.HouseholdRegistered(TODAY),
    facts.MemberAdded(TODAY, PERSON, JoinReason.BIRTH),
    facts.MemberRemoved(TODAY, PERSON, LeaveReason.DEATH),
    facts.HeadChanged(TODAY, PERSON),
    facts.HouseholdSplit(TODAY, HouseholdId("b")),
    facts.HouseholdMerged(TODAY, HouseholdId("b")),
    facts.HouseholdDissolved(TODAY, HouseholdId("b")),
    facts.HouseholdMoved(TODAY, JIANGHE, YUHE),
    facts.HouseholdPlaced(TODAY),
    facts.CorrectionRequested(TODAY, CorrectionId("c")),
    facts.CorrectionRejected(TODAY, CorrectionId("c")),
    facts.HouseholdCorrected(TODAY, CorrectionId("c"), (CorrectableField.NAME,)),
    facts.NeedTagged(TODAY, PERSON, NeedKind.RELEASED),
    facts.NeedEnded(TODAY, PERSON, NeedKind.RELEASED),
    facts.IncomeRecorded(TODAY, 2024),
    facts.AwardGranted(TODAY, 2024),
    facts.AwardRevoked(TODAY, 2024),
    facts.RosterApplied(TODAY, (facts.RosterPart.MEMBERS,)),
)
HOUSEHOLD = a_household("a").with_members(2).build()


def an_event(fact: HouseholdFact) -> Event:
    [event] = a_codec().publish(HOUSEHOLD, 3, (fact,), NOW)
    return event


def named(fact: object) -> str:
    return type(fact).__name__


def test_every_fact_is_tested_here() -> None:
    assert {type(fact) for fact in EVERY_FACT} == set(get_args(HouseholdFact))


def test_every_published_type_is_a_household_fact_or_a_case_fact() -> None:
    published = {an_event(fact).type for fact in EVERY_FACT}
    assert published | {f"{pb.DESCRIPTOR.package}.HouseholdRepublished"} == HOUSEHOLD_FACTS


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_the_envelope_has_exactly_the_headers_of_the_contract(fact: HouseholdFact) -> None:
    event = replace(an_event(fact), traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01")
    headers = dict(event.headers())
    assert set(headers) == {
        "content-type",
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_type",
        "ce_subject",
        "ce_time",
        "ce_dataschema",
        "ce_partitionkey",
        "ce_revision",
        "ce_traceparent",
    }
    assert headers["content-type"] == CONTENT_TYPE.encode() == b"application/protobuf"
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_id"] == b"a/3/0"
    assert headers["ce_source"] == b"/gov321/villages/registry"
    assert headers["ce_subject"] == b"a"
    assert headers["ce_revision"] == b"3"
    assert headers["ce_partitionkey"] == event.key.encode() == b"610921104206"
    assert re.fullmatch(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", headers["ce_time"])


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_the_value_is_the_bare_message_named_by_its_type(fact: HouseholdFact) -> None:
    event = an_event(fact)
    package, _, name = event.type.rpartition(".")
    assert package == pb.DESCRIPTOR.package == "gov321.registry.events.v1"
    assert event.topic == TOPIC == package
    message = getattr(pb, name).FromString(event.data)
    assert message.household.household_id == "a"
    assert message.SerializeToString() == event.data


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_every_fact_reads_as_a_household_fact_at_its_revision(fact: HouseholdFact) -> None:
    event = an_event(fact)
    read = pb.HouseholdFact.FromString(event.data)
    assert (read.household.revision, read.household.home) == (event.revision, event.key)
    assert read.occur_time.ToMilliseconds() == int(NOW.timestamp() * 1000)
    assert (read.effective_date.year, read.effective_date.month) == (TODAY.year, TODAY.month)


def test_fields_one_to_three_are_the_same_in_every_fact() -> None:
    def beginning(name: str) -> list[tuple[str, int, int]]:
        fields = pb.DESCRIPTOR.message_types_by_name[name].fields
        return [(f.name, f.number, f.type) for f in fields if f.number <= 3]

    common = beginning("HouseholdFact")
    assert [(name, number) for name, number, _ in common] == [
        ("household", 1),
        ("occur_time", 2),
        ("effective_date", 3),
    ]
    assert {kind for _, _, kind in common} == {FieldDescriptor.TYPE_MESSAGE}
    assert all(beginning(full.rpartition(".")[2]) == common for full in HOUSEHOLD_FACTS)


def test_facts_of_one_revision_are_numbered_and_told_apart() -> None:
    told = a_codec().publish(HOUSEHOLD, 3, EVERY_FACT[:3], NOW)
    assert [event.id for event in told] == ["a/3/0", "a/3/1", "a/3/2"]


def test_a_move_is_told_under_the_new_home() -> None:
    moved = a_household("a").in_village(YUHE).build()
    [event] = a_codec().publish(moved, 4, (facts.HouseholdMoved(TODAY, JIANGHE, YUHE),), NOW)
    message = pb.HouseholdMoved.FromString(event.data)
    assert event.key == message.to_home == message.household.home == YUHE.digits
    assert message.from_home == JIANGHE.digits


def test_a_need_is_told_without_saying_which() -> None:
    data = an_event(facts.NeedTagged(TODAY, PERSON, NeedKind.RELEASED)).data
    assert b"released" not in data


def test_a_case_is_told_under_the_village_of_who_was_found_first() -> None:
    case, happened = a_case("a", "b")
    [event] = CaseCodec(TOPIC, SOURCE).publish(case, 1, happened, NOW)
    message = pb.DuplicateCaseOpened.FromString(event.data)
    assert event.key == message.duplicate_case.home == JIANGHE.digits
    assert event.subject == message.duplicate_case.case_id == CaseId(case.id)
    assert event.type == "gov321.registry.events.v1.DuplicateCaseOpened"


@settings(max_examples=40)
@given(st.binary(max_size=60))
def test_whatever_happens_arrives_as_it_was_sent(story: bytes) -> None:
    codec = a_codec()
    for household, happened in CountyWalk(late=False).live_through(story):
        for event in codec.publish(household, 2, happened, NOW):
            received = read_envelope(_as_received(outgoing(event)))
            assert (received.id, received.type, received.key) == (event.id, event.type, event.key)
            assert household_of(received.data).household_id == received.subject


def _as_received(sent: Outgoing) -> KafkaRecord:
    class Record:
        topic, partition, offset = sent.topic, 0, 0
        key, value, headers = sent.key, sent.value, tuple(sent.headers)

    return Record()


async def test_a_village_is_in_one_partition() -> None:
    broker = MemoryBroker()
    codec = a_codec()
    for n in range(20):
        home = a_household(f"h{n}").numbered(f"{n}").build()
        await broker.publish(codec.publish(home, 1, (facts.HouseholdRegistered(TODAY),), NOW))
    assert len({record.partition for record in broker.records(TOPIC)}) == 1
