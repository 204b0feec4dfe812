"""Who looked at what, when and why: an append-only log that an auditor can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.authz import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """One access, allowed or refused. Ids and codes only; `reason` is the asker's own text."""

    at: datetime
    subject: str
    roles: tuple[str, ...]
    operation: str
    record_id: str
    field: str
    division: str
    purpose: str = ""
    reason: str = ""
    outcome: str = "allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """What an auditor looks for; an empty field matches everything, `ranges` bound the scope."""

    ranges: tuple[Range, ...]
    subject: str = ""
    record_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Entries, newest first, and the position after the last one (empty at the end)."""

    entries: tuple[AccessEntry, ...]
    after: str = ""


class AccessLog(Protocol):
    """Where accesses are written. The service's database user can append and read, never change."""

    async def append(self, entry: AccessEntry) -> None:
        """Keep an entry; returns once it is durable, before the data is shown.

        Raises:
            Unavailable: the store is away; the data must then not be shown.
        """
        ...

    async def list(self, wanted: AccessFilter, size: int, after: str = "") -> AccessPage:
        """Return a page, newest first, starting after a position of an earlier page."""
        ...


class MemoryAccessLog:
    """An access log in memory, for tests and trials."""

    def __init__(self) -> None:
        self.entries: list[AccessEntry] = []

    async def append(self, entry: AccessEntry) -> None:
        """Keep an entry."""
        self.entries.append(entry)

    async def list(self, wanted: AccessFilter, size: int, after: str = "") -> AccessPage:
        """Return a page, newest first."""
        before = int(after) if after else len(self.entries)
        found: list[AccessEntry] = []
        for at in range(before - 1, -1, -1):
            if not matches(self.entries[at], wanted):
                continue
            if len(found) == size:
                return AccessPage(tuple(found), str(at + 1))
            found.append(self.entries[at])
        return AccessPage(tuple(found))


def matches(entry: AccessEntry, wanted: AccessFilter) -> bool:
    """Whether an entry is what the auditor looks for."""
    in_scope = any(low <= entry.division < high for low, high in wanted.ranges)
    return (
        in_scope
        and wanted.subject in ("", entry.subject)
        and wanted.record_id in ("", entry.record_id)
        and (wanted.since is None or entry.at >= wanted.since)
        and (wanted.until is None or entry.at < wanted.until)
    )
