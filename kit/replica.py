"""Copies of other services' records, fed by facts; and the history of a service's own records.

A fact carries the whole present state and its revision, so a copy takes what is newer than its
own and needs nothing else: duplicates, replays and gaps are harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from kit.records import Document


@dataclass(frozen=True, slots=True)
class ReplicaRow:
    """The state of one record at one revision: snapshot and index fields in `fields`."""

    id: str
    revision: int
    home: str
    custodian: str
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def document(self) -> Document:
        """Return the stored form, the same as that of the original less the commit rule's part."""
        own = {"_id": self.id, "revision": self.revision}
        return {**self.fields, **own, "home": self.home, "custodian": self.custodian}


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch came to. Rows that a newer row of the same batch covers are not counted."""

    inserted: int = 0
    replaced: int = 0
    unchanged: int = 0

    @property
    def written(self) -> int:
        """Records that are not what they were."""
        return self.inserted + self.replaced


class Replica(Protocol):
    """A collection of copies."""

    async def apply(self, rows: Sequence[ReplicaRow]) -> Applied:
        """Take over what is newer, and write nothing for the rest; safe to repeat in any part.

        Raises:
            Unavailable: the store is away.
        """
        ...

    async def find(self, ids: Sequence[str]) -> list[Document]:
        """Return the copies that exist, in no order."""
        ...


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """The state of one record as it stood from `at` on."""

    id: str
    revision: int
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def key(self) -> str:
        """`<id>/<revision>`, the beginning of the fact's `ce_id`.

        A string and not a sub-document: two equal sub-documents differ for the store when their
        fields are in another order, and a key must not depend on that.
        """
        return f"{self.id}/{self.revision}"

    def document(self) -> Document:
        """Return the stored form; the id lies in `record`, since `_id` is the key."""
        own = {"_id": self.key, "record": self.id, "revision": self.revision, "at": self.at}
        return {**self.fields, **own}


class History(Protocol):
    """Append-only: the service's database user may insert and find here, nothing else."""

    async def append(self, rows: Sequence[HistoryRow]) -> int:
        """Keep the rows that are not kept yet and return how many those were.

        Raises:
            Unavailable: the store is away.
        """
        ...

    async def versions(self, id: str) -> list[Document]:
        """Return all states of a record, the newest first."""
        ...

    async def as_of(self, id: str, at: datetime) -> Document | None:
        """Return the record as it stood at an instant, None before its first state."""
        ...


def newest_of_each(rows: Iterable[ReplicaRow]) -> dict[str, ReplicaRow]:
    """Return the row of the highest revision of each record."""
    newest: dict[str, ReplicaRow] = {}
    for row in rows:
        if row.id not in newest or row.revision > newest[row.id].revision:
            newest[row.id] = row
    return newest
