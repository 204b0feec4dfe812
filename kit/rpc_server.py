"""The gRPC server of one app: mounts servicers behind the edge, health, drains on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import grpc
from grpc_reflection.v1alpha import reflection

from kit.authz import Operations
from kit.interceptors import BadHandler, Edge
from kit.rpc_health import HEALTH_SERVICE, Health
from kit.settings import RpcSettings

_MILLISECONDS = 1000
_CONNECTION_GRACE_MS = 30_000
_LEAST_PING_MS = 30_000

Handlers: TypeAlias = "Mapping[str, grpc.RpcMethodHandler[Any, Any]]"


class AddServicer(Protocol):
    """A generated `add_XServicer_to_server`."""

    def __call__(self, servicer: Any, server: Any, /) -> None:
        """Register the servicer's handlers with a server."""
        ...


@dataclass(frozen=True, slots=True)
class Mount:
    """One servicer and the generated function that registers it."""

    add: AddServicer | Callable[[Any, Any], None]
    servicer: object


class RpcPortTaken(RuntimeError):
    """The address to listen on is in use or not ours."""


@dataclass(slots=True)
class _Recorder:
    """Stands in for a server while generated code registers its handlers."""

    services: dict[str, Handlers] = field(default_factory=dict[str, Handlers])

    def add_generic_rpc_handlers(self, _handlers: object) -> None:
        """The same handlers come again by name."""

    def add_registered_method_handlers(self, service: str, handlers: Handlers) -> None:
        """Keep the handlers of a service."""
        self.services[service] = handlers


class RpcServer:
    """A grpc.aio server whose every method has a declared operation.

    A method without one, or an operation without a method, is an error here, at start.
    """

    def __init__(
        self,
        settings: RpcSettings,
        edge: Edge,
        operations: Operations,
        mounts: tuple[Mount, ...],
    ) -> None:
        self._settings = settings
        self._services = _guarded(edge, operations, mounts)
        self._health = Health(self.services)
        self._server: grpc.aio.Server | None = None
        self.port = 0

    @property
    def services(self) -> tuple[str, ...]:
        """Full names of the mounted services."""
        return tuple(self._services)

    async def start(self) -> int:
        """Listen and serve; returns the real port. Health says NOT_SERVING until told otherwise.

        Raises:
            RpcPortTaken: the address cannot be listened on.
        """
        server = grpc.aio.server(options=_options(self._settings))
        for service, handlers in self._services.items():
            _add(server, service, handlers)
        self._health.mount(server)
        if self._settings.reflection:
            names = (*self._services, HEALTH_SERVICE, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, server)
        self.port = _listen(server, self._settings)
        self._server = server
        await self._health.open()
        await server.start()
        return self.port

    async def set_serving(self, *, serving: bool) -> None:
        """Tell health clients whether this app takes calls."""
        await self._health.set(serving=serving)

    async def refuse_new(self) -> None:
        """Say NOT_SERVING for good: the first step of draining."""
        await self._health.refuse()

    async def stop(self, grace: float) -> None:
        """Take no new calls, give the running ones `grace` seconds."""
        if self._server is not None:
            await self._server.stop(grace)
            self._server = None


def _guarded(
    edge: Edge, operations: Operations, mounts: tuple[Mount, ...]
) -> dict[str, dict[str, grpc.RpcMethodHandler[Any, Any]]]:
    recorder = _Recorder()
    for mount in mounts:
        mount.add(mount.servicer, recorder)
    services = {
        service: {
            name: _guarded_method(edge, operations, f"{service}/{name}", handler)
            for name, handler in handlers.items()
        }
        for service, handlers in recorder.services.items()
    }
    mounted = {f"{service}/{name}" for service, names in services.items() for name in names}
    unknown = sorted(set(operations) - mounted)
    if unknown:
        raise BadHandler(f"operations without a method: {', '.join(unknown)}")
    return services


def _guarded_method(
    edge: Edge, operations: Operations, method: str, handler: grpc.RpcMethodHandler[Any, Any]
) -> grpc.RpcMethodHandler[Any, Any]:
    operation = operations.get(method)
    if operation is None:
        raise BadHandler(f"{method} has no declared operation")
    return edge.wrap(method, operation, handler)


def _add(server: grpc.aio.Server, service: str, handlers: Handlers) -> None:
    methods = dict(handlers)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, methods),))
    server.add_registered_method_handlers(service, methods)


def _options(settings: RpcSettings) -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", settings.message_bytes),
        ("grpc.max_send_message_length", settings.message_bytes),
        ("grpc.max_connection_age_ms", int(settings.max_connection_age_seconds * _MILLISECONDS)),
        ("grpc.max_connection_age_grace_ms", _CONNECTION_GRACE_MS),
        ("grpc.http2.min_ping_interval_without_data_ms", _LEAST_PING_MS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.so_reuseport", 0),
    ]


def _listen(server: grpc.aio.Server, settings: RpcSettings) -> int:
    address = f"{settings.host}:{settings.port}"
    try:
        if not settings.certificate:
            return server.add_insecure_port(address)
        return server.add_secure_port(address, _credentials(settings))
    except RuntimeError:
        raise RpcPortTaken(f"cannot listen on {address}") from None


def _credentials(settings: RpcSettings) -> grpc.ServerCredentials:
    """TLS; with a client authority also mTLS: only clients it signed may connect."""
    pair = (Path(settings.key).read_bytes(), Path(settings.certificate).read_bytes())
    authority = Path(settings.ca).read_bytes() if settings.ca else None
    return grpc.ssl_server_credentials([pair], authority, require_client_auth=authority is not None)
