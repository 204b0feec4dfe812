"""`Replica` and `History` in memory."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime

from kit.records import Document
from kit.replica import Applied, HistoryRow, ReplicaRow, newest_of_each


class MemoryReplica:
    """A `Replica` in a dict."""

    def __init__(self) -> None:
        self._copies: dict[str, Document] = {}

    async def apply(self, rows: Sequence[ReplicaRow]) -> Applied:
        """See `Replica`."""
        newest = newest_of_each(rows)
        new = [row for id, row in newest.items() if id not in self._copies]
        newer = [
            row
            for id, row in newest.items()
            if id in self._copies and row.revision > self._copies[id]["revision"]
        ]
        self._copies |= {row.id: deepcopy(row.document()) for row in (*new, *newer)}
        return Applied(len(new), len(newer), len(newest) - len(new) - len(newer))

    async def find(self, ids: Sequence[str]) -> list[Document]:
        """See `Replica`."""
        return [deepcopy(self._copies[id]) for id in dict.fromkeys(ids) if id in self._copies]

    def all(self) -> list[Document]:
        """Return copies of all documents, for the queries of a service's own fake."""
        return deepcopy(list(self._copies.values()))


class MemoryHistory:
    """A `History` in a dict."""

    def __init__(self) -> None:
        self._states: dict[str, Document] = {}

    async def append(self, rows: Sequence[HistoryRow]) -> int:
        """See `History`."""
        new = {row.key: deepcopy(row.document()) for row in rows if row.key not in self._states}
        self._states |= new
        return len(new)

    async def versions(self, id: str) -> list[Document]:
        """See `History`."""
        states = [deepcopy(state) for state in self._states.values() if state["record"] == id]
        return sorted(states, key=lambda state: state["revision"], reverse=True)

    async def as_of(self, id: str, at: datetime) -> Document | None:
        """See `History`."""
        return next((state for state in await self.versions(id) if state["at"] <= at), None)
