"""Counting what reaches the store: commands by collection, and the documents they changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pymongo import monitoring

_MILLION = 1_000_000


@dataclass(slots=True)
class Traffic:
    """What was seen since it was made; `written` counts documents, `seconds` the waiting."""

    written: Counter[str] = field(default_factory=Counter[str])
    seconds: Counter[str] = field(default_factory=Counter[str])

    def note(self, place: str, documents: int, micros: int) -> None:
        """Count a command that the server has answered."""
        if documents:
            self.written[place] += documents
        self.seconds[place] += micros / _MILLION  # pyright: ignore[reportArgumentType]


class _Listener(monitoring.CommandListener):
    """Registered once for all clients that are made later; counts while somebody looks."""

    def __init__(self) -> None:
        self.traffic: Traffic | None = None
        self._places: dict[int, str] = {}

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if self.traffic is not None:
            target = event.command.get(event.command_name)
            collection = target if isinstance(target, str) else ""
            self._places[event.request_id] = f"{event.command_name} {collection}".strip()

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        place = self._places.pop(event.request_id, None)
        if self.traffic is not None and place is not None:
            changed = documents_changed(event.command_name, event.reply)
            self.traffic.note(place, changed, event.duration_micros)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        self._places.pop(event.request_id, None)


def documents_changed(command: str, reply: Mapping[str, Any]) -> int:
    """Return how many documents the server says that a command has changed."""
    match command:
        case "insert" | "delete":
            return int(reply.get("n", 0))
        case "update":
            return int(reply.get("nModified", 0)) + len(reply.get("upserted", ()))
        case "findAndModify":
            return int(reply.get("lastErrorObject", {}).get("n", 0))
        case _:
            return 0


_listener = _Listener()
monitoring.register(_listener)


@contextmanager
def watched() -> Generator[Traffic]:
    """Watch the clients of this process that were made after this module was imported."""
    _listener.traffic = traffic = Traffic()
    try:
        yield traffic
    finally:
        _listener.traffic = None
