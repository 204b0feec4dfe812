"""Service processes of a county on a broker and a store of their own, to be stopped and killed.

The county of the tests has the three sites of the sample topology. `Ground` is what they stand on,
`Site` one process: started, drained, killed and started again with the same name and database.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import dev.sample
from dev.embedded.kafka import EmbeddedKafka
from dev.embedded.store import EmbeddedStore
from dev.embedded.topics import ensure_topics
from dev.run.keys import prepare_keys
from dev.run.services import SERVICES, topics_of
from kit.envelope import topic_events
from kit.local_issuer import LocalIssuer
from kit.model.clock import SystemClock
from tests.support.waiting import eventually

FACTS = topic_events("registry")
GRID_FACTS = topic_events("grid")
PETITION_FACTS = topic_events("petition")
SITES = ("villages", "towns", "county")
_ROOT = Path(__file__).parents[2]
_SAMPLE = Path(dev.sample.__file__).parent
_START_S = 60.0
_READY_S = 120.0
_GONE_S = 40.0


class Ground:
    """A broker, a store, keys and an issuer in one directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kafka = EmbeddedKafka(folder / "kafka")
        self.store = EmbeddedStore(folder / "store")
        keys = prepare_keys(folder / "keys")
        self.issuer = LocalIssuer(keys.tokens, SystemClock())
        self._ring = keys.ring

    def start(self) -> None:
        """Start both, with the topics."""
        self.kafka.start()
        self.store.start()
        asyncio.run(ensure_topics(self.kafka.address, topics_of(SERVICES, SITES)))

    def end(self) -> None:
        """End both; the data is thrown away."""
        self.kafka.kill()
        self.store.kill()

    def settings(self, site: str, instance: str, addresses: Path) -> dict[str, str]:
        """Return the environment of a site's process."""
        return {
            "GOV321_SITE": site,
            "GOV321_INSTANCE": instance,
            "GOV321_TOPOLOGY": str(_SAMPLE / "topology.json"),
            "GOV321_DIVISIONS": str(_SAMPLE / "hanyin-divisions.csv"),
            "GOV321_MONGO__URI": self.store.address,
            "GOV321_KAFKA__BOOTSTRAP": self.kafka.address,
            "GOV321_KEYS__RING": str(self._ring),
            "GOV321_AUTH__JWKS": str(self.issuer.jwks_path),
            "GOV321_ADDRESS_FILE": str(addresses),
            "GOV321_ALLOW_TEST_NUMBERS": "true",
            "PYTHONUNBUFFERED": "1",
        }


class Site:
    """One service of one site as a process; `instance` is its stable name.

    `usual` is what `python -m` runs: the program an operator runs.
    """

    def __init__(
        self, ground: Ground, name: str, instance: str = "0", service: str = "registry"
    ) -> None:
        self.name = name
        self.usual: Sequence[str] = (f"services.{service}",)
        self.program = self.usual
        self.log_file = ground.folder / f"{name}-{service}-{instance}.log"
        self._ground = ground
        self._instance = instance
        self._addresses = self.log_file.with_suffix(".addresses.json")
        self._process: subprocess.Popen[bytes] | None = None
        self._ports: Mapping[str, int] = {}

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def target(self) -> str:
        """Where its gRPC listens."""
        return f"127.0.0.1:{self._ports['rpc']}"

    @property
    def log(self) -> str:
        """Everything it has said in all its lives."""
        return self.log_file.read_text(encoding="utf-8")

    def start(self, *, ready: bool = True) -> None:
        """Start it and wait until it listens, and with `ready` until it takes work."""
        self._addresses.unlink(missing_ok=True)
        settings = self._ground.settings(self.name, self._instance, self._addresses)
        with self.log_file.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *self.program],
                cwd=_ROOT,
                env=os.environ | settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._process = process
        eventually(lambda: self._addresses.exists() or process.poll() is not None, _START_S)
        assert self.runs, self._tail()
        [self._ports] = json.loads(self._addresses.read_text(encoding="utf-8")).values()
        if ready:
            self.until_ready()

    def until_ready(self, within_s: float = _READY_S) -> None:
        """Wait until it takes work."""
        eventually(lambda: not self.unready(), within_s)

    def unready(self) -> dict[str, str]:
        """Return what /readyz says is not well, with the reason."""
        checks = json.loads(self.get("readyz"))["checks"]
        return {check["check"]: check["reason"] for check in checks if not check["ok"]}

    def get(self, path: str) -> str:
        """Return a page of its HTTP side, whatever the status."""
        url = f"http://127.0.0.1:{self._ports['http']}/{path}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.read().decode()

    def runs_as(self, program: Sequence[str]) -> None:
        """Start it as another program, or as the usual one again."""
        if self.runs:
            self.stop()
        self.program = program
        self.start()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """Let it drain and return its exit code."""
        self.signal(signal.SIGTERM)
        return self.wait_gone()

    def wait_gone(self, within_s: float = _GONE_S) -> int:
        """Wait until it has ended and return how: the exit code, or minus the signal."""
        assert self._process is not None
        return self._process.wait(within_s)

    def _tail(self) -> str:
        return "\n".join(self.log.splitlines()[-20:])


class County:
    """Sites of one service on one ground, all three of them unless told otherwise."""

    def __init__(
        self, folder: Path, sites: Sequence[str] = SITES, service: str = "registry"
    ) -> None:
        self.ground = Ground(folder)
        self.sites = {name: Site(self.ground, name, service=service) for name in sites}
        self._others: list[Site] = []

    def __getitem__(self, name: str) -> Site:
        return self.sites[name]

    def start(self) -> None:
        """Start the ground and all sites."""
        self.ground.start()
        self.make_whole()

    def make_whole(self) -> None:
        """Bring back whatever an earlier test left down, and wait until all take work."""
        self.ground.kafka.start()
        self.ground.store.start()
        for site in self._others:
            site.kill()
        self._others.clear()
        down = [site for site in self.sites.values() if not site.runs]
        for site in down:
            site.start(ready=False)
        for site in self.sites.values():
            site.until_ready()

    def replica(self, name: str, instance: str) -> Site:
        """Return another process of a site; it is gone after the test."""
        site = Site(self.ground, name, instance)
        self._others.append(site)
        return site

    def end(self) -> None:
        """End everything."""
        for site in (*self._others, *self.sites.values()):
            site.kill()
        self.ground.end()

    def logs(self) -> dict[str, str]:
        """Return what all processes have said, by file name."""
        files = sorted(self.ground.folder.glob("*.log"))
        return {file.name: file.read_text(encoding="utf-8") for file in files}
