"""How an event lies in an outbox until the relay has published it: everything needed to send it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from kit.envelope import Event

_FIELDS = tuple(field.name for field in fields(Event))


def entry_of(event: Event) -> dict[str, Any]:
    """Return the stored form of an event."""
    return {name: getattr(event, name) for name in _FIELDS}


def event_of(entry: dict[str, Any]) -> Event:
    """Return the event of a stored entry; what a newer version added to it is ignored."""
    return Event(**{name: entry[name] for name in _FIELDS if name in entry})


def events_of(entries: Iterable[dict[str, Any]]) -> list[Event]:
    """Return the events of stored entries, in their order."""
    return [event_of(entry) for entry in entries]
