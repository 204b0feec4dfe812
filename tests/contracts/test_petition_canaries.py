"""Sealed means sealed: what people told is nowhere in clear, and nothing personal is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from gov321.petition.events.v1.public_events_pb2 import PublicPetitionFact

from kit.envelope import Event, topic_public
from services.petition.domain.events import PetitionEvent
from services.petition.domain.ids import AttachmentId, UnitCode
from services.petition.domain.kinds import Disclosure
from services.petition.domain.petition import Attachment, Petition
from services.petition.domain.submitting import NewPetitioner
from tests.contracts.test_petition_events import EVERY_FACT, named
from tests.support.petition_builders import MONDAY, VILLAGE, a_petition
from tests.support.petition_fakes import a_petition_codec

PUBLIC = topic_public("petition")
ALLOWED = {
    "matter_id",
    "town",
    "category",
    "matter",
    "tier",
    "phase",
    "receive_time",
    "close_time",
    "in_time",
    "solved_at_tier",
    "occur_time",
}
"""All there is of a public fact; a new field is looked at here before it is published."""

SECRETS = {
    "name": "金丝雀甲",
    "phone": "13912345678",
    "proxy": "金丝雀乙",
    "title": "金丝雀的标题",
    "text": "金丝雀的正文",
    "reply": "金丝雀的答复",
    "route": "金丝雀的途径",
    "note": "金丝雀的意见",
    "rating": "金丝雀的评语",
    "accused": "canary-bureau",
    "file": "canary-photo.jpg",
}
NEVER_PUBLIC = ("canary-person", "canary-household", "canary-visit", "canary-grid", "clerk-1")
"""Ids and codes that lead to somebody: internal events have them, public ones do not."""


def a_canary() -> Petition:
    """Return a closed appeal with something to be recognised in every field that holds words."""
    who = NewPetitioner(
        Disclosure.NAMED, SECRETS["name"], SECRETS["phone"], SECRETS["proxy"], NEVER_PUBLIC[0]
    )
    matter = a_petition(
        now=MONDAY + timedelta(minutes=23, seconds=45),
        petitioners=(who,),
        title=SECRETS["title"],
        text=SECRETS["text"],
        household_id=NEVER_PUBLIC[1],
        visit_id=NEVER_PUBLIC[2],
        grid=NEVER_PUBLIC[3],
    )
    done = matter.in_progress().replied(SECRETS["reply"]).confirmed().closed().build()
    file = Attachment(AttachmentId("a-1"), "k", "image/jpeg", 1, "0" * 64, SECRETS["file"])
    return replace(
        done,
        route=SECRETS["route"],
        accused_unit=UnitCode(SECRETS["accused"]),
        attachments=(file,),
        history=tuple(replace(line, note=SECRETS["note"]) for line in done.history),
        petitioners=tuple(replace(one, rating_note=SECRETS["rating"]) for one in done.petitioners),
    )


CANARY = a_canary()


def told(facts: Sequence[PetitionEvent] = EVERY_FACT) -> list[Event]:
    """Return every event any fact of the canary makes, at two sites."""
    return [
        event
        for site in ("villages", "towns")
        for fact in facts
        for event in a_petition_codec(site).publish(CANARY, 7, (fact,), MONDAY)
    ]


def around(event: Event) -> bytes:
    """Return everything of an event but its body."""
    headers = b"\n".join(value for _, value in event.headers())
    return b"\n".join((event.topic.encode(), event.key.encode(), headers))


def leaks(data: bytes, words: Sequence[str]) -> list[str]:
    """Return the words that can be read."""
    return [word for word in words if word.encode() in data]


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_no_event_has_words_or_names_in_clear(fact: PetitionEvent) -> None:
    words = tuple(SECRETS.values())
    for event in told((fact,)):
        assert leaks(event.data, words) == []
        assert leaks(around(event), words) == []


def test_what_is_stored_is_sealed_and_says_nothing_in_its_index_fields() -> None:
    document = a_petition_codec().encode(CANARY, 7)
    words = tuple(SECRETS.values())
    assert leaks(document["snapshot"], words) == []
    assert leaks(repr({**document, "snapshot": b""}).encode(), words) == []


def test_nothing_prints_what_is_sealed() -> None:
    assert (
        leaks(repr(CANARY).encode(), [SECRETS[name] for name in SECRETS if name != "accused"]) == []
    )


def test_a_public_fact_has_the_fields_of_the_allow_list_and_no_other() -> None:
    assert {field.name for field in PublicPetitionFact.DESCRIPTOR.fields} == ALLOWED


def test_no_public_event_leads_to_anybody() -> None:
    public = [event for event in told() if event.topic == PUBLIC]
    assert len(public) > 1
    own_ids = [CANARY.id, CANARY.number, VILLAGE.digits, CANARY.petitioners[0].id]
    words = (*SECRETS.values(), *NEVER_PUBLIC, *own_ids)
    for event in public:
        assert leaks(event.data, words) == []
        assert leaks(around(event), words) == []


def test_no_public_event_tells_the_minute() -> None:
    later = MONDAY + timedelta(minutes=41, seconds=9)
    matter = a_petition(now=MONDAY + timedelta(minutes=23))
    [event] = [
        event
        for event in a_petition_codec().publish(matter.petition, 1, matter.happened, later)
        if event.topic == PUBLIC
    ]
    fact = PublicPetitionFact.FromString(event.data)
    assert event.time == MONDAY
    assert {fact.receive_time.seconds % 3600, fact.occur_time.seconds % 3600} == {0}
    assert b":41:" not in around(event)


def test_the_public_id_is_always_the_same_and_not_that_of_the_record() -> None:
    subjects = {event.subject for event in told() if event.topic == PUBLIC}
    assert len(subjects) == 1
    assert CANARY.id not in subjects


def test_the_search_for_canaries_finds_them() -> None:
    assert leaks(SECRETS["text"].encode(), tuple(SECRETS.values())) == [SECRETS["text"]]
    plain = b"".join(str(getattr(CANARY, field.name)).encode() for field in fields(CANARY))
    assert leaks(plain, (SECRETS["title"], SECRETS["reply"])) == [
        SECRETS["title"],
        SECRETS["reply"],
    ]
