"""The ground a county stands on: this machine, the broker, the store, topics, ports."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dev.embedded.jars import kafka_jars
from dev.embedded.jre import find_java
from dev.embedded.kafka import EmbeddedKafka
from dev.embedded.machine import is_free, require_memory, settle_port
from dev.embedded.problems import PortInUse
from dev.embedded.server import EmbeddedServer
from dev.embedded.store import EmbeddedStore
from dev.embedded.topics import ensure_topics
from kit.topology import Topology

from .options import RunOptions
from .plan import Ports
from .problems import PartDied
from .services import SERVICES, topics_of

STOP_SECONDS = 15.0
"""How long the broker and the store may take to end in order; a busy store takes a minute."""

NEEDED_MB = 1200
"""Broker, store and three sites, without the store's cache."""


def check_machine(options: RunOptions) -> None:
    """Pass when the county can run here; downloads Kafka when it is not cached.

    Raises:
        EmbeddedProblem: memory, Java or network stand in the way.
    """
    if "GOV321_MIN_MEMORY_MB" not in os.environ:
        require_memory(NEEDED_MB + options.store_cache_mb)
    find_java()
    kafka_jars()


@dataclass(frozen=True, slots=True)
class Ground:
    """The running broker and store."""

    kafka: EmbeddedKafka
    store: EmbeddedStore

    @classmethod
    def of(cls, options: RunOptions) -> Ground:
        """Return the parts of a county, not started yet."""
        return cls(
            EmbeddedKafka(options.home / "kafka", options.kafka_port),
            EmbeddedStore(options.home / "store", options.store_port, options.store_cache_mb),
        )

    async def start(self) -> None:
        """Start both at once; return when both answer.

        Raises:
            EmbeddedProblem: one of them cannot start; both are stopped again.
        """
        starts = [asyncio.to_thread(part.start) for part in self._parts]
        results = asyncio.gather(*starts, return_exceptions=True)
        try:
            outcome: Sequence[str | BaseException] = await asyncio.shield(results)
        except asyncio.CancelledError:
            await results  # a start in a thread cannot be broken off
            raise
        for problem in outcome:
            if isinstance(problem, BaseException):
                raise problem

    async def stop(self) -> None:
        """Stop both, the broker first; what is acknowledged survives an end by force."""
        for part in self._parts:
            await _stop(part)

    def check(self) -> None:
        """Pass while both run.

        Raises:
            PartDied: one ended by itself.
        """
        for part in self._parts:
            if part.pid is None:
                raise PartDied(what=part.what, log=part.log_file)

    @property
    def _parts(self) -> tuple[EmbeddedServer, ...]:
        return self.kafka, self.store

    async def ensure_topics(self, topology: Topology) -> None:
        """Create the topics that are missing."""
        topics = topics_of(SERVICES, (site.id for site in topology.sites))
        await ensure_topics(self.kafka.address, topics)


async def _stop(part: EmbeddedServer) -> None:
    stopping = asyncio.create_task(asyncio.to_thread(part.stop))
    done, _ = await asyncio.wait({stopping}, timeout=STOP_SECONDS)
    if not done and part.pid is not None:
        os.kill(part.pid, signal.SIGKILL)
    await stopping


def check_ports(options: RunOptions, topology: Topology) -> None:
    """Pass when every port the sites were told to use is free.

    Raises:
        PortInUse: one is taken.
    """
    for name, port in _asked(options, topology).items():
        if port and not is_free(port):
            raise PortInUse(what=f"服务 {name} ", port=port)


def settle_ports(options: RunOptions, topology: Topology) -> dict[str, dict[str, Ports]]:
    """Return where every service of every site listens.

    With a base port they lie one after the other from there; otherwise they are free ones, the
    same from run to run and all different.
    """
    kept = options.home / "ports"
    kept.mkdir(parents=True, exist_ok=True)
    ports: dict[str, int] = {}
    for name, asked in _asked(options, topology).items():
        ports[name] = _settle(kept / name, asked, name, ports.values())
    return {
        site.id: {
            service.name: Ports(*(ports[f"{site.id}.{service.name}.{use}"] for use in _USES))
            for service in SERVICES
        }
        for site in topology.sites
    }


_USES = ("rpc", "http")


def _asked(options: RunOptions, topology: Topology) -> dict[str, int]:
    """Return the port asked for by `site.service.use`, 0 for any."""
    numbers = itertools.count(options.base_port) if options.base_port else itertools.repeat(0)
    names = [
        f"{site.id}.{service.name}.{use}"
        for site in topology.sites
        for service in SERVICES
        for use in _USES
    ]
    return dict(zip(names, numbers, strict=False))


def _settle(kept: Path, asked: int, name: str, taken: Iterable[int]) -> int:
    """Return a port no other service was given; none of them is bound yet."""
    port = settle_port(kept, asked, name)
    while port in taken:
        kept.unlink()
        port = settle_port(kept, asked, name)
    return port
