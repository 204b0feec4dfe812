"""Services behind their real gRPC edge on a free port of this machine, and who calls them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from kit.authz import Operations
from kit.interceptors import Edge
from kit.jwks import FileKeys
from kit.local_issuer import LocalIssuer
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import Clock
from kit.model.division import Tier
from kit.model.ids import derived_id
from kit.roles import Role
from kit.rpc_client import channel_to
from kit.rpc_errors import details_of
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import Mount, RpcServer
from kit.settings import RpcSettings
from kit.tokens import TokenVerifier

Calls = Callable[..., Any]
"""`calls(DisputeServiceStub, Role.CLERK)` is a service as somebody reaches it."""


@asynccontextmanager
async def edge_calls(
    domain: str,
    mounts: tuple[Mount, ...],
    operations: Operations,
    clock: Clock,
    folder: Path,
    usual: Role = Role.REVIEWER,
) -> AsyncGenerator[Calls]:
    """Serve until the block ends; whoever says no role calls as the `usual` one."""
    issuer = LocalIssuer(folder, clock)
    verifier = TokenVerifier(FileKeys(issuer.jwks_path), "gov321-local", "gov321", clock)
    edge = Edge(domain, verifier, RpcMetrics(Metrics(KIT_METRICS)))
    server = RpcServer(RpcSettings(), edge, operations, mounts)
    address = f"127.0.0.1:{await server.start()}"
    channels: list[grpc.aio.Channel] = []

    def calls(
        stub: Callable[[grpc.aio.Channel], Any],
        role: Role | Iterable[Role] = usual,
        scope: str = "610921",
        tier: Tier = Tier.VILLAGE,
        unit: str = "",
    ) -> Any:
        roles = [role] if isinstance(role, Role) else list(role)
        token = issuer.issue(f"{roles[0].value}-1", roles, [scope], tier, unit=unit)
        channels.append(channel_to(address, lambda: token))
        return stub(channels[-1])

    try:
        yield calls
    finally:
        for channel in channels:
            await channel.close()
        await server.stop(0)


async def refused(call: Any) -> tuple[grpc.StatusCode, str]:
    """Return code and reason of a call that is refused; it says so in Chinese."""
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call
    info, text = details_of(failed.value)
    assert any("\u4e00" <= character <= "\u9fff" for character in text), text
    return failed.value.code(), info.reason


def uuid_of(name: str) -> str:
    """Return the request id a test gives a name."""
    return derived_id("test", name)
