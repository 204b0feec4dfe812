"""Keys, tokens and calls: what a county's operator has, made for this run."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.run.keys import prepare_keys
from kit.local_issuer import LocalIssuer
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.roles import Role

from .cluster import Cluster
from .shell import run

RPC_PORT = 50051
SCOPE = "610921"
TIERS = {"county": Tier.COUNTY, "towns": Tier.TOWN, "villages": Tier.VILLAGE}
_CTL = str(Path(sys.executable).with_name("gov321ctl"))


@dataclass(frozen=True, slots=True)
class Caller:
    """`gov321ctl` at one service of one site."""

    target: str
    token: str

    def __call__(self, *words: str, may: tuple[int, ...] = (0,), within: float = 120.0) -> Any:
        """Run a command and return its JSON."""
        env = {"GOV321_TARGET": self.target, "GOV321_TOKEN": self.token}
        return json.loads(run(_CTL, *words, "--json", env=env, may=may, within=within) or "null")


@dataclass(frozen=True, slots=True)
class Access:
    """The keys of this run, as files here and as secrets there."""

    cluster: Cluster
    folder: Path

    def create_secrets(self) -> None:
        """Make the secrets the charts name."""
        keys = prepare_keys(self.folder)
        store = f"devdata-store.{self.cluster.namespace}.svc:27017"
        given = {
            "gov321-mongo": {"uri": f"mongodb://{store}/?directConnection=true"},
            "gov321-key-ring": {"ring.json": keys.ring.read_text(encoding="utf-8")},
            "gov321-jwks": {"jwks.json": keys.jwks.read_text(encoding="utf-8")},
        }
        self.cluster.apply(*(secret(name, data) for name, data in given.items()))

    def token(self, role: Role, tier: Tier) -> str:
        """Return a token for the whole county."""
        issuer = LocalIssuer(prepare_keys(self.folder).tokens, SystemClock())
        return issuer.issue(f"e2e-{role}", [role], [SCOPE], tier)

    @contextmanager
    def at(
        self, site: str, service: str, role: Role = Role.CLERK, pod: int = 0
    ) -> Generator[Caller]:
        """Give a caller of the first pod of a service, ready or not."""
        with self.cluster.forwarded(f"{site}-{service}-0", RPC_PORT) as target:
            yield Caller(target, self.token(role, TIERS[site]))


def secret(name: str, data: dict[str, str]) -> dict[str, Any]:
    """Return a Secret with these texts."""
    metadata = {"name": name}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": data}
