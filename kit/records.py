"""One collection of aggregate documents: the seam between the memory fake and the real store.

A document is `{_id, revision, custodian, home, <fields>, outbox, pending_at, seen, requests}`
(architecture.md §4). The collection owns its packed outbox as well, because a chunk writes both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

Document = dict[str, Any]
"""A stored document, or a part of one. `Any` ends at the codec."""

ID_LIMIT = 200
"""Ids per `$in`: the embedded store does not come back from much longer lists."""

CLEAR_LIMIT = 100
"""Records per guarded clear."""


class DuplicateKey(Exception):
    """A unique index said no. `index` is `_id` or the index name, `id` the record refused."""

    def __init__(self, index: str, id: str = "") -> None:
        super().__init__(f"duplicate key index={index} id={id}")
        self.index = index
        self.id = id


@dataclass(frozen=True, slots=True)
class Write:
    """One document to insert (`revision_before` None) or to move on from a revision.

    `set` replaces whole fields, `revision` among them. `push` appends to the outbox without
    reading it, so that the relay may clear it meanwhile. `clear_outbox` says that the entries
    went elsewhere (into a packed outbox of the same transaction).
    """

    id: str
    revision_before: int | None
    set: Document
    push: tuple[Document, ...] = ()
    pending_at: datetime | None = None
    clear_outbox: bool = False
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """The events of one chunk in one document. The store gives `id` in order of commit."""

    entries: tuple[Document, ...]
    at: datetime
    id: int = field(default=0)


class Records(Protocol):
    """What the repository and the relay need of a collection.

    Every method may raise `kit.model.errors.Unavailable` when the store is away.
    """

    async def find(self, ids: Sequence[str]) -> list[Document]:
        """Return the documents that exist, in no order."""
        ...

    async def apply(self, write: Write) -> bool:
        """Write one document; False when its revision has moved on.

        Raises:
            DuplicateKey: an insert's id exists already, or another unique index refuses.
        """
        ...

    async def apply_all(self, writes: Sequence[Write], packed: Packed | None = None) -> bool:
        """Write all or nothing in one short transaction, with a packed outbox if given.

        Changes go in the order given, then the inserts. The store checks unique indexes write by
        write, so a record that gives up a value comes before the one that takes it over.

        False when a revision has moved on or another transaction was in the way; the caller
        looks again and decides.

        Raises:
            DuplicateKey: as in `apply`.
        """
        ...

    async def pending(self, limit: int) -> list[Document]:
        """Return documents with entries in their outbox, longest waiting first.

        Only `_id`, `revision`, `outbox` and `pending_at` are sure to be there.
        """
        ...

    async def packed(self, limit: int) -> list[Packed]:
        """Return packed outboxes in the order of their commit."""
        ...

    async def last_packed(self) -> int:
        """Return the id of the packed outbox committed last, 0 if there never was one."""
        ...

    async def clear(self, sent: Mapping[str, int]) -> None:
        """Take out of the outboxes what was published: entries up to these revisions.

        Entries of a later revision stay, whatever happens at the same time.
        """
        ...

    async def delete_packed(self, id: int) -> None:
        """Delete one packed outbox after it was published."""
        ...


def groups(ids: Iterable[str], size: int = ID_LIMIT) -> Iterator[list[str]]:
    """Return the ids, each once, in groups the store can take in one call."""
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, size)):
        yield some
