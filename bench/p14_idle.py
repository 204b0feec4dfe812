"""P14: what a site costs that has a county's data and nothing to do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.case import Case, Figure, at_most
from bench.clocks import cpu_of, memory_of
from bench.county import County, county
from bench.setting import Setting

_LIMIT_MB, _LIMIT_PERCENT = 600, 3
_NOISE = 0.1
"""Of the limits: small figures move by more than their 15 % from run to run."""


@dataclass(frozen=True, slots=True)
class Idle:
    """One site at rest: resident memory in MB, CPU in per cent of a core."""

    memory: float
    cpu: float


def run(setting: Setting) -> Sequence[Figure]:
    """Measure all sites empty and with data; the goal is for each of them."""
    return asyncio.run(_measured(setting))


async def _measured(setting: Setting) -> list[Figure]:
    households = setting.size(quick=3_000, full=90_000)
    seconds = setting.size(quick=8, full=20)
    setting.say("P14: starting three sites")
    async with county(setting.ground.folder("county"), setting.say) as running:
        empty = await _at_rest(running, seconds)
        setting.say(f"P14: loading {households} households")
        await running.load(households)
        full = await _at_rest(running, seconds)
    return figures(empty, full, households)


async def _at_rest(running: County, seconds: float) -> dict[str, Idle]:
    """Wait until nothing is left to do, then look at every site for some seconds."""
    await running.rest()
    pids = {one.site.id: one.child.pid for one in running.processes}
    before = {site: cpu_of(pid) for site, pid in pids.items()}
    await asyncio.sleep(seconds)
    return {
        site: Idle(memory_of(pid), (cpu_of(pid) - before[site]) / seconds * 100)
        for site, pid in pids.items()
    }


def figures(empty: Mapping[str, Idle], full: Mapping[str, Idle], households: int) -> list[Figure]:
    """Return the figures of the most expensive site; the others stand beside it."""
    memory = max(site.memory for site in full.values())
    cpu = max(site.cpu for site in full.values())
    return [
        Figure(
            id="P14a",
            name=f"一个站点空闲内存，{households:,} 户 (idle site)",
            goal=at_most(1, _NOISE),
            ours=memory,
            reference=_LIMIT_MB,
            ratio=memory / _LIMIT_MB,
            unit="MB",
            against="limit",
            others={
                **{f"{site} MB": idle.memory for site, idle in full.items()},
                **{f"{site} without data MB": idle.memory for site, idle in empty.items()},
            },
        ),
        Figure(
            id="P14b",
            name=f"一个站点空闲 CPU，{households:,} 户 (idle site)",
            goal=at_most(1, _NOISE),
            ours=cpu,
            reference=_LIMIT_PERCENT,
            ratio=cpu / _LIMIT_PERCENT,
            unit="% of a core",
            against="limit",
            others={
                **{f"{site} %": idle.cpu for site, idle in full.items()},
                **{f"{site} without data %": idle.cpu for site, idle in empty.items()},
            },
        ),
    ]


CASE = Case("P14", "站点空闲", "≤ 600 MB, ≤ 3 % of a core", run)
