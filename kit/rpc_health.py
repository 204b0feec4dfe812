"""The standard gRPC health service of an app; the one place that meets its untyped library."""

from __future__ import annotations

from typing import Any, cast

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

HEALTH_SERVICE = health.SERVICE_NAME
_STATES = health_pb2.HealthCheckResponse


class Health:
    """Says for each service, and for "" (the app), whether it takes calls."""

    def __init__(self, services: tuple[str, ...]) -> None:
        self._services = ("", *services)
        self._servicer: Any = cast("Any", health).aio.HealthServicer()

    def mount(self, server: grpc.aio.Server) -> None:
        """Register with a server, open to anyone: a probe has no token."""
        cast("Any", health_pb2_grpc).add_HealthServicer_to_server(self._servicer, server)

    async def set(self, *, serving: bool) -> None:
        """Say SERVING or NOT_SERVING for all of them."""
        state = _STATES.SERVING if serving else _STATES.NOT_SERVING
        for service in self._services:
            await self._servicer.set(service, state)

    async def refuse(self) -> None:
        """Say NOT_SERVING from now on, whatever `set` is told."""
        await self._servicer.enter_graceful_shutdown()
