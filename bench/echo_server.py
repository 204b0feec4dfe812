"""`python -m bench.echo_server KIND JWKS`: one server of P11; its first line is its port."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.wrappers_pb2 import StringValue

from bench.echo_interceptors import ErrorMap, Identity, Telemetry
from bench.echo_messages import PATH, SERVICE, handlers
from kit.authz import Operation
from kit.call import current_access
from kit.interceptors import Edge
from kit.jwks import key_source
from kit.local_issuer import AUDIENCE, LOCAL_ISSUER
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import SystemClock
from kit.model.division import DivisionCode
from kit.roles import Role
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import Mount, RpcServer
from kit.settings import RpcSettings
from kit.tokens import TokenVerifier

VILLAGE = DivisionCode.parse("610921100200")
Serve = Callable[[Path], Awaitable[int]]
_running: list[Any] = []
"""What serves; grpc.aio stops a server that nobody holds."""


async def echo(request: StringValue, context: Any) -> StringValue:  # noqa: ARG001
    """The empty method."""
    return request


async def guarded_echo(request: StringValue, context: Any) -> StringValue:  # noqa: ARG001
    """The empty method of a service: it looks at the caller's scope, as every use-case must."""
    current_access().require(VILLAGE)
    return request


async def serve_bare(_jwks: Path) -> int:
    """grpc.aio and nothing else."""
    return await _plain([])


async def serve_interceptors(jwks: Path) -> int:
    """The usual way: an interceptor for each concern, the token verified on every call."""
    return await _plain([Telemetry(), Identity(jwks), ErrorMap()])


async def serve_ours(jwks: Path) -> int:
    """The kit's server: telemetry, identity and rights, error map."""
    clock = SystemClock()
    keys = key_source(str(jwks), timedelta(minutes=5), clock)
    verifier = TokenVerifier(keys, LOCAL_ISSUER, AUDIENCE, clock)
    edge = Edge("bench.gov321", verifier, RpcMetrics(Metrics(KIT_METRICS)))
    operations = {PATH: Operation(name="回声", roles=frozenset({Role.CLERK}))}
    server = RpcServer(RpcSettings(), edge, operations, (Mount(_add, None),))
    _running.append(server)
    return await server.start()


def _add(_servicer: object, server: Any) -> None:
    server.add_registered_method_handlers(SERVICE, handlers(guarded_echo))


async def _plain(interceptors: Sequence[Any]) -> int:
    server = grpc.aio.server(interceptors=interceptors)
    generic = grpc.method_handlers_generic_handler(SERVICE, handlers(echo))
    server.add_generic_rpc_handlers((generic,))
    port = server.add_insecure_port("127.0.0.1:0")
    _running.append(server)
    await server.start()
    return port


KINDS: dict[str, Serve] = {
    "bare": serve_bare,
    "interceptors": serve_interceptors,
    "ours": serve_ours,
}


async def _until_told(kind: str, jwks: Path) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print(await KINDS[kind](jwks), flush=True)
    await stop.wait()
    for server in _running:
        await server.stop(0)


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="bench.echo_server")
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("jwks", type=Path)
    args = parser.parse_args()
    asyncio.run(_until_told(args.kind, args.jwks))


if __name__ == "__main__":
    main()
