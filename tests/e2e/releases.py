"""The Helm releases of a county: platform, data services, sites, observability."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .cluster import Cluster
from .options import CHARTS, ROOT, Options
from .shell import run

SITES = ("county", "towns", "villages")
MONITORING = "monitoring.coreos.com/v1"
COUNTY = CHARTS / "platform/examples/county.yaml"
DIVISIONS = ROOT / "dev/sample/hanyin-divisions.csv"
_WAIT = ("--wait", "--timeout", "5m")
_WITHIN_S = 330.0


@dataclass(frozen=True, slots=True)
class Releases:
    """Installs the charts as an operator would: files of values, a few switches."""

    cluster: Cluster
    options: Options
    folder: Path
    """Where the files of values are written."""

    def install_ground(self) -> None:
        """Install the platform, then Kafka and the store; return when both answer."""
        divisions = ("--set-file", f"global.divisions={DIVISIONS}")
        self._put("platform", "platform", *divisions)
        repository, _, tag = self.options.devdata.rpartition(":")
        self._put("devdata", "devdata", values={"image": {"repository": repository, "tag": tag}})

    def install_sites(self) -> None:
        """Install all sites at once; services start in any order."""
        with ThreadPoolExecutor(len(SITES)) as pool:
            list(pool.map(self.put_site, SITES))

    def put_site(self, site: str, *sets: str) -> None:
        """Install a site or upgrade it, with `--set` switches beside its files of values."""
        preset = ("-f", str(CHARTS / f"site/presets/{site}.yaml"))
        switches = [word for one in sets for word in ("--set", one)]
        settings = {"registry": {"settings": {"GOV321_ALLOW_TEST_NUMBERS": "true"}}}
        self._put(site, "site", *preset, *switches, values=settings)

    def install_observability(self) -> bool:
        """Install boards, and rules where the API is served; return whether it is."""
        served = self.cluster.has_api(MONITORING)
        switch = str(served).lower()
        self._put(
            "observability",
            "observability",
            *("--set", f"podMonitors.create={switch},rules.create={switch}"),
        )
        return served

    def revision(self, release: str) -> int:
        """Return the number of a release's last revision that was deployed."""
        told = self._helm("history", release, "-o", "json")
        good = [one for one in json.loads(told) if one["status"] in ("deployed", "superseded")]
        return max(one["revision"] for one in good)

    def roll_back(self, release: str, revision: int) -> None:
        """Go back to a revision; return when its pods are there."""
        self._helm("rollback", release, str(revision), *_WAIT)

    def uninstall(self) -> None:
        """Remove every release that is there."""
        for release in (*SITES, "observability", "devdata", "platform"):
            self._helm("uninstall", release, "--ignore-not-found", "--wait", "--timeout", "3m")

    def _put(
        self, release: str, chart: str, *args: str, values: dict[str, Any] | None = None
    ) -> None:
        file = self.folder / f"{release}.yaml"
        document = {"global": self._globals(), **(values or {})}
        file.write_text(yaml.safe_dump(document), encoding="utf-8")
        files = ("-f", str(COUNTY), "-f", str(file))
        self._helm("upgrade", "--install", release, str(CHARTS / chart), *files, *args, *_WAIT)

    def _globals(self) -> dict[str, Any]:
        repository, _, tag = self.options.services.rpartition(":")
        return {
            "image": {"repository": repository, "tag": tag},
            "kafka": {"bootstrap": f"devdata-kafka.{self.cluster.namespace}.svc:9092"},
        }

    def _helm(self, *args: str) -> str:
        return run("helm", "-n", self.cluster.namespace, *args, within=_WITHIN_S)
