"""Timers: who holds the lease tells of what is due, the oldest first, once, whatever crashes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.commit import Decision
from services.petition.domain.clocking import pause_all, start
from services.petition.domain.clocks import ClockKind, ClockState, Span, TimeKind
from services.petition.domain.events import Classified
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition
from services.petition.domain.policy import Follow
from services.petition.domain.states import State
from services.petition.ports.petitions import PetitionWrite
from services.petition.usecases.timer_followers import followers_of
from services.petition.usecases.timers import TRY_AGAIN, Timers
from tests.support import petition_builders as builders
from tests.support.faults import Crash, FaultPlan
from tests.support.petition_builders import COUNTY, MONDAY, TOWN, rules
from tests.support.petition_clocks import a_petition, at, days, minutes, working_days, years
from tests.support.petition_timers import DIVISIONS, TimerWorld, Told, drain

ACCEPT = ClockKind.ACCEPT
SHARES = (50, 80, 100)


@pytest.fixture
def world() -> TimerWorld:
    return TimerWorld()


def waiting(
    id: str, span: Span, state: State = State.REGISTERED, kind: ClockKind = ACCEPT
) -> Petition:
    """An appeal with one clock that runs from MONDAY on."""
    bare = replace(a_petition(state), id=PetitionId(id), number=id)
    return start(bare, kind, span, MONDAY, years())


def after(**time: float) -> datetime:
    return MONDAY + timedelta(**time)


async def look(world: TimerWorld, now: datetime, timers: Timers | None = None) -> list[Told]:
    """Let it be a time, let timers do what there is to do, and return what was told since."""
    before = len(await world.store.told())
    world.clock.advance(now - world.clock.now())
    await drain(timers or world.replica())
    return (await world.store.told())[before:]


async def test_what_is_due_is_told_and_what_is_not_due_is_not(world: TimerWorld) -> None:
    await world.keep([waiting("a", minutes(100)), waiting("b", minutes(300))])
    assert await look(world, after(minutes=60)) == [("a", "accept", 50)]
    assert await look(world, after(minutes=70)) == []


async def test_the_oldest_is_told_first_across_chunks(world: TimerWorld) -> None:
    spans = [70, 30, 90, 10, 50, 20, 80]
    petitions = [waiting(f"p{span}", minutes(span), kind=ClockKind.RETURN) for span in spans]
    await world.keep(petitions)
    told = await look(world, after(minutes=100))
    assert [id for id, _, _ in told] == [f"p{span}" for span in sorted(spans)]


async def test_three_days_later_an_untouched_matter_has_climbed_to_the_town(
    world: TimerWorld,
) -> None:
    petition = builders.a_petition().build()
    await world.keep([petition])
    told = await look(world, after(days=3))
    assert told == [(petition.id, "accept", share) for share in SHARES]
    gone = await world.store.get(petition.id)
    assert (gone.custody.center, gone.custody.in_flight, gone.custody.epoch) == (TOWN, True, 1)
    assert await look(world, after(days=30)) == []


async def test_at_the_county_an_overdue_matter_stays_where_it_is() -> None:
    world = TimerWorld(site="county")
    petition = waiting("a", minutes(100))
    await world.keep([replace(petition, custody=replace(petition.custody, center=COUNTY))])
    assert await look(world, after(days=3)) == [("a", "accept", share) for share in SHARES]
    stayed = await world.store.get("a")
    assert (stayed.custody.center, stayed.custody.in_flight) == (COUNTY, False)
    assert stayed.clocks[0].state is ClockState.EXPIRED


async def test_a_suspension_that_has_lasted_long_enough_ends_by_itself(world: TimerWorld) -> None:
    petition = builders.a_petition().in_progress().paused().build()
    await world.keep([petition])
    await look(world, after(days=29))
    assert (await world.store.get(petition.id)).state is State.SUSPENDED
    assert await look(world, after(days=31)) == [(petition.id, "suspension", 100)]
    resumed = await world.store.get(petition.id)
    assert resumed.state is State.IN_PROGRESS
    assert resumed.history[-1].by == "timers"
    assert any(c.state is ClockState.RUNNING and c.kind is ClockKind.FINISH for c in resumed.clocks)


async def test_an_answer_nobody_rates_is_closed_by_itself(world: TimerWorld) -> None:
    petition = builders.a_petition().answered().confirmed().build()
    await world.keep([petition])
    assert await look(world, after(days=9)) == [(petition.id, "rate", 100)]
    closed = await world.store.get(petition.id)
    assert (closed.state, closed.solved_at_tier) == (State.CLOSED, builders.VILLAGE.tier)
    assert closed.next_timer is None


async def test_what_cannot_be_decided_is_reported_tried_again_and_holds_nobody_up(
    world: TimerWorld,
) -> None:
    # resumed in 2027, for which there are no working days yet
    suspended = waiting("stuck", working_days(5), State.IN_PROGRESS, ClockKind.FINISH)
    now = at("2026-12-29 10:00")
    late = start(replace(suspended, clocks=()), ClockKind.FINISH, working_days(1), now, years())
    stuck = replace(
        start(pause_all(late, now), ClockKind.SUSPENSION, days(30), now, years()),
        state=State.SUSPENDED,
    )
    others = [waiting(f"p{n}", minutes(10 + n), kind=ClockKind.RETURN) for n in range(5)]
    await world.keep([stuck, *others])
    timers = world.replica(look=1)
    told = await look(world, at("2027-01-30 10:00"), timers)
    assert [id for id, _, _ in told] == [f"p{n}" for n in range(5)]
    assert world.report.problems == [("stuck", "CALENDAR_YEAR_MISSING year=2027")]
    assert await look(world, world.clock.now() + TRY_AGAIN / 2, timers) == []
    assert world.report.failing == 1
    await look(world, world.clock.now() + TRY_AGAIN, timers)
    assert len(world.report.problems) == 2
    assert (await world.store.get("stuck")).state is State.SUSPENDED


async def test_only_the_holder_of_the_lease_looks(world: TimerWorld) -> None:
    await world.keep([waiting("a", minutes(100))])
    first, second = world.replica("villages-0"), world.replica("villages-1")
    await drain(first)
    assert await look(world, after(minutes=0), second) == []
    asked = world.store.asked
    await drain(second)
    assert world.store.asked == asked
    # the holder is gone: its lease ends, and the other one tells
    assert await look(world, after(minutes=55), second) == [("a", "accept", 50)]


async def test_the_store_is_asked_at_most_once_a_second_while_nothing_is_due(
    world: TimerWorld,
) -> None:
    timers = world.replica()
    for _ in range(10):
        await drain(timers)
        world.clock.advance(timedelta(milliseconds=100))
    assert world.store.asked == 1
    await drain(timers)
    assert world.store.asked == 2


async def test_what_somebody_changed_meanwhile_is_decided_again_on_the_new_state(
    world: TimerWorld,
) -> None:
    await world.keep([waiting("a", minutes(100)), waiting("b", minutes(100))])
    world.clock.advance(timedelta(minutes=60))
    [seen, _] = await world.store.due(world.clock.now(), 2)

    class Meanwhile:
        """The store, where a clerk is faster once."""

        faster = True

        async def due(self, now: datetime, limit: int) -> object:
            found = await world.store.due(now, limit)
            if self.faster:
                self.faster = False
                changed = replace(seen.state, household_id="h-1")
                await world.store.change(
                    seen.state.id, lambda _: Decision(changed, (Classified(),))
                )
            return found

        write_chunk = world.store.write_chunk

    timers = replace(world.replica(look=2), petitions=Meanwhile())  # pyright: ignore[reportArgumentType]
    await drain(timers)
    assert sorted(await world.store.told()) == [("a", "accept", 50), ("b", "accept", 50)]
    assert (await world.store.get("a")).household_id == "h-1"


async def test_told_to_stop_it_ends_after_the_transaction_at_hand(world: TimerWorld) -> None:
    await world.keep(waiting(f"p{n}", minutes(10), kind=ClockKind.RETURN) for n in range(5))
    world.clock.advance(timedelta(minutes=10))
    stop = asyncio.Event()

    class Stopping:
        """The store; the process is told to stop while it writes."""

        due = world.store.due

        async def write_chunk(self, writes: Sequence[PetitionWrite]) -> tuple[PetitionId, ...]:
            stop.set()
            return await world.store.write_chunk(writes)

    timers = replace(world.replica(look=9), petitions=Stopping())
    assert not await timers.work(stop)
    assert len(await world.store.told()) == timers.chunk


async def test_the_lag_is_the_age_of_the_oldest_due_timer(world: TimerWorld) -> None:
    await world.keep([waiting("a", minutes(100))])
    await look(world, after(minutes=57))
    assert world.report.lag == timedelta(minutes=7)
    await look(world, after(minutes=58))
    assert world.report.lag == timedelta(0)


def test_timers_do_not_start_without_a_follower(world: TimerWorld) -> None:
    some = dict(followers_of(rules(), DIVISIONS))
    del some[Follow.CLOSE]
    with pytest.raises(ValueError, match="close"):
        replace(world.replica(), followers=some)


SPANS = st.lists(st.integers(1, 120), min_size=1, max_size=9)
CRASHES = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.integers(1, 40)), max_size=8)


@given(SPANS, CRASHES)
def test_every_timer_fires_once_and_in_order_whatever_crashes(
    spans: list[int], crashes: list[tuple[int, bool, int]]
) -> None:
    asyncio.run(_fired_once(spans, crashes))


async def _fired_once(spans: list[int], crashes: list[tuple[int, bool, int]]) -> None:
    """Replica after replica dies at some call of the store, then one lives to the end."""
    world = TimerWorld()
    kinds = (ACCEPT, ClockKind.RETURN)
    await world.keep(
        waiting(f"p{n}", Span(span, TimeKind.ELAPSED), State.IN_PROGRESS, kinds[n % 2])
        for n, span in enumerate(spans)
    )
    looks: list[list[Told]] = []
    for number, (call, after_effect, later) in enumerate(crashes):
        plan = FaultPlan(call, after_effect)
        timers = world.replica(f"villages-{number % 3}", plan=plan)
        try:
            looks.append(await look(world, world.clock.now() + timedelta(minutes=later), timers))
        except Crash:
            looks.append([])
    await look(world, after(days=1))
    told = await world.store.told()
    due = {
        (f"p{n}", kinds[n % 2].value, share): span * share / 100
        for n, span in enumerate(spans)
        for share in (SHARES if n % 2 == 0 else (100,))
    }
    assert sorted(told) == sorted(due)
    for look_ in looks:
        firsts = {id: due[id, kind, share] for id, kind, share in reversed(look_)}
        order = [firsts[id] for id in dict.fromkeys(id for id, _, _ in look_)]
        assert order == sorted(order)
