"""Timers: whoever holds the lease tells of every mark and end that is due, the oldest first.

What was told is counted in the record and written with its events under its revision. So neither
a crash between two chunks nor two replicas that both think they hold the lease tell it twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.commit import Decision, Versioned
from kit.model.clock import Clock, local_date
from services.petition.domain.events import Outcome
from services.petition.domain.firing import fire
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition
from services.petition.domain.policy import Follow, PetitionPolicy
from services.petition.domain.rules import Rules
from services.petition.ports.petitions import PetitionWrite
from services.petition.ports.timers import DuePetitions, TimerReport, WorkLease

LOOK = 2000
"""Appeals read at a time: the embedded store goes through all that is due for each look."""

CHUNK = 100
"""Appeals of one transaction: short also on a busy machine, or the store gives it up."""

EVERY = timedelta(seconds=1)
"""The store is asked this often while nothing is due (P16 allows 60 s)."""

TRY_AGAIN = timedelta(minutes=1)
"""After this an appeal that could not be decided is tried again."""

Follower = Callable[[Petition, datetime], Outcome]
"""Does what follows an end: a pure decision, in the same write as the telling."""

Followers = Mapping[Follow, Follower]


@dataclass(slots=True)
class Timers:
    """Fires what is due at this site's appeals; a `kit.worker` calls `work` again and again.

    An appeal that cannot be decided (no calendar of the year, say) is reported and left as it is
    for a minute; it must not hold up the others. `followers` has one for all that can follow.
    """

    petitions: DuePetitions
    rules: Rules
    followers: Followers
    lease: WorkLease
    report: TimerReport
    clock: Clock
    look: int = LOOK
    chunk: int = CHUNK
    _rest_until: datetime | None = field(default=None, init=False)
    _failing: dict[PetitionId, datetime] = field(
        default_factory=dict[PetitionId, datetime], init=False
    )

    def __post_init__(self) -> None:
        """Refuse to start without a follower: its appeals would stay where they are.

        Raises:
            ValueError: one is missing.
        """
        missing = set(Follow) - {Follow.NOTHING} - set(self.followers)
        if missing:
            raise ValueError(f"no follower for {sorted(one.value for one in missing)}")

    async def work(self, stop: asyncio.Event) -> bool:
        """Fire what one look finds; True while there may be more."""
        now = self.clock.now()
        holds = await self.lease.renew()
        if stop.is_set() or not holds or (self._rest_until and now < self._rest_until):
            return False
        more = await self._fire_due(now, stop)
        self._rest_until = None if more else now + EVERY
        return more

    async def _fire_due(self, now: datetime, stop: asyncio.Event) -> bool:
        self._failing = {id: until for id, until in self._failing.items() if until > now}
        limit = self.look + len(self._failing)
        found = await self.petitions.due(now, limit)
        wanted = [one for one in found if one.state.id not in self._failing]
        policy = self.rules.in_force(local_date(now))
        for first in range(0, len(wanted), self.chunk):
            if stop.is_set() or not await self.lease.renew():
                return False
            some = wanted[first : first + self.chunk]
            writes = [write for one in some if (write := self._decided(one, now, policy))]
            if writes:
                await self.petitions.write_chunk(writes)
        self.report.show(_lag(found, now), len(self._failing))
        return len(found) == limit

    def _decided(
        self, before: Versioned[Petition], now: datetime, policy: PetitionPolicy
    ) -> PetitionWrite | None:
        try:
            after, happened = self._decide(before.state, now, policy)
        except Exception as problem:  # one bad record must not stop every clock of a county
            self._failing[before.state.id] = now + TRY_AGAIN
            self.report.failed(before.state.id, problem)
            return None
        return PetitionWrite(before, Decision(after, happened))

    def _decide(self, petition: Petition, now: datetime, policy: PetitionPolicy) -> Outcome:
        fired = fire(petition, now, policy)
        after: Outcome = (fired.petition, fired.happened)
        for follow in fired.follows:
            changed, more = self.followers[follow](after[0], now)
            after = (changed, (*after[1], *more))
        return after


def _lag(found: list[Versioned[Petition]], now: datetime) -> timedelta:
    oldest = min((one.state.next_timer or now for one in found), default=now)
    return max(now - oldest, timedelta(0))
