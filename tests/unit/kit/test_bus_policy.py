"""The policy of a batch, where time and crashes matter."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from kit.bus_policy import BatchPolicy, Held, Transient, is_transient
from kit.bus_settings import Limits
from kit.envelope import KafkaRecord, Received
from kit.memory_bus import MemoryRecord
from kit.model.errors import NotCustodian, NotFound, TooMuchContention, Unavailable
from kit.mongo_errors import WriteConflict
from kit.records import DuplicateKey
from kit.subscription import Subscription
from tests.behaviour.bus_rig import Figures, Inbox, failing_for, poison
from tests.behaviour.notes import an_event

QUICK = Limits(first_pause=0.001, longest_pause=0.001, patience=0.0, breaker_after=3)


@dataclass(frozen=True)
class Case:
    id: str
    error: BaseException
    transient: bool


CASES = [
    Case("told so", Transient(), transient=True),
    Case("unavailable", Unavailable(what="store"), transient=True),
    Case("conflict", TooMuchContention(id="a"), transient=True),
    Case("duplicate key", DuplicateKey("by_tag", "a"), transient=True),
    Case("write conflict", WriteConflict(), transient=True),
    Case("connection", ConnectionResetError(), transient=True),
    Case("time out", TimeoutError(), transient=True),
    Case("one in a group", ExceptionGroup("", [ValueError(), Transient()]), transient=True),
    Case("none in a group", ExceptionGroup("", [ValueError()]), transient=False),
    Case("not found", NotFound(what="a", id="b"), transient=False),
    Case("not custodian", NotCustodian(id="a", custodian="b"), transient=False),
    Case("bug", KeyError(), transient=False),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_transient_errors_are_named(case: Case) -> None:
    assert is_transient(case.error) is case.transient


@dataclass
class Yard:
    """Where records are parked; may be out of order."""

    closed: bool = False
    parked: list[bytes | None] = field(default_factory=list[bytes | None])

    async def __call__(self, record: KafkaRecord, error: Exception) -> None:
        if self.closed:
            raise ConnectionError
        self.parked.append(record.value)


def batch(*texts: str) -> Sequence[KafkaRecord]:
    events = [an_event(f"n-{text}", 1, text=text) for text in texts]
    return [
        MemoryRecord("t", 0, offset, event.key.encode(), event.data, tuple(event.headers()))
        for offset, event in enumerate(events)
    ]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def yard() -> Yard:
    return Yard()


@pytest.fixture
def stop() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def figures() -> Figures:
    return Figures()


@pytest.fixture
def policy(inbox: Inbox, yard: Yard, figures: Figures, stop: asyncio.Event) -> BatchPolicy:
    subscription = Subscription(name="notes", topic="t", group="g", handler=inbox)
    return BatchPolicy(subscription, yard, figures, QUICK, stop)


async def test_batch_is_given_back_when_patience_ends(policy: BatchPolicy, inbox: Inbox) -> None:
    inbox.fails = failing_for("b", error=Unavailable(what="store"))
    with pytest.raises(Held):
        await policy.take(batch("a", "b"))
    assert policy.in_hand == ()


async def test_stopping_ends_the_wait_at_once(
    inbox: Inbox, yard: Yard, figures: Figures, stop: asyncio.Event
) -> None:
    subscription = Subscription(name="notes", topic="t", group="g", handler=inbox)
    patient = Limits(first_pause=3600, longest_pause=3600, patience=3600)
    policy = BatchPolicy(subscription, yard, figures, patient, stop)
    inbox.fails = failing_for("a", error=Unavailable(what="store"))
    taking = asyncio.create_task(policy.take(batch("a")))
    await figures.until(lambda: bool(figures.causes))
    stop.set()
    with pytest.raises(Held):
        await taking


async def test_batch_that_comes_again_parks_nothing_twice(
    policy: BatchPolicy, inbox: Inbox, yard: Yard
) -> None:
    def fails(one: Received) -> Exception | None:
        return {b"a": ValueError(), b"c": Unavailable(what="store")}.get(one.data)

    inbox.fails = fails
    for _ in range(2):
        with pytest.raises(Held):
            await policy.take(batch("a", "b", "c"))
    inbox.fails = poison("a")
    await policy.take(batch("a", "b", "c"))
    assert yard.parked == [b"a"]
    assert "c" in inbox.texts()


async def test_record_is_held_while_it_cannot_be_parked(
    policy: BatchPolicy, inbox: Inbox, yard: Yard
) -> None:
    inbox.fails = poison("a")
    yard.closed = True
    with pytest.raises(Held):
        await policy.take(batch("a"))
    yard.closed = False
    await policy.take(batch("a"))
    assert yard.parked == [b"a"]


async def test_cancellation_goes_through(policy: BatchPolicy, inbox: Inbox, yard: Yard) -> None:
    async def cancelled(_: Sequence[Received]) -> None:
        raise asyncio.CancelledError

    subscription = Subscription(name="notes", topic="t", group="g", handler=cancelled)
    policy = BatchPolicy(subscription, yard, Figures(), QUICK, asyncio.Event())
    with pytest.raises(asyncio.CancelledError):
        await policy.take(batch("a"))
    assert yard.parked == []


async def test_open_breaker_probes_with_a_single_record(
    policy: BatchPolicy, inbox: Inbox, yard: Yard
) -> None:
    inbox.fails = lambda _: PermissionError()
    texts = [str(number) for number in range(8)]
    with pytest.raises(Held):
        await policy.take(batch(*texts))
    inbox.sizes.clear()
    with pytest.raises(Held):
        await policy.take(batch(*texts))
    assert (set(inbox.sizes), len(yard.parked)) == ({1}, 3)


async def test_unreadable_records_do_not_open_the_breaker(
    policy: BatchPolicy, yard: Yard, figures: Figures
) -> None:
    garbage = [MemoryRecord("t", 0, offset, None, b"x", ()) for offset in range(20)]
    await policy.take(garbage)
    assert (len(yard.parked), figures.breaker_states) == (20, [])
