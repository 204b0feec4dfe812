"""`county.json` in the data directory: where the county that runs on this machine is found.

It exists while the county runs. Whoever reads it checks that its owner is still alive, so a file
left by a kill -9 misleads nobody.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from kit.model.division import Tier

FILE_NAME = "county.json"
_SAME_START_S = 2.0


@dataclass(frozen=True, slots=True)
class RunningService:
    """Addresses of one service at one site, as `host:port`."""

    rpc: str
    http: str


@dataclass(frozen=True, slots=True)
class RunningSite:
    """One site: a process of its own with all services of the tier."""

    id: str
    tier: str
    log: str
    services: Mapping[str, RunningService]


@dataclass(frozen=True, slots=True)
class RunningCounty:
    """Everything a client on this machine needs."""

    pid: int
    started: float
    code: str
    kafka: str
    store: str
    topology: str
    divisions: str
    tokens: str
    sites: tuple[RunningSite, ...]

    @property
    def scope(self) -> str:
        """The division prefix of the county."""
        return self.code[:6]

    def site(self, site_id: str) -> RunningSite:
        """Return the site of that id.

        Raises:
            KeyError: there is none.
        """
        return {site.id: site for site in self.sites}[site_id]

    def site_of(self, tier: Tier) -> RunningSite:
        """Return the site of a tier.

        Raises:
            KeyError: there is none.
        """
        return {site.tier: site for site in self.sites}[tier.name.lower()]


def write_county_file(data: Path, county: RunningCounty) -> None:
    """Write it whole or not at all; only the owner may read it."""
    part = data / f"{FILE_NAME}.part"
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(county), ensure_ascii=False, indent=2), encoding="utf-8")
    part.replace(data / FILE_NAME)


def remove_county_file(data: Path) -> None:
    """Remove it; harmless when it is not there."""
    (data / FILE_NAME).unlink(missing_ok=True)


def running_county(data: Path) -> RunningCounty | None:
    """Return the county that runs on a data directory, None when none does."""
    try:
        county = _parsed(json.loads((data / FILE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return county if _alive(county) else None


def own_start() -> tuple[int, float]:
    """Return the id of this process and when it began: ids alone are used again."""
    return os.getpid(), psutil.Process().create_time()


def _alive(county: RunningCounty) -> bool:
    try:
        began = psutil.Process(county.pid).create_time()
    except psutil.Error:
        return False
    return abs(began - county.started) < _SAME_START_S


def _parsed(document: dict[str, Any]) -> RunningCounty:
    sites = tuple(_site(site) for site in document.pop("sites"))
    return RunningCounty(sites=sites, **document)


def _site(document: dict[str, Any]) -> RunningSite:
    services = {name: RunningService(**one) for name, one in document.pop("services").items()}
    return RunningSite(services=services, **document)
