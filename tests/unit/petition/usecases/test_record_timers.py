"""Timers of disputes and whistles: told once, by whoever holds the lease, whatever is broken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from kit.commit import Decision
from services.petition.domain.clocks import Clock
from services.petition.domain.dispute import Dispute
from services.petition.domain.dispute_events import RiskFlagged
from services.petition.domain.ids import DisputeId, WhistleId
from services.petition.usecases.record_timers import (
    EVERY,
    TRY_AGAIN,
    RecordTimers,
    dispute_timers,
    whistle_timers,
)
from tests.behaviour.petition_disputes_suite import put_dispute, put_whistle
from tests.support.dispute_builders import a_dispute
from tests.support.dispute_site import DisputeSite
from tests.support.whistle_builders import a_whistle

MONTH = timedelta(days=31)


@dataclass
class FakeLease:
    """One replica's side of a lease."""

    held: bool = True

    async def renew(self) -> bool:
        """See `WorkLease`."""
        return self.held


@dataclass
class World:
    """A site, its timers, and what could not be decided."""

    site: DisputeSite = field(default_factory=DisputeSite)
    lease: FakeLease = field(default_factory=FakeLease)
    failed: list[str] = field(default_factory=list[str])

    def disputes(self) -> RecordTimers[Dispute]:
        """Return a replica's timers of disputes."""
        return dispute_timers(self.site.disputes, self.lease, self._note, self.site.clock)

    def told(self, records: str = "disputes") -> list[str]:
        """Return the facts that wait to be published, as `<record>/<name of the fact>`."""
        documents = getattr(self.site, records).records.all()
        return sorted(
            f"{entry['subject']}/{entry['type'].rpartition('.')[2]}"
            for document in documents
            for entry in document["outbox"]
            if "Clock" in entry["type"]
        )

    def _note(self, id: str, problem: Exception) -> None:
        self.failed.append(f"{id} {type(problem).__name__}")


@pytest.fixture
def world() -> World:
    return World()


async def work(timers: RecordTimers[Dispute]) -> bool:
    return await timers.work(asyncio.Event())


async def test_what_is_due_is_told_once_by_two_replicas(world: World) -> None:
    for id in ("a", "b"):
        await put_dispute(world.site.disputes, id, a_dispute())
    world.site.clock.advance(MONTH)
    one, other = world.disputes(), world.disputes()
    await asyncio.gather(work(one), work(other))
    expected = ["DisputeClockExpired", "DisputeClockWarned", "DisputeClockWarned"]
    assert world.told() == [f"{id}/{fact}" for id in ("a", "b") for fact in expected]
    assert await world.site.disputes.due(world.site.clock.now(), 9) == []


async def test_nothing_is_told_without_the_lease_or_while_stopping(world: World) -> None:
    await put_dispute(world.site.disputes, "a", a_dispute())
    world.site.clock.advance(MONTH)
    stop = asyncio.Event()
    stop.set()
    assert not await world.disputes().work(stop)
    world.lease.held = False
    assert not await work(world.disputes())
    assert world.told() == []


async def test_more_than_one_look_holds_is_told_in_several(world: World) -> None:
    for n in range(5):
        await put_dispute(world.site.disputes, f"d{n}", a_dispute())
    world.site.clock.advance(MONTH)
    timers = replace(world.disputes(), chunk=2)
    assert [await work(timers) for _ in range(3)] == [True, True, False]
    assert len(world.told()) == 15


async def test_it_rests_a_second_when_nothing_is_left(world: World) -> None:
    timers = world.disputes()
    assert not await work(timers)
    await put_dispute(world.site.disputes, "a", a_dispute())
    world.site.clock.advance(EVERY / 2)
    early = replace(a_dispute().dispute.clocks[0], marks=(), due_at=world.site.clock.now())
    await world.site.disputes.change(DisputeId("a"), _with_clock(early))
    assert not await work(timers)
    assert world.told() == []
    world.site.clock.advance(EVERY / 2)
    await work(timers)
    assert world.told() == ["a/DisputeClockExpired"]


async def test_a_record_that_cannot_be_decided_is_reported_and_holds_up_no_other(
    world: World,
) -> None:
    for id in ("bad", "good"):
        await put_dispute(world.site.disputes, id, a_dispute())
    world.site.clock.advance(MONTH)
    timers = world.disputes()
    fire = timers.fire
    timers.fire = lambda one, now: _broken() if one.id == "bad" else fire(one, now)
    await work(timers)
    assert world.failed == ["bad ValueError"]
    assert {told.partition("/")[0] for told in world.told()} == {"good"}
    world.site.clock.advance(EVERY)
    await work(timers)
    assert len(world.failed) == 1
    timers.fire = fire
    world.site.clock.advance(TRY_AGAIN)
    await work(timers)
    assert {told.partition("/")[0] for told in world.told()} == {"bad", "good"}


async def test_a_unit_that_does_not_report_in_is_told_of(world: World) -> None:
    await put_whistle(world.site.whistles, "w1", a_whistle(helpers=()))
    world.site.clock.advance(timedelta(days=2))
    timers = whistle_timers(world.site.whistles, world.lease, _unexpected, world.site.clock)
    await timers.work(asyncio.Event())
    expected = ["WhistleClockExpired", "WhistleClockWarned", "WhistleClockWarned"]
    assert world.told("whistles") == [f"w1/{fact}" for fact in expected]
    found = await world.site.whistles.get(WhistleId("w1"))
    assert found is not None
    assert found.state.open_units == ("water",)


def _with_clock(clock: Clock) -> Callable[[Dispute], Decision[Dispute]]:
    def decide(dispute: Dispute) -> Decision[Dispute]:
        changed = replace(dispute, clocks=(clock,))
        return Decision(changed, (RiskFlagged(),))

    return decide


def _broken() -> tuple[Dispute, tuple[object, ...]]:
    raise ValueError("a record nobody can decide")


def _unexpected(id: str, problem: Exception) -> None:
    raise AssertionError(id) from problem
