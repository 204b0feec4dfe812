"""One replica's timers as a process: `python -m bench.petition_replica ORDER`, until SIGTERM.

It says `ready` and waits for a line with the seconds its clock is moved by.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from bench.petition_site import petitions_on
from services.petition.jobs import timer_job


@dataclass(frozen=True, slots=True)
class ReplicaOrder:
    """What a replica is told: where the store is, and who it is."""

    uri: str
    database: str
    folder: str
    owner: str

    def command(self) -> list[str]:
        """Return how the process is started."""
        return [sys.executable, "-m", "bench.petition_replica", json.dumps(asdict(self))]


async def replica(order: ReplicaOrder, shift: timedelta) -> None:
    """Fire timers until the process is told to stop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    site = petitions_on(order.uri, order.database, Path(order.folder), shift)
    try:
        await timer_job(site.timers(order.owner)).run(stop)
    finally:
        site.close()


if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    moved = timedelta(seconds=float(sys.stdin.readline()))
    asyncio.run(replica(ReplicaOrder(**json.loads(sys.argv[1])), moved))
