"""The repository of aggregates: load, decide, one guarded write with the events in it.

Architecture §4 holds here once for all services. A decision is a pure function and may be called
several times: a lost write is decided again on the new state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Generic

from kit.chunk import ChunkChange, ChunkResult, ChunkWriter
from kit.commit import (
    AlreadyExists,
    Codec,
    Committer,
    Decision,
    Request,
    S,
    Versioned,
    answered,
    has_seen,
    in_record,
    require_revision,
)
from kit.contention import Contention
from kit.model.clock import Clock
from kit.model.errors import NotFound, Refusal
from kit.records import Document, DuplicateKey, Records, Write

__all__ = [
    "Aggregates",
    "AlreadyExists",
    "ChunkChange",
    "ChunkResult",
    "Codec",
    "Decision",
    "DuplicateKey",
    "Request",
    "Versioned",
]

OnDuplicate = Callable[[DuplicateKey], Exception]


def _as_it_is(duplicate: DuplicateKey) -> Exception:
    return duplicate


def _no_trace() -> str:
    return ""


class Aggregates(Generic[S]):
    """The aggregates of one collection.

    `wake` tells the relay of a commit; `on_duplicate` turns a unique index's veto into the
    service's refusal; `what` is the Chinese noun in `NotFound`; `trace` gives the traceparent.
    """

    def __init__(
        self,
        records: Records,
        codec: Codec[S],
        clock: Clock,
        wake: Callable[[], None],
        *,
        on_duplicate: OnDuplicate = _as_it_is,
        what: str = "记录",
        trace: Callable[[], str] = _no_trace,
        contention: Contention | None = None,
    ) -> None:
        self._records = records
        self._clock = clock
        self._wake = wake
        self._on_duplicate = on_duplicate
        self._what = what
        self._contention = contention or Contention()
        self._committer = Committer(codec, trace)
        self._chunks = ChunkWriter(records, self._committer, clock, self._contention)

    async def get(self, id: str) -> Versioned[S] | None:
        """Return the aggregate, None when there is none."""
        return (await self.get_many([id])).get(id)

    async def get_many(self, ids: Sequence[str]) -> dict[str, Versioned[S]]:
        """Return those of the aggregates that exist, by id."""
        found = await self._records.find(ids)
        return {document["_id"]: self._committer.read(document) for document in found}

    async def replayed(self, id: str, request: Request | None) -> bytes | None:
        """Return the first result of a repeated request, None for a new one.

        For use-cases that read and refuse before they come to `create` or `change`.

        Raises:
            RequestReused: the id came before with another body.
        """
        found = await self._records.find([id]) if request else []
        return answered(found[0], request) if found else None

    async def create(
        self,
        id: str,
        decide: Callable[[], Decision[S]],
        request: Request | None = None,
    ) -> bytes:
        """Create the aggregate and return the decision's result, or that of the first try.

        Raises:
            AlreadyExists: somebody else created it.
            RequestReused: the request id came before with another body.
        """
        try:
            decision = decide()
            if decision.happened:
                await self._insert(id, decision, request)
        except (Refusal, DuplicateKey) as refusal:
            found = await self._records.find([id])
            earlier = answered(found[0], request) if found else None
            if earlier is not None:
                return earlier
            if isinstance(refusal, DuplicateKey):
                # a twin of what is there breaks every unique index: which one tells is the store's
                raise self._refusal(DuplicateKey("_id", id) if found else refusal) from refusal
            raise
        return decision.result

    async def change(
        self,
        id: str,
        decide: Callable[[S], Decision[S]],
        request: Request | None = None,
        expected_revision: int | None = None,
    ) -> bytes:
        """Change the aggregate and return the decision's result, or that of the first try.

        Raises:
            NotFound: there is none.
            StaleRevision: it is not at `expected_revision`.
            RequestReused: the request id came before with another body.
            TooMuchContention: others kept changing it.
        """
        expected = {} if expected_revision is None else {id: expected_revision}
        return await self.change_many(
            [id], lambda states: {id: decide(states[id])}, request, expected
        )

    async def change_many(
        self,
        ids: Sequence[str],
        decide: Callable[[Mapping[str, S]], Mapping[str, Decision[S]]],
        request: Request | None = None,
        expected_revisions: Mapping[str, int] | None = None,
    ) -> bytes:
        """Change several aggregates in one transaction; `decide` may add new ids, to be created.

        Returns the result of the decision on `ids[0]` (empty if there is none). That record
        keeps the request, and is written for it even when nothing happened to it.

        Raises:
            NotFound: one of `ids` does not exist.
            AlreadyExists: one to be created does.
            StaleRevision, RequestReused, TooMuchContention: as in `change`.
        """
        expected = expected_revisions or {}
        attempt = partial(self._change_once, ids, decide, request, expected)
        return await self._contention.until(ids[0], attempt)

    async def write_chunk(self, changes: Sequence[ChunkChange[S]]) -> ChunkResult:
        """Write a batch in chunks of a transaction each; see `ChunkWriter.write`.

        Raises:
            Exception: what `on_duplicate` makes of a unique index's veto.
            TooMuchContention: other chunks kept being in the way.
        """
        try:
            return await self._chunks.write(changes)
        except DuplicateKey as duplicate:
            raise self._refusal(duplicate) from duplicate
        finally:
            self._wake()

    async def _insert(self, id: str, decision: Decision[S], request: Request | None) -> None:
        at = self._clock.now()
        write, entries = self._committer.write(id, None, decision, at, request)
        await self._records.apply(in_record(write, entries, at))
        self._wake()

    async def _change_once(
        self,
        ids: Sequence[str],
        decide: Callable[[Mapping[str, S]], Mapping[str, Decision[S]]],
        request: Request | None,
        expected: Mapping[str, int],
    ) -> bytes | None:
        """Load, decide, write; None when others were faster."""
        documents = await self._documents(ids)
        earlier = answered(documents[ids[0]], request)
        if earlier is not None:
            return earlier
        for id, revision in expected.items():
            require_revision(documents[id], revision)
        states = {id: self._committer.read(document).state for id, document in documents.items()}
        decisions = {ids[0]: Decision(states[ids[0]]), **decide(states)}
        writes = self._writes(documents, decisions, request)
        return decisions[ids[0]].result if await self._apply(writes) else None

    async def _documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The documents in the order of `ids`, all of them."""
        found = {document["_id"]: document for document in await self._records.find(ids)}
        for id in ids:
            if id not in found:
                raise NotFound(what=self._what, id=id)
        return {id: found[id] for id in ids}

    def _writes(
        self,
        documents: Mapping[str, Document],
        decisions: Mapping[str, Decision[S]],
        request: Request | None,
    ) -> list[Write]:
        """One write for each record something happened to; the first record keeps the request."""
        at, keeper = self._clock.now(), next(iter(documents))
        changed = {
            id: decision
            for id, decision in decisions.items()
            if decision.happened and not has_seen(documents.get(id, {}), decision.seen)
        }
        if changed and request is not None:
            changed.setdefault(keeper, decisions[keeper])
        asked = {keeper: request}
        return [
            in_record(*self._committer.write(id, documents.get(id), one, at, asked.get(id)), at)
            for id, one in changed.items()
        ]

    async def _apply(self, writes: Sequence[Write]) -> bool:
        """Write; a transaction only where several records must change together."""
        try:
            match writes:
                case []:
                    return True
                case [write]:
                    done = await self._records.apply(write)
                case _:
                    done = await self._records.apply_all(writes)
        except DuplicateKey as duplicate:
            raise self._refusal(duplicate) from duplicate
        if done:
            self._wake()
        return done

    def _refusal(self, duplicate: DuplicateKey) -> Exception:
        if duplicate.index == "_id":
            return AlreadyExists(id=duplicate.id)
        return self._on_duplicate(duplicate)
