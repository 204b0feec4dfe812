"""Waits until every service of every site is ready, telling meanwhile what each waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from .county_file import RunningSite
from .problems import NotReadyInTime
from .scrape import Readiness, readiness
from .sites import SiteProcess
from .waiting import Pause, poll

LISTEN_WITHIN_S = 120.0
READY_WITHIN_S = 180.0

Probe = Callable[[str], Readiness]
Told = Callable[[str], None]


async def until_listening(
    sites: Sequence[SiteProcess], pause: Pause = asyncio.sleep
) -> tuple[RunningSite, ...]:
    """Return the addresses of the sites once all have opened their ports.

    Raises:
        NotReadyInTime: one does not.
    """

    async def look() -> bool | None:
        return all(site.listening for site in sites) or None

    if await poll(look, LISTEN_WITHIN_S, pause) is None:
        late = next(site for site in sites if not site.listening)
        raise NotReadyInTime(what=f"站点 {late.site.id}", why="未打开端口", log=late.log)
    return tuple(site.running() for site in sites)


async def until_ready(
    sites: Sequence[RunningSite],
    told: Told,
    probe: Probe = readiness,
    pause: Pause = asyncio.sleep,
) -> None:
    """Return once every service is ready.

    Raises:
        NotReadyInTime: one is not; the reason is its own.
    """
    waiting: Mapping[str, Readiness] = {}

    async def look() -> bool | None:
        nonlocal waiting
        waiting = await asyncio.to_thread(unready, sites, probe)
        told(waiting_text(waiting))
        return not waiting or None

    if await poll(look, READY_WITHIN_S, pause) is None:
        site = next(site for site in sites if any(n.endswith(f"@{site.id}") for n in waiting))
        raise NotReadyInTime(what="各站点", why=waiting_text(waiting), log=site.log)


def unready(sites: Sequence[RunningSite], probe: Probe) -> dict[str, Readiness]:
    """Return the services that are not ready, by `service@site`."""
    found = {
        f"{name}@{site.id}": probe(service.http)
        for site in sites
        for name, service in site.services.items()
    }
    return {name: answer for name, answer in found.items() if not answer.ok}


def waiting_text(waiting: Mapping[str, Readiness]) -> str:
    """Return who waits for what, empty when nobody does."""
    return "；".join(f"{name} {'、'.join(one.waiting)}" for name, one in waiting.items())
