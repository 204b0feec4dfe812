"""The registry's services as a client sees them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from gov321.registry.v1 import (
    duplicate_service_pb2,
    household_service_pb2,
    registry_service_pb2,
    roster_service_pb2,
)
from gov321.registry.v1.duplicate_service_pb2_grpc import DuplicateServiceStub
from gov321.registry.v1.household_service_pb2_grpc import HouseholdServiceStub
from gov321.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from gov321.registry.v1.roster_service_pb2_grpc import RosterServiceStub

from kit.rpc_client import channel_to

from .endpoint import Endpoint

_FILES: tuple[Any, ...] = (
    duplicate_service_pb2,
    household_service_pb2,
    registry_service_pb2,
    roster_service_pb2,
)


@dataclass(frozen=True, slots=True)
class County:
    """The services of one site."""

    registry: RegistryServiceStub
    households: HouseholdServiceStub
    duplicates: DuplicateServiceStub
    rosters: RosterServiceStub


@asynccontextmanager
async def county_at(endpoint: Endpoint, deadline: float) -> AsyncGenerator[County]:
    """Connect to a site; calls without a timeout of their own get this deadline (seconds)."""
    channel = channel_to(
        endpoint.target,
        own_token=lambda: endpoint.token,
        idempotent=repeatable_methods(),
        deadline=deadline,
        credentials=_credentials(endpoint.ca),
    )
    async with channel:
        yield County(
            RegistryServiceStub(channel),
            HouseholdServiceStub(channel),
            DuplicateServiceStub(channel),
            RosterServiceStub(channel),
        )


def repeatable_methods() -> list[str]:
    """Return the methods to repeat when the answer is lost: all but uploads.

    Each changing call carries a request id, so a repeat returns the first result.
    """
    return [
        f"{service.full_name}/{method.name}"
        for file in _FILES
        for service in file.DESCRIPTOR.services_by_name.values()
        for method in service.methods
        if not method.client_streaming
    ]


def _credentials(ca: str) -> grpc.ChannelCredentials | None:
    return grpc.ssl_channel_credentials(Path(ca).read_bytes()) if ca else None
