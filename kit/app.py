"""An app as a value: what `build(settings)` of a service returns and `kit.host` runs."""

from __future__ import annotations

from dataclasses import dataclass

from kit.authz import Operations
from kit.http import CheckResult, Checks
from kit.metrics import Metrics
from kit.parts import Job, Part
from kit.rpc_server import Mount
from kit.settings import HttpSettings, RpcSettings
from kit.tokens import TokenVerifier
from kit.tracing import NO_TRACING, Tracing

VERSION = "0.1.0"


def no_checks() -> tuple[CheckResult, ...]:
    """Return no further readiness checks."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One service at one site, ready to run.

    Started in this order: HTTP and gRPC; `parts` in the given order (the store first, with its
    migrations, then the publisher), each in the background until it comes; then `relays`, `jobs`
    and `consumers`. Stopped in reverse: consumers and jobs, then gRPC, then relays (they publish
    what is left), then parts, last first. New calls are taken until `drain_seconds` after the
    stop: a balancer may not know of it earlier.
    """

    name: str
    site: str
    rpc: RpcSettings
    http: HttpSettings
    metrics: Metrics
    verifier: TokenVerifier
    operations: Operations
    mounts: tuple[Mount, ...]
    parts: tuple[Part, ...] = ()
    consumers: tuple[Part, ...] = ()
    relays: tuple[Job, ...] = ()
    jobs: tuple[Job, ...] = ()
    checks: Checks = no_checks
    tracing: Tracing = NO_TRACING
    drain_seconds: float = 0.0
    grace_seconds: float = 25.0
    probe_seconds: float = 2.0

    @property
    def domain(self) -> str:
        """Domain of its refusals, e.g. `registry.gov321`."""
        return f"{self.name}.gov321"
