"""A small aggregate to try the commit rule on: a note with a text and an optional tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kit.aggregate import Decision
from kit.envelope import Event, topic_events
from kit.model.division import DivisionCode
from kit.outbox import entry_of
from kit.records import Document, Write

HOME = DivisionCode.parse("610921104206")
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
TAG_INDEX = "by_tag"


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    text: str = ""
    tag: str | None = None

    def says(self, text: str, events: int = 1) -> Decision[Note]:
        happened = tuple(f"said {text} {n}" for n in range(events))
        return Decision(replace(self, text=text), happened, result=text.encode())

    def unchanged(self) -> Decision[Note]:
        return Decision(self, result=b"nothing new")


class NoteCodec:
    def id_of(self, state: Note) -> str:
        return state.id

    def home(self, state: Note) -> DivisionCode:
        return HOME

    def custodian(self, state: Note) -> DivisionCode:
        return HOME

    def encode(self, state: Note, revision: int) -> Document:
        tag = {} if state.tag is None else {"tag": state.tag}
        return {"snapshot": state.text.encode(), **tag}

    def decode(self, document: Document) -> Note:
        return Note(document["_id"], bytes(document["snapshot"]).decode(), document.get("tag"))

    def publish(
        self, state: Note, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        return [an_event(state.id, revision, n, at, state.text) for n in range(len(happened))]


def an_event(
    subject: str, revision: int, n: int = 0, at: datetime = START, text: str = ""
) -> Event:
    return Event(
        topic=topic_events("notes"),
        key=str(HOME),
        type="gov321.notes.events.v1.NoteSaid",
        subject=subject,
        revision=revision,
        n=n,
        source="/gov321/villages/notes",
        time=at,
        data=text.encode(),
    )


def insert(id: str, *, tag: str | None = None, minutes: int = 0, events: int = 1) -> Write:
    """A write that creates a record with events waiting since some minutes after START."""
    return _write(id, None, 1, minutes, events, {} if tag is None else {"tag": tag})


def update(id: str, before: int, *, minutes: int = 0, events: int = 1) -> Write:
    """A write that moves a record on from a revision."""
    return _write(id, before, before + 1, minutes, events, {})


def _write(
    id: str, before: int | None, revision: int, minutes: int, events: int, fields: Document
) -> Write:
    at = START + timedelta(minutes=minutes)
    own = {"revision": revision, "home": str(HOME), "custodian": str(HOME)}
    entries = tuple(entry_of(an_event(id, revision, n, at)) for n in range(events))
    return Write(id, before, {**fields, **own}, entries, at if events else None)
