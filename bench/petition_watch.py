"""Looks at what timers commit while they do, and counts afterwards what was told how often."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import quantiles

from gov321.petition.events.v1.petition_events_pb2 import ClockExpired, ClockWarned

from bench.petition_load import Timer
from bench.petition_site import PetitionSite
from kit.records import Document
from services.petition.domain.addressing import FACTS
from services.petition.store.petitions import PETITIONS

_EVERY_SECONDS = 0.2
_PERCENT = 100
_BATCH = 20


@dataclass(slots=True)
class Watch:
    """Packed outboxes of the appeals, each with the first instant it was seen at."""

    site: PetitionSite
    seen: dict[int, datetime] = field(default_factory=dict[int, datetime])

    async def until(self, at: datetime) -> None:
        """Look until an instant of the run."""
        while self.site.ground.clock.now() < at:
            await self._look()
            await asyncio.sleep(_EVERY_SECONDS)

    async def _look(self) -> None:
        last = max(self.seen, default=0)
        outbox = self.site.ground.store.collection(f"{PETITIONS}_outbox")
        found = await outbox.find({"_id": {"$gt": last}}, {"_id": 1}).to_list(None)
        now = self.site.ground.clock.now()
        self.seen |= {int(document["_id"]): now for document in found}

    async def told(self) -> Told:
        """Return all that was told, in the order of the commits."""
        await self._look()
        outbox = self.site.ground.store.collection(f"{PETITIONS}_outbox")
        ids, told = sorted(self.seen), list[tuple[Timer, datetime]]()
        for first in range(0, len(ids), _BATCH):
            wanted = {"$in": ids[first : first + _BATCH]}
            packs = await outbox.find({"_id": wanted}).sort("_id", 1).to_list(None)
            told += [(timer, self.seen[pack["_id"]]) for pack in packs for timer in _timers(pack)]
        return Told(tuple(told), tuple(self.seen[id] for id in ids))


@dataclass(frozen=True, slots=True)
class Told:
    """Timers in the order they were told, with the instant by which each was committed."""

    timers: Sequence[tuple[Timer, datetime]]
    commits: Sequence[datetime]

    def wrong(self, due: Mapping[Timer, datetime]) -> int:
        """Count timers that were not told exactly once, or told although they are not due."""
        times = Counter(timer for timer, _ in self.timers)
        return sum(times[timer] != (timer in due) for timer in due.keys() | times.keys())

    def late(self, due: Mapping[Timer, datetime]) -> list[float]:
        """Return by how many seconds each was late at most, the least first."""
        told = ((timer, at) for timer, at in self.timers if timer in due)
        return sorted((at - due[timer]).total_seconds() for timer, at in told)

    def out_of_order(self, due: Mapping[Timer, datetime]) -> int:
        """Count timers that were told before one that was due earlier."""
        order = [due[timer] for timer, _ in self.timers if timer in due]
        return sum(later < earlier for earlier, later in pairwise(order))

    def longest_pause(self, after: datetime) -> timedelta:
        """Return the longest time between two commits from an instant on."""
        commits = [after, *(at for at in self.commits if at >= after)]
        return max((b - a for a, b in pairwise(commits)), default=timedelta(0))


def p99(values: Sequence[float]) -> float:
    """Return the 99th percentile."""
    return quantiles(values, n=_PERCENT)[-1] if len(values) > 1 else max(values, default=0.0)


def _timers(pack: Document) -> list[Timer]:
    found: list[Timer] = []
    for entry in pack["entries"]:
        name = str(entry["type"]).rpartition(".")[2]
        if entry["topic"] != FACTS:
            continue
        if name == ClockWarned.DESCRIPTOR.name:
            warned = ClockWarned.FromString(entry["data"])
            found.append((entry["subject"], warned.percent))
        elif name == ClockExpired.DESCRIPTOR.name:
            found.append((entry["subject"], _PERCENT))
    return found
