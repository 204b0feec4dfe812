"""Services of the grid behind their real gRPC edge, on a free port of this machine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from kit.authz import Operations
from kit.model.clock import Clock
from kit.roles import Role
from kit.rpc_errors import details_of
from kit.rpc_server import Mount
from tests.support.edge_calls import edge_calls

Channels = Callable[[Role, str], grpc.aio.Channel]
"""A channel of somebody with a role and a scope."""


@asynccontextmanager
async def edge_of(
    mounts: tuple[Mount, ...], operations: Operations, clock: Clock, folder: Path
) -> AsyncGenerator[Channels]:
    """Serve until the block ends."""
    async with edge_calls("grid.gov321", mounts, operations, clock, folder) as calls:

        def channels(role: Role, scope: str) -> grpc.aio.Channel:
            return calls(_itself, role, scope)

        yield channels


def _itself(channel: grpc.aio.Channel) -> grpc.aio.Channel:
    return channel


class Refused:
    """A refusal as a client sees it; always with a sentence in Chinese."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        info, self.text = details_of(error)
        self.code, self.reason = self.told = error.code(), info.reason
        assert info.domain == "grid.gov321"
        assert any("\u4e00" <= character <= "\u9fff" for character in self.text), self.text


async def refused(call: Any) -> Refused:
    """Return what the refusal said; fail when the call is answered."""
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call
    return Refused(failed.value)
