"""A county that runs: its sites as processes, on a broker and a store of their own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gov321.registry.v1 import roster_service_pb2 as pb

from bench.clocks import cpu_of
from bench.ground import Ground
from dev.embedded.machine import free_port
from dev.embedded.topics import ensure_topics
from dev.run.convergence import until_converged
from dev.run.county_file import RunningCounty, RunningSite, own_start
from dev.run.figures import figures_of, figures_text
from dev.run.importing import import_sample
from dev.run.keys import Keys, prepare_keys
from dev.run.plan import Plan, Ports, write_plan
from dev.run.readiness import until_listening, until_ready
from dev.run.sample_roster import sample_roster
from dev.run.services import SERVICES, topics_of
from dev.run.sites import SiteProcess, start_site
from dev.sample.places import DIVISIONS_FILE, TOPOLOGY_FILE
from kit.topology import Site, Topology, load_topology

Say = Callable[[str], None]

_AT_REST = 0.15
"""CPU seconds in a second, of all sites together."""
_REST_WITHIN_S = 600


class NeverAtRest(TimeoutError):
    """A site goes on working without an order."""


@dataclass(frozen=True, slots=True)
class County:
    """Sites that are ready."""

    running: RunningCounty
    processes: Sequence[SiteProcess]
    home: Path
    say: Say

    async def rest(self) -> None:
        """Wait until nobody has anything left to do: histories, duplicates, outboxes.

        Raises:
            NeverAtRest: they are still busy after minutes.
        """
        for _ in range(_REST_WITHIN_S):
            before = self._cpu()
            await asyncio.sleep(1)
            if self._cpu() - before < _AT_REST:
                return
        raise NeverAtRest

    def _cpu(self) -> float:
        return sum(cpu_of(one.child.pid) for one in self.processes)

    async def load(self, households: int) -> None:
        """Import the sample roster through the public API and wait until all sites have it."""
        roster = sample_roster(self.home / "sample", households)
        await import_sample(self.running, roster.path, self.home, _untold)
        await until_converged(lambda: figures_of(self.running), figures_text, self.say)
        await self.rest()


def _untold(_job: pb.Import, _sent: int) -> None:
    """The bench shows no bar."""


@asynccontextmanager
async def county(home: Path, say: Say, sites: Sequence[str] = ()) -> AsyncGenerator[County]:
    """Run the sites with these ids, all for none; everything is stopped at the end."""
    topology = load_topology(TOPOLOGY_FILE)
    wanted = [site for site in topology.sites if not sites or site.id in sites]
    ground, processes = Ground(home), list[SiteProcess]()
    descriptor = os.open(os.devnull, os.O_RDONLY)
    try:
        await ensure_topics(ground.bootstrap, topics_of(SERVICES, [site.id for site in wanted]))
        keys = prepare_keys(home / "keys")
        plan = _plan(ground, keys, home, wanted)
        processes += [start_site(site, home, plan, descriptor) for site in wanted]
        running = await until_listening(processes)
        await until_ready(running, say)
        yield County(_running(ground, keys, topology, running), processes, home, say)
    finally:
        for process in reversed(processes):
            process.stop()
        os.close(descriptor)
        ground.close()


def _plan(ground: Ground, keys: Keys, home: Path, sites: Sequence[Site]) -> Path:
    spool = home / "spool"
    spool.mkdir(exist_ok=True)
    path = home / "plan.json"
    plan = Plan(
        kafka=ground.bootstrap,
        store=ground.store_uri,
        topology=str(TOPOLOGY_FILE),
        divisions=str(DIVISIONS_FILE),
        ring=str(keys.ring),
        jwks=str(keys.jwks),
        spool=str(spool),
        ports={
            site.id: {service.name: Ports(free_port(), free_port()) for service in SERVICES}
            for site in sites
        },
    )
    write_plan(path, plan)
    return path


def _running(
    ground: Ground, keys: Keys, topology: Topology, sites: Sequence[RunningSite]
) -> RunningCounty:
    pid, started = own_start()
    return RunningCounty(
        pid=pid,
        started=started,
        code=topology.county.digits,
        kafka=ground.bootstrap,
        store=ground.store_uri,
        topology=str(TOPOLOGY_FILE),
        divisions=str(DIVISIONS_FILE),
        tokens=str(keys.tokens),
        sites=tuple(sites),
    )
