"""Facts leave as CloudEvents and come back as they left; what cannot be read is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from kit.envelope import (
    BadEnvelope,
    Event,
    pattern_of,
    read_envelope,
    topic_dlq,
    topic_events,
    topic_inbox,
    topic_public,
)
from kit.model.errors import Kind
from kit.outbox import entry_of, event_of
from tests.behaviour.notes import HOME, an_event

EVENT = replace(an_event("n-1", 7, 2, text="hello"), traceparent="00-aa-bb-01")


@dataclass(frozen=True, slots=True)
class Record:
    headers: tuple[tuple[str, bytes | None], ...] = tuple(EVENT.headers())
    value: bytes | None = EVENT.data
    key: bytes | None = EVENT.key.encode()
    topic: str = EVENT.topic
    partition: int = 3
    offset: int = 42

    def with_header(self, name: str, value: bytes | None) -> Record:
        return replace(self, headers=(*self.without(name).headers, (name, value)))

    def without(self, name: str) -> Record:
        return replace(self, headers=tuple(one for one in self.headers if one[0] != name))


@dataclass(frozen=True, slots=True)
class Bad:
    id: str
    record: Record
    header: str


BAD = [
    Bad("null header", Record().with_header("ce_type", None), "ce_type"),
    Bad("header not UTF-8", Record().with_header("ce_id", b"\xff\xfe"), "ce_id"),
    Bad("empty subject", Record().with_header("ce_subject", b""), "ce_subject"),
    Bad("no source", Record().without("ce_source"), "ce_source"),
    Bad("other version", Record().with_header("ce_specversion", b"0.3"), "ce_specversion"),
    Bad("JSON", Record().with_header("content-type", b"application/json"), "content-type"),
    Bad("revision a word", Record().with_header("ce_revision", b"seven"), "ce_revision"),
    Bad("revision zero", Record().with_header("ce_revision", b"0"), "ce_revision"),
    Bad("time a word", Record().with_header("ce_time", b"noon"), "ce_time"),
    Bad("time without zone", Record().with_header("ce_time", b"2026-03-01T08:00:00"), "ce_time"),
    Bad("tombstone", Record(value=None), "value"),
    Bad("no key", Record(key=None), "key"),
    Bad("key not UTF-8", Record(key=b"\xff"), "key"),
    Bad("null trace", Record().with_header("ce_traceparent", None), "ce_traceparent"),
]


def test_headers_are_those_of_the_contract() -> None:
    assert {name: value.decode() for name, value in EVENT.headers()} == {
        "content-type": "application/protobuf",
        "ce_specversion": "1.0",
        "ce_id": "n-1/7/2",
        "ce_source": "/gov321/villages/notes",
        "ce_type": "gov321.notes.events.v1.NoteSaid",
        "ce_subject": "n-1",
        "ce_time": "2026-03-01T08:00:00.000Z",
        "ce_dataschema": "urn:gov321:proto:gov321.notes.events.v1.NoteSaid",
        "ce_partitionkey": str(HOME),
        "ce_revision": "7",
        "ce_traceparent": "00-aa-bb-01",
    }


def test_event_without_a_trace_has_no_trace_header() -> None:
    assert "ce_traceparent" not in dict(replace(EVENT, traceparent="").headers())


def test_what_left_is_what_comes_in() -> None:
    received = read_envelope(Record())
    assert (received.id, received.type, received.subject) == (EVENT.id, EVENT.type, "n-1")
    assert (received.source, received.time, received.revision) == (EVENT.source, EVENT.time, 7)
    assert (received.key, received.data, received.traceparent) == (
        EVENT.key,
        EVENT.data,
        EVENT.traceparent,
    )
    assert (received.topic, received.partition, received.offset) == (EVENT.topic, 3, 42)


def test_record_without_a_trace_is_read() -> None:
    assert read_envelope(Record().without("ce_traceparent")).traceparent == ""


def test_headers_of_others_do_not_matter() -> None:
    assert read_envelope(Record().with_header("x-mirror", b"\xff\xfe")).subject == "n-1"


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.id)
def test_envelope_that_cannot_be_read_is_refused_with_its_place(case: Bad) -> None:
    with pytest.raises(BadEnvelope) as refused:
        read_envelope(case.record)
    assert refused.value.fields["header"] == case.header
    assert refused.value.kind is Kind.INVALID


def test_topics_are_named_by_the_contract() -> None:
    assert topic_events("registry") == "gov321.registry.events.v1"
    assert topic_inbox("petition", "towns") == "gov321.petition.inbox.towns.v1"
    assert topic_public("grid") == "gov321.pub.grid.v1"
    assert topic_dlq("county", "notify") == "gov321.dlq.county.notify"


def test_pattern_takes_the_topic_and_its_mirrored_copies_only() -> None:
    pattern = pattern_of("gov321.registry.events.v1")
    assert pattern == r"^(?:[a-z0-9-]+\.)?gov321\.registry\.events\.v1$"
    assert re.match(pattern, "gov321.registry.events.v1")
    assert re.match(pattern, "edge-town.gov321.registry.events.v1")
    assert not re.match(pattern, "gov321.registry.events.v11")
    assert not re.match(pattern, "a.b.gov321.registry.events.v1")


def test_entry_of_a_newer_version_is_still_an_event() -> None:
    entry = {**entry_of(EVENT), "added_later": 1}
    assert event_of(entry) == EVENT


def test_entry_without_a_trace_is_an_event() -> None:
    entry = entry_of(EVENT)
    del entry["traceparent"]
    assert event_of(entry) == Event(**entry)
