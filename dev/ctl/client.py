"""The services of a site as a client sees them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from gov321.grid.v1 import (
    care_service_pb2,
    grid_service_pb2,
    line_service_pb2,
    plan_service_pb2,
    run_service_pb2,
)
from gov321.grid.v1.care_service_pb2_grpc import CareServiceStub
from gov321.grid.v1.grid_service_pb2_grpc import GridServiceStub
from gov321.grid.v1.line_service_pb2_grpc import LineServiceStub
from gov321.grid.v1.plan_service_pb2_grpc import PlanServiceStub
from gov321.grid.v1.run_service_pb2_grpc import ColourRunServiceStub
from gov321.petition.v1 import petition_service_pb2, whistle_service_pb2
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceStub
from gov321.petition.v1.whistle_service_pb2_grpc import WhistleServiceStub
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

CONTRACTS: Mapping[str, tuple[Any, ...]] = {
    "registry": (
        duplicate_service_pb2,
        household_service_pb2,
        registry_service_pb2,
        roster_service_pb2,
    ),
    "grid": (
        care_service_pb2,
        grid_service_pb2,
        line_service_pb2,
        plan_service_pb2,
        run_service_pb2,
    ),
    "petition": (petition_service_pb2, whistle_service_pb2),
}
"""Service → the files with its contracts."""


@dataclass(frozen=True, slots=True)
class County:
    """The services of one site."""

    registry: RegistryServiceStub
    households: HouseholdServiceStub
    duplicates: DuplicateServiceStub
    rosters: RosterServiceStub
    grids: GridServiceStub
    plans: PlanServiceStub
    lines: LineServiceStub
    cares: CareServiceStub
    runs: ColourRunServiceStub
    petitions: PetitionServiceStub
    whistles: WhistleServiceStub


@asynccontextmanager
async def county_at(endpoint: Endpoint, deadline: float) -> AsyncGenerator[County]:
    """Connect to a site; calls without a timeout of their own get this deadline (seconds)."""
    async with AsyncExitStack() as stack:
        channels = {service: _channel(service, endpoint, deadline) for service in CONTRACTS}
        for channel in channels.values():
            await stack.enter_async_context(channel)
        registry, grid = channels["registry"], channels["grid"]
        petition = channels["petition"]
        yield County(
            registry=RegistryServiceStub(registry),
            households=HouseholdServiceStub(registry),
            duplicates=DuplicateServiceStub(registry),
            rosters=RosterServiceStub(registry),
            grids=GridServiceStub(grid),
            plans=PlanServiceStub(grid),
            lines=LineServiceStub(grid),
            cares=CareServiceStub(grid),
            runs=ColourRunServiceStub(grid),
            petitions=PetitionServiceStub(petition),
            whistles=WhistleServiceStub(petition),
        )


def _channel(service: str, endpoint: Endpoint, deadline: float) -> grpc.aio.Channel:
    """A channel connects when it is first used."""
    return channel_to(
        endpoint.of(service),
        own_token=lambda: endpoint.token,
        idempotent=repeatable_methods(service),
        deadline=deadline,
        credentials=_credentials(endpoint.ca),
    )


def repeatable_methods(service: str) -> list[str]:
    """Return the methods to repeat when the answer is lost: all but uploads.

    Each changing call carries a request id, so a repeat returns the first result.
    """
    return [
        f"{contract.full_name}/{method.name}"
        for file in CONTRACTS[service]
        for contract in file.DESCRIPTOR.services_by_name.values()
        for method in contract.methods
        if not method.client_streaming
    ]


def _credentials(ca: str) -> grpc.ChannelCredentials | None:
    return grpc.ssl_channel_credentials(Path(ca).read_bytes()) if ca else None
