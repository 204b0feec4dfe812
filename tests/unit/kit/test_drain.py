"""A roll-out under load: what drains is left out before it stops taking calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc_health.v1 import health_pb2, health_pb2_grpc

from kit.app_host import AppHost
from kit.parts import Job
from kit.rpc_client import channel_to
from kit.rpc_health import ACCEPTING, LIVENESS
from tests.support.echo_service import SERVICE, EchoStub
from tests.support.fake_app import World

DRAIN_S = 0.5
CALLERS = 10
_STATES = health_pb2.HealthCheckResponse


@dataclass
class Pair:
    """Two servers of one service behind one client."""

    worlds: tuple[World, World]
    hosts: list[AppHost] = field(default_factory=list[AppHost])
    ports: list[int] = field(default_factory=list[int])

    @property
    def target(self) -> str:
        return "ipv4:///" + ",".join(f"127.0.0.1:{port}" for port in self.ports)

    async def start(self, drain: float) -> None:
        for world in self.worlds:
            host = AppHost(replace(world.app, drain_seconds=drain))
            self.ports.append((await host.start()).rpc)
            await host.until_ready()
            self.hosts.append(host)


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    pair = Pair((World(tmp_path), World(tmp_path)))
    yield pair
    for host, world in zip(pair.hosts, pair.worlds, strict=False):
        if "store stopped" not in world.diary.lines:
            await host.stop()


@dataclass
class Load:
    """Callers that never pause; keeps what was answered and what failed."""

    answered: int = 0
    failed: list[grpc.StatusCode] = field(default_factory=list[grpc.StatusCode])
    more: asyncio.Condition = field(default_factory=asyncio.Condition)
    over: bool = False

    async def call(self, stub: EchoStub) -> None:
        while not self.over:
            try:
                await stub.Echo(StringValue(value="x"))
            except grpc.aio.AioRpcError as error:
                self.failed.append(error.code())
            async with self.more:
                self.answered += 1
                self.more.notify_all()

    async def another(self, calls: int) -> None:
        async with self.more:
            wanted = self.answered + calls
            await self.more.wait_for(lambda: self.answered >= wanted)


@pytest.mark.parametrize(
    ("drain", "idempotent"),
    [(DRAIN_S, ()), (0.0, (f"{SERVICE}/Echo",))],
    ids=["with a drain no call fails", "without one a repeatable call is tried again"],
)
async def test_no_call_is_lost_while_one_of_two_servers_stops(
    pair: Pair, drain: float, idempotent: tuple[str, ...]
) -> None:
    await pair.start(drain)
    load = Load()
    async with channel_to(pair.target, pair.worlds[0].token, idempotent) as channel:
        callers = [asyncio.create_task(load.call(EchoStub(channel))) for _ in range(CALLERS)]
        await load.another(200)
        await pair.hosts[0].stop()
        await load.another(200)
        load.over = True
        await asyncio.gather(*callers)
    assert load.failed == []


async def test_liveness_asks_for_nothing_and_readiness_for_store_and_broker(pair: Pair) -> None:
    pair.worlds[0].store.failing = pair.worlds[0].bus.failing = RuntimeError("away")
    host = AppHost(pair.worlds[0].app)
    port = (await host.start()).rpc
    await pair.worlds[0].bus.looked_at()
    assert await shown(port) == {
        LIVENESS: _STATES.SERVING,
        ACCEPTING: _STATES.SERVING,
        "": _STATES.NOT_SERVING,
    }
    await host.stop()


async def test_a_draining_server_lives_and_takes_the_calls_that_still_come(pair: Pair) -> None:
    world, last = pair.worlds[0], asyncio.Event()

    async def work(_stop: asyncio.Event) -> None:
        await last.wait()

    host = AppHost(replace(world.app, jobs=(Job("work", work),), grace_seconds=20.0))
    port = (await host.start()).rpc
    await host.until_ready()
    stopping = asyncio.create_task(host.stop())
    await world.diary.until("bus stopped")
    token = (("authorization", f"Bearer {world.token()}"),)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as late:
        answer = await EchoStub(late).Echo(StringValue(value="late"), metadata=token)
    assert answer.value == "late"
    assert await shown(port) == {
        LIVENESS: _STATES.SERVING,
        ACCEPTING: _STATES.NOT_SERVING,
        "": _STATES.NOT_SERVING,
    }
    last.set()
    await stopping


async def shown(port: int) -> dict[str, int]:
    """What health says by name."""
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        return {
            name: (await stub.Check(health_pb2.HealthCheckRequest(service=name))).status
            for name in (LIVENESS, ACCEPTING, "")
        }
