"""The services a local site hosts, as a table: a new service is one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from kit.app import App
from kit.envelope import topic_dlq, topic_events, topic_inbox, topic_public
from kit.settings import ServiceSettings

PARTITIONS = 12
DLQ_PARTITIONS = 1


@dataclass(frozen=True, slots=True)
class HostedService:
    """One service by its names; its code is only loaded in the sites' processes.

    `extra` are settings that make sense for a sample county only; `spools` says whether the service
    takes the folder for uploads.
    """

    name: str
    title: str
    settings: str
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])
    spools: bool = False

    def settings_class(self) -> type[ServiceSettings]:
        """Return the service's settings class."""
        return getattr(import_module(f"services.{self.name}.settings"), self.settings)

    def build(self, settings: ServiceSettings) -> App:
        """Return the service as an app."""
        builder: Callable[[ServiceSettings], App] = import_module(f"services.{self.name}.app").build
        return builder(settings)


SERVICES: tuple[HostedService, ...] = (
    HostedService(
        "registry", "户籍服务", "RegistrySettings", {"allow_test_numbers": True}, spools=True
    ),
    HostedService("grid", "网格服务", "GridSettings"),
    HostedService("petition", "诉求服务", "PetitionSettings"),
)


def topics_of(services: Iterable[HostedService], sites: Iterable[str]) -> dict[str, int]:
    """Return every topic the services need at these sites, with its partitions."""
    site_ids = tuple(sites)
    topics: dict[str, int] = {}
    for service in services:
        topics[topic_events(service.name)] = PARTITIONS
        topics[topic_public(service.name)] = PARTITIONS
        for site in site_ids:
            topics[topic_inbox(service.name, site)] = PARTITIONS
            topics[topic_dlq(site, service.name)] = DLQ_PARTITIONS
    return topics
