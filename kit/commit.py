"""The commit rule as pure functions: from a stored document and a decision to one write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.model.errors import Kind, Refusal, RequestReused, StaleRevision
from kit.model.ids import RequestId
from kit.outbox import entry_of
from kit.records import Document, Write

S = TypeVar("S")

REQUESTS_KEPT = 16
REQUESTS_KEPT_FOR = timedelta(days=30)

_OWN_FIELDS = frozenset({"_id", "outbox", "pending_at", "seen", "requests"})


class AlreadyExists(Refusal):
    """A record of that id is there, and not by this request. Fields: `id`."""

    kind = Kind.ALREADY_EXISTS
    reason = "ALREADY_EXISTS"
    text = "记录 {id} 已存在，请勿重复新建。"


class Codec(Protocol[S]):
    """How a service stores its aggregate and tells of it. Pure; one per collection."""

    def id_of(self, state: S) -> str:
        """Return the aggregate's id."""
        ...

    def home(self, state: S) -> DivisionCode:
        """Return the home division: the key of its events."""
        ...

    def custodian(self, state: S) -> DivisionCode:
        """Return the center that may write it."""
        ...

    def encode(self, state: S, revision: int) -> Document:
        """Return the fields to store (snapshot and index fields), without those of the rule."""
        ...

    def decode(self, document: Document) -> S:
        """Return the state of a stored document, also of one written by an older version."""
        ...

    def publish(
        self, state: S, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return the events that tell what happened, `n` counted from 0."""
        ...


@dataclass(frozen=True, slots=True)
class Decision(Generic[S]):
    """What a command comes to. Nothing happened = nothing is written.

    `seen` names the upstream record and revision that a consumer reacted to; a write that has
    seen it already is skipped.
    """

    state: S
    happened: tuple[object, ...] = ()
    result: bytes = b""
    seen: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Versioned(Generic[S]):
    """A state and the revision it had when it was read.

    `stored` is the document it came from; a chunk write needs its outbox. Whoever builds one by
    hand leaves it None, and the chunk write reads it again.
    """

    state: S
    revision: int
    stored: Document | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Request:
    """The client's request id and a digest of the body, so that a repeat is told from a reuse."""

    id: RequestId
    digest: bytes


@dataclass(frozen=True, slots=True)
class Committer(Generic[S]):
    """Builds writes for one collection. `trace` gives the W3C traceparent of the caller."""

    codec: Codec[S]
    trace: Callable[[], str]

    def read(self, document: Document) -> Versioned[S]:
        """Return the state of a document."""
        return Versioned(self.codec.decode(document), int(document["revision"]), document)

    def write(
        self,
        id: str,
        stored: Document | None,
        decision: Decision[S],
        at: datetime,
        request: Request | None = None,
    ) -> tuple[Write, tuple[Document, ...]]:
        """Return the write without its events, and the events as outbox entries.

        Raises:
            ValueError: the state is of another aggregate (a mistake in the service).
        """
        state = decision.state
        if self.codec.id_of(state) != id:
            raise ValueError(f"decision for {id} carries the state of {self.codec.id_of(state)}")
        before = None if stored is None else int(stored["revision"])
        revision = (before or 0) + 1
        fields: Document = {
            **self.codec.encode(state, revision),
            "revision": revision,
            "custodian": str(self.codec.custodian(state)),
            "home": str(self.codec.home(state)),
        }
        unset = tuple(sorted(set(stored or ()) - set(fields) - _OWN_FIELDS))
        fields |= _remembered(stored or {}, decision, request, at)
        entries = tuple(entry_of(event) for event in self._events(decision, revision, at))
        return Write(id, before, fields, unset=unset), entries

    def _events(self, decision: Decision[S], revision: int, at: datetime) -> list[Event]:
        if not decision.happened:
            return []
        events = self.codec.publish(decision.state, revision, decision.happened, at)
        trace = self.trace()
        return [
            event if event.traceparent else replace(event, traceparent=trace) for event in events
        ]


def in_record(write: Write, entries: tuple[Document, ...], at: datetime) -> Write:
    """Return the write with its events in the record's own outbox."""
    return replace(write, push=entries, pending_at=at) if entries else write


def emptied(write: Write) -> Write:
    """Return the write for a chunk: the outbox of the record goes into the packed one."""
    return replace(write, clear_outbox=True)


def answered(document: Document, request: Request | None) -> bytes | None:
    """Return the first result of a repeated request, None for a new one.

    Raises:
        RequestReused: the id came before with another body.
    """
    kept = document.get("requests", {}).get(request.id) if request else None
    if request is None or kept is None:
        return None
    if kept["digest"] != request.digest:
        raise RequestReused(request_id=request.id)
    return kept["result"]


def require_revision(document: Document, expected: int | None) -> None:
    """Pass when the caller decided on the present state.

    Raises:
        StaleRevision: the record has moved on.
    """
    actual = int(document["revision"])
    if expected is not None and actual != expected:
        raise StaleRevision(id=document["_id"], expected=expected, actual=actual)


def has_seen(document: Document, seen: tuple[str, int] | None) -> bool:
    """Whether the record has already reacted to this revision of the upstream record."""
    return seen is not None and document.get("seen", {}).get(seen[0], 0) >= seen[1]


def _remembered(
    stored: Document, decision: Decision[S], request: Request | None, at: datetime
) -> Document:
    """The `seen` and `requests` fields, as far as this write changes them."""
    fields: Document = {}
    if decision.seen is not None:
        fields["seen"] = {**stored.get("seen", {}), decision.seen[0]: decision.seen[1]}
    if request is not None:
        answer = {"digest": request.digest, "result": decision.result, "at": at}
        fields["requests"] = _kept(stored.get("requests", {}), at) | {request.id: answer}
    return fields


def _kept(requests: Document, at: datetime) -> Document:
    """The newest of the remembered requests: one less than the limit, none older than 30 days."""
    young = [item for item in requests.items() if at - item[1]["at"] < REQUESTS_KEPT_FOR]
    return dict(sorted(young, key=lambda item: item[1]["at"])[-(REQUESTS_KEPT - 1) :])
