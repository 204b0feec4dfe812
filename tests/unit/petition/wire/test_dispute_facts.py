"""Facts of disputes and whistles: each carries the present record, and no clear word of anybody."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from google.protobuf.descriptor import FileDescriptor
from gov321.petition.events.v1 import dispute_events_pb2, whistle_events_pb2
from gov321.petition.events.v1.dispute_record_pb2 import DisputeRecord
from gov321.petition.events.v1.whistle_record_pb2 import WhistleRecord

from kit.crypto import CannotOpen
from kit.envelope import Event
from services.petition.domain import dispute_orders as orders
from services.petition.domain.dispute import DisputeKind
from services.petition.domain.dispute_events import DisputeEvent
from services.petition.domain.dispute_step import DisputeState
from services.petition.domain.mediation import Formed
from services.petition.domain.whistle import PartState
from services.petition.domain.whistle_events import WhistleEvent
from services.petition.wire.dispute_facts import DISPUTE_FACTS, dispute_of, dispute_republished
from services.petition.wire.dispute_record import from_dispute, to_dispute
from services.petition.wire.whistle_facts import WHISTLE_FACTS, whistle_of, whistle_republished
from services.petition.wire.whistle_record import from_whistle, to_whistle
from tests.support import dispute_builders, whistle_builders
from tests.support.dispute_builders import ROUTE, DisputeBuilder, a_committee, a_dispute
from tests.support.dispute_site import a_committee_codec, a_dispute_codec, a_whistle_codec
from tests.support.petition_builders import MONDAY, VILLAGE
from tests.support.registry_fakes import a_vault
from tests.support.whistle_builders import HOUSING, WhistleBuilder, a_whistle

_NEVER_BY_ITSELF = {"DisputeFact", "CommitteeFact", "WhistleFact"}


def told_dispute() -> DisputeBuilder:
    """A dispute to which everything happened: warned, flagged, agreed, and not performed."""
    builder = a_dispute().later(days=40).fired()
    builder.did(orders.FlagRisk(note="扬言报复测试"), orders.ReportRisk(reported_to="派出所"))
    return builder.effective().did(orders.BreakOff(route=ROUTE, note="不付测试"))


def told_whistle() -> WhistleBuilder:
    """A whistle to which everything happened."""
    builder = a_whistle().later(days=3).fired().reported().closed().rated()
    return builder.waived(HOUSING)


def dispute_events() -> Sequence[Event]:
    builder = told_dispute()
    return a_dispute_codec().publish(builder.dispute, 9, builder.happened, MONDAY)


def whistle_events() -> Sequence[Event]:
    builder = told_whistle()
    return a_whistle_codec().publish(builder.whistle, 9, builder.happened, MONDAY)


def messages(file: FileDescriptor) -> set[str]:
    return {
        message.full_name
        for name, message in file.message_types_by_name.items()
        if name not in _NEVER_BY_ITSELF
    }


def test_everything_that_can_happen_happens_in_these_tests() -> None:
    assert {type(fact) for fact in told_dispute().happened} == set(DisputeEvent.__args__)
    assert {type(fact) for fact in told_whistle().happened} == set(WhistleEvent.__args__)


def test_every_fact_of_the_contract_is_told_by_something() -> None:
    committee = a_committee_codec().publish(a_committee(), 1, (Formed(),), MONDAY)
    record = DisputeRecord(), WhistleRecord()
    again = dispute_republished(record[0], MONDAY)[0], whistle_republished(record[1], MONDAY)[0]
    told = {event.type for event in (*dispute_events(), *whistle_events(), *committee)}
    contract = messages(dispute_events_pb2.DESCRIPTOR) | messages(whistle_events_pb2.DESCRIPTOR)
    assert told | set(again) == contract
    assert contract >= DISPUTE_FACTS | WHISTLE_FACTS


def test_no_fact_of_a_dispute_has_a_clear_word_or_name() -> None:
    secrets = (*dispute_builders.SECRETS, "李测试", ROUTE, "扬言报复测试", "不付测试")
    for event in dispute_events():
        outside = f"{event.key} {event.subject} {event.headers()}".encode()
        found = [one for one in secrets if one.encode() in event.data + outside]
        assert found == [], event.type
        assert (event.key, event.subject) == (VILLAGE.digits, dispute_builders.DISPUTE)


def test_no_fact_of_a_whistle_has_a_clear_word() -> None:
    for event in whistle_events():
        found = [one for one in whistle_builders.SECRETS if one.encode() in event.data]
        assert found == [], event.type


def test_the_names_of_a_committee_are_sealed() -> None:
    [event] = a_committee_codec().publish(a_committee(), 1, (Formed(),), MONDAY)
    assert "委员".encode() not in event.data


def test_any_fact_is_read_for_the_record_it_carries() -> None:
    vault = a_vault()
    for event in dispute_events():
        record = dispute_of(event.data)
        assert (record.revision, to_dispute(record, vault)) == (9, told_dispute().dispute)
    for event in whistle_events():
        read = whistle_of(event.data)
        assert (read.revision, to_whistle(read, vault)) == (9, told_whistle().whistle)


def test_what_a_newer_version_wrote_is_read_and_may_do_nothing() -> None:
    vault = a_vault()
    record = from_dispute(a_dispute().dispute, 1, vault)
    record.state, record.kind = "arbitrated", "space_travel"
    dispute = to_dispute(record, vault)
    assert (dispute.state, dispute.kind) == (DisputeState.FAILED, DisputeKind.OTHER)
    called = from_whistle(a_whistle().whistle, 1, vault)
    called.parts[0].state = "asleep"
    assert to_whistle(called, vault).parts[0].state is PartState.CALLED


def test_a_sealed_word_does_not_open_in_another_record() -> None:
    vault = a_vault()
    record = from_dispute(a_dispute().dispute, 1, vault)
    record.dispute_id = "another"
    with pytest.raises(CannotOpen):
        to_dispute(record, vault)
