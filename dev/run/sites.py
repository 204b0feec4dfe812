"""The sites' processes: started, watched, and stopped in reverse order."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dev.embedded.machine import LOOPBACK
from dev.embedded.process import Child
from kit.topology import Site

from .county_file import RunningService, RunningSite
from .plan import GRACE_SECONDS
from .problems import SiteDied

TAIL_LINES = 15
_PATIENCE_S = GRACE_SECONDS + 5


@dataclass(frozen=True, slots=True)
class SiteProcess:
    """One running site."""

    site: Site
    child: Child
    log: Path
    addresses: Path

    @property
    def listening(self) -> bool:
        """Whether it has opened its ports and said which."""
        return self.addresses.exists()

    def check(self) -> None:
        """Pass while it runs.

        Raises:
            SiteDied: it ended by itself.
        """
        if not self.child.alive:
            raise SiteDied(site=self.site.id, log=self.log)

    def running(self) -> RunningSite:
        """Return its addresses; it must be listening."""
        ports = json.loads(self.addresses.read_text(encoding="utf-8"))
        return RunningSite(
            id=self.site.id,
            tier=self.site.tier.name.lower(),
            log=str(self.log),
            services=_services(ports),
        )

    def stop(self) -> None:
        """Let it drain, then insist."""
        self.child.stop(_PATIENCE_S)


def start_site(site: Site, home: Path, plan: Path, keep_open: int) -> SiteProcess:
    """Start a site's process; it dies with this one."""
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log, addresses = logs / f"{site.id}.log", home / f"{site.id}.addresses.json"
    addresses.unlink(missing_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    command = [
        *(sys.executable, "-m", "dev.run.site", "--site", site.id),
        *("--plan", str(plan), "--addresses", str(addresses)),
    ]
    return SiteProcess(site, Child.spawn(command, log, _ENV, keep_open), log, addresses)


_ENV = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2", "POLARS_MAX_THREADS": "2"}
"""Lines reach the log at once; three sites share one small machine."""


def _services(ports: Mapping[str, Mapping[str, int]]) -> dict[str, RunningService]:
    """`registry@villages` → the service's addresses."""
    return {
        name.partition("@")[0]: RunningService(
            f"{LOOPBACK}:{pair['rpc']}", f"{LOOPBACK}:{pair['http']}"
        )
        for name, pair in ports.items()
    }


def tail(log: Path, lines: int = TAIL_LINES) -> Sequence[str]:
    """Return the last lines of a log."""
    try:
        with log.open(encoding="utf-8", errors="replace") as file:
            return list(deque((line.rstrip("\n") for line in file), lines))
    except OSError:
        return []
