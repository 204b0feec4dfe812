"""Yearly runs: plain documents with a guard and a lease, and their changes beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from kit.commit import Request
from kit.model.errors import NotFound, RequestReused, TooMuchContention
from kit.mongo import Index, ReturnDocument, Store, insert_new, store_errors
from kit.records import Document
from services.grid.domain.run import ColourRun, RunChange

from .run_record import (
    change_of_document,
    document_of_change,
    document_of_run,
    requested,
    run_of_document,
)

RUNS, RUN_CHANGES = "runs", "run_changes"
_ATTEMPTS = 20
_OPEN = Index("open", ("open_since",), sparse=True)
_BY_RUN = Index("by_run", ("run", "key"))
_KEPT = ("digest", "owner", "leased_until")


class MongoRuns:
    """`Runs` on two collections. A run is there once all its changes are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._runs = store.collection(RUNS)
        self._changes = store.collection(RUN_CHANGES)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(RUNS, [_OPEN])
        await self._store.ensure_indexes(RUN_CHANGES, [_BY_RUN])

    async def drafted(self, run: str, request: Request) -> ColourRun | None:
        """See `Runs`."""
        document = await self._find(run)
        if document is None:
            return None
        if document["digest"] != request.digest:
            raise RequestReused(request_id=request.id)
        return run_of_document(document)

    async def keep(
        self, run: ColourRun, changes: Sequence[RunChange], request: Request
    ) -> ColourRun:
        """See `Runs`; what a crashed try left of the changes goes first."""
        earlier = await self.drafted(run.id, request)
        if earlier is not None:
            return earlier
        with store_errors():
            await self._changes.delete_many({"run": run.id})
            await insert_new(self._changes, [document_of_change(run.id, c) for c in changes])
            await insert_new(self._runs, [requested(run, request)])
        return await self.drafted(run.id, request) or run

    async def get(self, run: str) -> ColourRun | None:
        """See `Runs`."""
        document = await self._find(run)
        return None if document is None else run_of_document(document)

    async def changes(self, run: str, after: str, limit: int) -> list[RunChange]:
        """See `Runs`."""
        query = {"run": run, "key": {"$gt": after}}
        with store_errors():
            found = await self._changes.find(query).sort("key", 1).limit(limit).to_list(None)
        return [change_of_document(document) for document in found]

    async def change(self, run: str, step: Callable[[ColourRun], ColourRun]) -> ColourRun:
        """See `Runs`."""
        for _ in range(_ATTEMPTS):
            before = await self._find(run)
            if before is None:
                raise NotFound(what="年度分类", id=run)
            after = step(run_of_document(before))
            if await self._replace(before, after):
                return after
        raise TooMuchContention(id=run)

    async def take(self, owner: str, now: datetime, until: datetime) -> ColourRun | None:
        """See `Runs`."""
        with store_errors():
            answer = await self._runs.find_one_and_update(
                {
                    "open_since": {"$exists": True},
                    "$or": [{"leased_until": {"$lte": now}}, {"owner": owner}],
                },
                {"$set": {"leased_until": until, "owner": owner}, "$inc": {"version": 1}},
                sort=[("open_since", 1)],
                return_document=ReturnDocument.AFTER,
            )
        found = cast("Document | None", answer)  # the driver's stubs leave None out
        return None if found is None else run_of_document(found)

    async def renew(self, run: str, owner: str, until: datetime) -> bool:
        """See `Runs`."""
        query = {"_id": run, "owner": owner, "open_since": {"$exists": True}}
        set_ = {"$set": {"leased_until": until}, "$inc": {"version": 1}}
        with store_errors():
            return (await self._runs.update_one(query, set_)).matched_count == 1

    async def _replace(self, before: Document, after: ColourRun) -> bool:
        kept = {name: before[name] for name in _KEPT if name in before}
        document = {**document_of_run(after), **kept, "version": before["version"] + 1}
        with store_errors():
            guard = {"_id": after.id, "version": before["version"]}
            return (await self._runs.replace_one(guard, document)).matched_count == 1

    async def _find(self, run: str) -> Document | None:
        with store_errors():
            return await self._runs.find_one({"_id": run})
