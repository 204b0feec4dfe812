"""P16: timers of a county's open appeals, three replicas, one of them killed in the middle."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

from bench.case import Case, Figure, at_most
from bench.petition_load import BEGIN, Load
from bench.petition_replica import ReplicaOrder
from bench.petition_site import LEASE, PetitionSite, petitions_on
from bench.petition_watch import Told, Watch, p99
from bench.setting import Setting
from dev.embedded.store import EmbeddedStore
from kit.model.clock import SystemClock

_LIMIT_SECONDS = 60
_REPLICAS = 3
_SETTLE_SECONDS = 90
_KILL_AFTER_BURST = 0.7
_LEAD_SECONDS = 5
"""From when all replicas are ready to when the first timer is due."""

_LOOKS = 5

Replicas = Mapping[str, "subprocess.Popen[str]"]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run."""

    load: Load
    told: Told
    look_ms: float
    killed_at: datetime


def run(setting: Setting) -> Sequence[Figure]:
    """Let timers come due, kill the replica that fires them, and count what was told when."""
    count = setting.size(quick=2_000, full=100_000)
    seconds = setting.size(quick=10, full=120)
    with setting.ground.fresh_store() as store:
        done = asyncio.run(_measured(setting, store, Load(count, seconds, seconds / 3)))
    return figures(done)


async def _measured(setting: Setting, store: EmbeddedStore, load: Load) -> Run:
    folder, database = setting.ground.folder("petitions"), setting.ground.unique("petitions")
    site = petitions_on(store.start(), database, folder, timedelta(0))
    try:
        for step in site.stores.prepare:
            await step()
        setting.say(f"P16: writing {load.count} open appeals")
        await load.into(site)
        look_ms = await _look_ms(site)
    finally:
        site.close()
    orders = [
        ReplicaOrder(store.start(), database, str(folder), f"villages-{n}")
        for n in range(_REPLICAS)
    ]
    setting.say(f"P16: {len(load.due)} timers come due in {load.seconds:.0f} s")
    with _replicas(orders) as replicas:
        shift = _begun(replicas)
        site = petitions_on(store.start(), database, folder, shift)
        try:
            return await _watched(site, load, replicas, look_ms)
        finally:
            site.close()


async def _watched(site: PetitionSite, load: Load, replicas: Replicas, look_ms: float) -> Run:
    watch = Watch(site)
    await watch.until(BEGIN + timedelta(seconds=load.burst_after + _KILL_AFTER_BURST))
    await _kill_holder(site, replicas)
    killed_at = site.ground.clock.now()
    await watch.until(BEGIN + timedelta(seconds=load.seconds))
    await _settled(site, watch)
    return Run(load, await watch.told(), look_ms, killed_at)


async def _settled(site: PetitionSite, watch: Watch) -> None:
    """Go on looking until nothing is due, but not for ever: what is missing then is counted."""
    for _ in range(_SETTLE_SECONDS):
        now = site.ground.clock.now()
        if not await site.stores.petitions.due(now, 1):
            return
        await watch.until(now + timedelta(seconds=1))


async def _kill_holder(site: PetitionSite, replicas: Replicas) -> None:
    """Kill the replica that has the lease, whatever it is doing."""
    lease = await site.ground.store.collection("_leases").find_one({"_id": LEASE})
    if lease is None:
        raise RuntimeError("no replica has the lease")
    replicas[lease["owner"]].send_signal(signal.SIGKILL)


async def _look_ms(site: PetitionSite) -> float:
    """Return what it costs to find out that nothing is due."""
    taken: list[float] = []
    for _ in range(_LOOKS):
        begun = perf_counter()
        await site.stores.petitions.due(BEGIN - timedelta(days=30), 500)
        taken.append((perf_counter() - begun) * 1000)
    return median(taken)


@contextmanager
def _replicas(orders: Sequence[ReplicaOrder]) -> Generator[Replicas]:
    pipe = subprocess.PIPE
    running = {
        order.owner: subprocess.Popen(order.command(), stdin=pipe, stdout=pipe, text=True)
        for order in orders
    }
    try:
        yield running
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait()


def _begun(replicas: Replicas) -> timedelta:
    """Wait until all have started, then tell them by how much their clocks are moved."""
    pipes = [(one.stdin, one.stdout) for one in replicas.values()]
    for _, out in pipes:
        if out is not None:
            out.readline()
    shift = BEGIN - SystemClock().now() - timedelta(seconds=_LEAD_SECONDS)
    for into, _ in pipes:
        if into is not None:
            into.write(f"{shift.total_seconds()}\n")
            into.flush()
    return shift


def figures(done: Run) -> list[Figure]:
    """Return lateness, what was not told exactly once, and what was told out of order."""
    load, told = done.load, done.told
    late = told.late(load.due)
    latest = late[-1] if late else float("inf")
    others = {
        "timers": len(load.due),
        "open": load.count,
        "median s": median(late) if late else 0.0,
        "p99 s": p99(late),
        "without commits after the kill s": told.longest_pause(done.killed_at).total_seconds(),
        "look with nothing due ms": done.look_ms,
    }
    return [
        Figure(
            id="P16a",
            name="计时触发最迟 (latest timer)",
            goal=at_most(1, 0.3),
            ours=latest,
            reference=_LIMIT_SECONDS,
            ratio=latest / _LIMIT_SECONDS,
            unit="s",
            against="limit",
            others=others,
        ),
        _count("P16b", "未恰好触发一次 (not exactly once)", told.wrong(load.due), done),
        _count("P16c", "未按先后触发 (out of order)", told.out_of_order(load.due), done),
    ]


def _count(id: str, name: str, wrong: int, done: Run) -> Figure:
    timers = len(done.load.due)
    return Figure(id, name, at_most(0), wrong, timers, wrong / timers, "计时", "all due timers")


CASE = Case("P16", "到期计时", "≤ 60 s, once, oldest first, with a kill -9", run)
