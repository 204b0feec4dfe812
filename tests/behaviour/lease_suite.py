"""What every `LeaseTable` must do; run in memory and on the real store."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from kit.lease import Lease, LeaseTable
from kit.model.clock import ManualClock
from tests.behaviour.notes import START

TTL = timedelta(seconds=9)


class LeaseSuite:
    """Subclasses give `table`: without leases."""

    @pytest.fixture
    async def table(self) -> LeaseTable:
        raise NotImplementedError

    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock(START)

    @pytest.fixture
    def mine(self, table: LeaseTable, clock: ManualClock) -> Lease:
        return Lease(table, "relay", "me", clock, TTL)

    @pytest.fixture
    def theirs(self, table: LeaseTable, clock: ManualClock) -> Lease:
        return Lease(table, "relay", "they", clock, TTL)

    async def test_free_lease_is_given(self, mine: Lease) -> None:
        assert await mine.acquire()
        assert mine.valid()

    async def test_taken_lease_is_not_given_to_another(self, mine: Lease, theirs: Lease) -> None:
        await mine.acquire()
        assert not await theirs.acquire()
        assert not theirs.valid()

    async def test_only_one_of_many_gets_it(self, table: LeaseTable, clock: ManualClock) -> None:
        leases = [Lease(table, "relay", f"owner-{n}", clock, TTL) for n in range(8)]
        assert sum(await asyncio.gather(*(lease.acquire() for lease in leases))) == 1

    async def test_leases_of_other_names_are_independent(
        self, table: LeaseTable, mine: Lease, clock: ManualClock
    ) -> None:
        await mine.acquire()
        assert await Lease(table, "timers", "they", clock, TTL).acquire()

    async def test_is_not_relied_on_in_the_last_third(
        self, mine: Lease, clock: ManualClock
    ) -> None:
        await mine.acquire()
        clock.advance(TTL * 2 / 3)
        assert not mine.valid()

    async def test_holder_stops_before_another_may_begin(
        self, mine: Lease, theirs: Lease, clock: ManualClock
    ) -> None:
        await mine.acquire()
        clock.advance(TTL * 2 / 3)
        assert not await theirs.acquire()

    async def test_ended_lease_goes_to_the_next(
        self, mine: Lease, theirs: Lease, clock: ManualClock
    ) -> None:
        await mine.acquire()
        clock.advance(TTL)
        assert await theirs.acquire()
        assert not await mine.acquire()

    async def test_renewed_lease_goes_on(
        self, mine: Lease, theirs: Lease, clock: ManualClock
    ) -> None:
        await mine.acquire()
        clock.advance(TTL / 2)
        assert await mine.renew()
        clock.advance(TTL * 3 / 5)
        assert mine.valid()
        assert not await theirs.acquire()

    async def test_released_lease_is_free_at_once(self, mine: Lease, theirs: Lease) -> None:
        await mine.acquire()
        await mine.release()
        assert not mine.valid()
        assert await theirs.acquire()

    async def test_release_by_another_changes_nothing(self, mine: Lease, theirs: Lease) -> None:
        await mine.acquire()
        await theirs.release()
        assert not await theirs.acquire()

    async def test_restarted_owner_takes_its_own_lease_again(
        self, mine: Lease, table: LeaseTable, clock: ManualClock
    ) -> None:
        await mine.acquire()
        assert await Lease(table, "relay", "me", clock, TTL).acquire()

    async def test_waiting_replica_asks_again_only_after_a_while(
        self, mine: Lease, theirs: Lease, clock: ManualClock
    ) -> None:
        await mine.acquire()
        assert not await theirs.renew()
        await mine.release()
        assert not await theirs.renew()
        clock.advance(TTL / 4)
        assert await theirs.renew()
