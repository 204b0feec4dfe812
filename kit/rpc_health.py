"""The standard gRPC health service of an app; the one place that meets its untyped library.

Names to ask for: "" (and each mounted service) is readiness, for the platform's readiness probe;
`liveness` depends on nothing, so that a store or broker that is away restarts no pod; `accepting`
turns first when the app drains: our own clients watch it and send their next call elsewhere.
"""

from __future__ import annotations

from typing import Any, cast

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

HEALTH_SERVICE = health.SERVICE_NAME
LIVENESS = "liveness"
ACCEPTING = "accepting"
_STATES = health_pb2.HealthCheckResponse


class Health:
    """Says for each service, and for "" (the app), whether it takes calls."""

    def __init__(self, services: tuple[str, ...]) -> None:
        self._services = ("", *services)
        self._servicer: Any = cast("Any", health).aio.HealthServicer()
        self._refusing = False

    def mount(self, server: grpc.aio.Server) -> None:
        """Register with a server, open to anyone: a probe has no token."""
        cast("Any", health_pb2_grpc).add_HealthServicer_to_server(self._servicer, server)

    async def open(self) -> None:
        """Say that the loop turns, and that calls are taken where there is something to call."""
        await self._tell((LIVENESS,), serving=True)
        await self._tell((ACCEPTING,), serving=len(self._services) > 1)
        await self.set(serving=False)

    async def set(self, *, serving: bool) -> None:
        """Say whether the app is ready."""
        if not self._refusing:
            await self._tell(self._services, serving=serving)

    async def refuse(self) -> None:
        """Say from now on that no calls are taken, whatever `set` is told; it still lives."""
        self._refusing = True
        await self._tell((ACCEPTING, *self._services), serving=False)

    async def _tell(self, services: tuple[str, ...], *, serving: bool) -> None:
        state = _STATES.SERVING if serving else _STATES.NOT_SERVING
        for service in services:
            await self._servicer.set(service, state)
