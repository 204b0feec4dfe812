"""What a site's process is told: one file for all sites, written by the runner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kit.app import App
from kit.settings import (
    AuthSettings,
    HttpSettings,
    KafkaSettings,
    KeySettings,
    MongoSettings,
    RpcSettings,
)

from .services import SERVICES, HostedService

GRACE_SECONDS = 10.0
INSTANCE = "local"
"""Static, so that a restart takes over its partitions without waiting for a session to end."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where one service of a site listens; 0 takes a free port."""

    rpc: int
    http: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Addresses and files every site needs; `ports` by site and service."""

    kafka: str
    store: str
    topology: str
    divisions: str
    ring: str
    jwks: str
    spool: str
    ports: Mapping[str, Mapping[str, Ports]]


def write_plan(path: Path, plan: Plan) -> None:
    """Write the plan for the sites to read."""
    path.write_text(json.dumps(asdict(plan), ensure_ascii=False, indent=2), encoding="utf-8")


def read_plan(path: Path) -> Plan:
    """Read the plan."""
    document = json.loads(path.read_text(encoding="utf-8"))
    ports = {
        site: {service: Ports(**pair) for service, pair in services.items()}
        for site, services in document.pop("ports").items()
    }
    return Plan(ports=ports, **document)


def apps_of(site: str, plan: Plan) -> list[App]:
    """Build every service of a site."""
    return [_app(service, site, plan) for service in SERVICES]


def _app(service: HostedService, site: str, plan: Plan) -> App:
    ports = plan.ports[site][service.name]
    extra: dict[str, Any] = {**service.extra, **({"spool": plan.spool} if service.spools else {})}
    settings = service.settings_class()(
        site=site,
        instance=INSTANCE,
        topology=plan.topology,
        divisions=plan.divisions,
        grace_seconds=GRACE_SECONDS,
        mongo=MongoSettings.model_validate({"uri": plan.store}),
        kafka=KafkaSettings(bootstrap=plan.kafka),
        rpc=RpcSettings(port=ports.rpc, reflection=True),
        http=HttpSettings(port=ports.http),
        keys=KeySettings(ring=plan.ring),
        auth=AuthSettings(jwks=plan.jwks),
        **extra,
    )
    return service.build(settings)
