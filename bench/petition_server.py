"""The petition service of the villages as a process, with appeals stored on a ground of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.ground import Ground
from bench.petition_site import petitions_on
from bench.petition_stock import Stock
from dev.embedded.machine import LOOPBACK
from dev.embedded.process import Child
from dev.embedded.topics import ensure_topics
from dev.run.keys import Keys, prepare_keys
from dev.run.scrape import readiness
from dev.run.services import SERVICES, topics_of
from dev.run.waiting import poll
from dev.sample.places import DIVISIONS_FILE, TOPOLOGY_FILE
from kit.local_issuer import LocalIssuer
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.roles import Role
from kit.topology import load_topology

SITE = "villages"

_DATABASE = "petitions"
_READY_WITHIN_S = 180.0
_PATIENCE_S = 20.0
_LIFETIME = timedelta(days=2)


class NeverReady(RuntimeError):
    """The service did not come up; its log is told."""


@dataclass(frozen=True, slots=True)
class PetitionServer:
    """A service that is ready, and the token of a clerk of the county."""

    target: str
    token: str


@contextmanager
def petition_server(
    folder: Path, stored: int, waiting: int, say: Callable[[str], None]
) -> Generator[PetitionServer]:
    """Store appeals, `waiting` of them open, and run the service on them until the end."""
    ground = Ground(folder)
    try:
        keys = prepare_keys(folder / "keys")
        asyncio.run(_fill(ground, stored, waiting, say))
        asyncio.run(ensure_topics(ground.bootstrap, _topics()))
        with _running(ground, keys) as target:
            yield PetitionServer(target, _token(keys))
    finally:
        ground.close()


async def _fill(ground: Ground, count: int, waiting: int, say: Callable[[str], None]) -> None:
    site = petitions_on(ground.store_uri, _DATABASE, ground.directory, timedelta(0))
    try:
        for step in site.stores.prepare:
            await step()
        stock = Stock(count, waiting, site.ground.clock.now())
        await stock.into(site, lambda written: say(f"P15: {written} of {count} appeals stored"))
    finally:
        site.close()


@contextmanager
def _running(ground: Ground, keys: Keys) -> Generator[str]:
    """Run the service; yield where it listens once it is ready."""
    log, addresses = ground.directory / "petition.log", ground.directory / "addresses.json"
    keep_open = os.open(os.devnull, os.O_RDONLY)
    command = [sys.executable, "-m", "services.petition"]
    child = Child.spawn(command, log, _environment(ground, keys, addresses), keep_open)
    try:
        yield asyncio.run(_ready(child, addresses, log))
    finally:
        child.stop(_PATIENCE_S)
        os.close(keep_open)


async def _ready(child: Child, addresses: Path, log: Path) -> str:
    async def look() -> str | None:
        if not child.alive:
            raise NeverReady(_tail(log))
        return await asyncio.to_thread(_target, addresses)

    target = await poll(look, _READY_WITHIN_S)
    if target is None:
        raise NeverReady(_tail(log))
    return target


def _target(addresses: Path) -> str | None:
    """Return where calls are taken, None while they are not."""
    if not addresses.exists():
        return None
    [ports] = json.loads(addresses.read_text(encoding="utf-8")).values()
    ready = readiness(f"{LOOPBACK}:{ports['http']}").ok
    return f"{LOOPBACK}:{ports['rpc']}" if ready else None


def _environment(ground: Ground, keys: Keys, addresses: Path) -> dict[str, str]:
    """What the service is told, as a deployment tells it."""
    return {
        "GOV321_SITE": SITE,
        "GOV321_INSTANCE": "bench",
        "GOV321_TOPOLOGY": str(TOPOLOGY_FILE),
        "GOV321_DIVISIONS": str(DIVISIONS_FILE),
        "GOV321_ADDRESS_FILE": str(addresses),
        "GOV321_ATTACHMENTS": str(ground.directory / "attachments"),
        "GOV321_MONGO__URI": ground.store_uri,
        "GOV321_MONGO__DATABASE": _DATABASE,
        "GOV321_KAFKA__BOOTSTRAP": ground.bootstrap,
        "GOV321_KEYS__RING": str(keys.ring),
        "GOV321_AUTH__JWKS": str(keys.jwks),
        "GOV321_TELEMETRY__LOG_LEVEL": "WARNING",
    }


def _topics() -> dict[str, int]:
    """The topics of all services: appeals also come from the grid."""
    sites = [site.id for site in load_topology(TOPOLOGY_FILE).sites]
    return topics_of(SERVICES, sites)


def _token(keys: Keys) -> str:
    issuer = LocalIssuer(keys.tokens, SystemClock())
    scope = load_topology(TOPOLOGY_FILE).site(SITE).scope
    return issuer.issue("bench", [Role.CLERK], scope, Tier.VILLAGE, _LIFETIME)


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
