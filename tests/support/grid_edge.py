"""Services of the grid behind their real gRPC edge, on a free port of this machine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
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
from kit.roles import Role
from kit.rpc_client import channel_to
from kit.rpc_errors import details_of
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import Mount, RpcServer
from kit.settings import RpcSettings
from kit.tokens import TokenVerifier

Channels = Callable[[Role, str], grpc.aio.Channel]
"""A channel of somebody with a role and a scope."""


@asynccontextmanager
async def edge_of(
    mounts: tuple[Mount, ...], operations: Operations, clock: Clock, folder: Path
) -> AsyncGenerator[Channels]:
    """Serve until the block ends."""
    issuer = LocalIssuer(folder, clock)
    verifier = TokenVerifier(FileKeys(issuer.jwks_path), "gov321-local", "gov321", clock)
    edge = Edge("grid.gov321", verifier, RpcMetrics(Metrics(KIT_METRICS)))
    server = RpcServer(RpcSettings(), edge, operations, mounts)
    address = f"127.0.0.1:{await server.start()}"
    opened: list[grpc.aio.Channel] = []

    def channels(role: Role, scope: str) -> grpc.aio.Channel:
        token = issuer.issue(f"{role.value}-1", [role], [scope], Tier.VILLAGE)
        opened.append(channel_to(address, lambda: token))
        return opened[-1]

    try:
        yield channels
    finally:
        for channel in opened:
            await channel.close()
        await server.stop(0)


class Refused:
    """A refusal as a client sees it; always with a sentence in Chinese."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        info, self.text = details_of(error)
        self.code, self.reason = error.code(), info.reason
        assert info.domain == "grid.gov321"
        assert any("\u4e00" <= character <= "\u9fff" for character in self.text), self.text


async def refused(call: Any) -> Refused:
    """Return what the refusal said; fail when the call is answered."""
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call
    return Refused(failed.value)
