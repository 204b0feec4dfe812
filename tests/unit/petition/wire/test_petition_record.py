"""An appeal survives its record whole, and what is sealed in it says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gov321.petition.events.v1.petition_events_pb2 import PetitionHandedOff
from gov321.petition.events.v1.petition_record_pb2 import PetitionRecord

from kit.crypto import CannotOpen
from services.petition.domain import events
from services.petition.domain.clocks import ClockKind
from services.petition.domain.events import HandoffReason, PetitionEvent
from services.petition.domain.handing import hand_off
from services.petition.domain.ids import AttachmentId, PetitionerId, PetitionId
from services.petition.domain.kinds import Channel, Disclosure, Urgency
from services.petition.domain.petition import Attachment, Petition, Rating
from services.petition.domain.states import State
from services.petition.domain.step import Step
from services.petition.domain.submitting import NewPetitioner
from services.petition.wire.petition_facts import petition_message
from services.petition.wire.petition_record import from_petition, to_petition
from services.petition.wire.told import PETITION_FACTS
from tests.support.petition_builders import CLERK, MONDAY, TOWN, UNIT, VILLAGE, a_petition
from tests.support.petition_walk import PetitionWalk
from tests.support.registry_fakes import a_vault

VAULT = a_vault()
SECRETS = (
    "王小明",
    "13900000001",
    "赵代理",
    "水管破裂",
    "停水两天",
    "已修复",
    "不属本单位",
    "照片一",
)


def whole() -> Petition:
    """An appeal that has one of everything an appeal can have."""
    asked = NewPetitioner(Disclosure.NAMED, "王小明", "13900000001", "赵代理", "person-1")
    file = Attachment(AttachmentId("f-1"), "aa/bb/f-1", "image/png", 9, "ab", "照片一.png")
    told = a_petition(urgency=Urgency.U4, petitioners=(asked,), attachments=(file,)).accepted()
    told = told.assigned().returned().assigned(UNIT).contacted().paused().resumed().replied()
    told = told.rated(0, Rating.DISSATISFIED)
    return replace(
        told.build(),
        channel=Channel.DISCIPLINE,
        accused_unit=UNIT,
        extended=True,
        reopened=1,
        route="法院",
        household_id="h-1",
        grid="g-1",
        visit_id="v-1",
        joined_to=PetitionId("p-2"),
        solved_at_tier=TOWN.tier,
        closed_on=MONDAY.date(),
    )


def through_bytes(petition: Petition, revision: int = 7) -> Petition:
    record = from_petition(petition, revision, VAULT).SerializeToString()
    return to_petition(PetitionRecord.FromString(record), VAULT)


def test_an_appeal_survives_its_record() -> None:
    assert through_bytes(whole()) == whole()
    assert from_petition(whole(), 7, VAULT).revision == 7


@pytest.mark.parametrize("seed", range(50))
def test_any_appeal_survives_its_record(seed: int) -> None:
    walk = PetitionWalk(seed)
    for _ in range(25):
        walk.step()
    assert through_bytes(walk.petition) == walk.petition


def test_what_is_sealed_says_nothing() -> None:
    record = from_petition(whole(), 1, VAULT).SerializeToString()
    assert [secret for secret in SECRETS if secret.encode() in record] == []
    assert (
        UNIT.encode()
        not in from_petition(
            a_petition(channel=Channel.DISCIPLINE, accused_unit=UNIT).build(), 1, VAULT
        ).SerializeToString()
    )


def test_the_appeal_itself_prints_nothing_secret() -> None:
    assert [secret for secret in SECRETS if secret in repr(whole())] == []


def test_a_record_of_another_appeal_does_not_open() -> None:
    record = from_petition(whole(), 1, VAULT)
    record.petition_id = "another"
    with pytest.raises(CannotOpen):
        to_petition(record, VAULT)


def test_what_a_newer_version_wrote_is_read_with_care() -> None:
    record = from_petition(whole(), 1, VAULT)
    record.channel, record.petitioners[0].disclosure, record.state = "new", "new", "new"
    petition = to_petition(record, VAULT)
    assert petition.channel is Channel.DISCIPLINE
    assert petition.petitioners[0].disclosure is Disclosure.CONFIDENTIAL
    assert petition.state is State.IN_PROGRESS


FACTS: tuple[PetitionEvent, ...] = (
    events.Submitted(),
    events.Moved(Step.ACCEPT, State.REGISTERED, State.ACCEPTED),
    events.Classified(),
    events.Answered((PetitionerId("one"),)),
    events.Rated(PetitionerId("one"), Rating.FAIRLY),
    events.HandedOff(VILLAGE, TOWN, 1, HandoffReason.MANUAL),
    events.TakenOver(TOWN, 1),
    events.Warned(ClockKind.FINISH, 50),
    events.Expired(ClockKind.FINISH),
)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_every_fact_has_a_message_with_the_record(fact: PetitionEvent) -> None:
    record = from_petition(whole(), 3, VAULT)
    name, data = petition_message(fact, record, MONDAY)
    assert name in PETITION_FACTS
    assert record.SerializeToString() in data


def test_a_handoff_tells_from_where_to_where_and_why() -> None:
    gone, happened = hand_off(
        a_petition().build(), TOWN, HandoffReason.MANUAL, CLERK, MONDAY.replace(hour=9), "需协调"
    )
    record = from_petition(gone, 2, VAULT)
    assert (record.custodian, record.sent_by, record.in_flight) == (
        TOWN.digits,
        VILLAGE.digits,
        True,
    )
    name, data = petition_message(happened[0], record, MONDAY)
    assert name == PetitionHandedOff.DESCRIPTOR.full_name
    message = PetitionHandedOff.FromString(data)
    assert (message.from_center, message.to_center) == (VILLAGE.digits, TOWN.digits)
    assert (message.epoch, message.reason) == (1, "manual")
