"""Start order, readiness, draining and crashes of an app made of fakes."""

from __future__ import annotations

import asyncio
import json
import socket
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from structlog.testing import capture_logs

from kit.app_host import Addresses, AppHost
from kit.host import serve
from kit.http import HttpPortTaken
from kit.parts import Job, Keeper, NotYet, PartOf, pause_after
from kit.rpc_client import channel_to
from kit.rpc_server import Mount
from kit.settings import HttpSettings
from tests.support.echo_service import EchoServicer, EchoStub, add_echo
from tests.support.fake_app import Diary, FakePart, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
async def running(world: World) -> AsyncIterator[tuple[AppHost, Addresses]]:
    host = AppHost(world.app)
    addresses = await host.start()
    await host.until_ready()
    yield host, addresses
    if "store stopped" not in world.diary.lines:
        await host.stop()


def reasons(host: AppHost) -> dict[str, str]:
    return {result.check: result.reason for result in host.readiness() if not result.ok}


async def test_parts_come_up_in_order_and_the_work_after_them(world: World) -> None:
    host = AppHost(world.app)
    await host.start()
    await host.until_ready()
    await host.stop()
    started = [line for line in world.diary.lines if line.endswith(("started", "runs"))]
    assert started[:2] == ["store started", "publisher started"]
    assert set(started[2:]) == {"relay runs", "timer runs", "bus started"}


async def test_draining_stops_consumers_then_calls_then_relays_then_the_store(
    world: World, running: tuple[AppHost, Addresses]
) -> None:
    await world.diary.until("relay runs")
    await running[0].stop()
    ended = [line for line in world.diary.lines if line.endswith(("stopped", "ended"))]
    assert set(ended[:2]) == {"bus stopped", "timer ended"}
    assert ended[2:] == ["relay ended", "publisher stopped", "store stopped"]


async def test_calls_are_served_while_the_store_is_away_and_it_comes_back_by_itself(
    world: World,
) -> None:
    world.store.away = True
    host = AppHost(world.app)
    addresses = await host.start()
    async with channel_to(f"127.0.0.1:{addresses.rpc}", world.token) as channel:
        assert (await EchoStub(channel).Echo(StringValue(value="x"))).value == "x"
    await world.diary.until("store tried", times=2)
    assert reasons(host)["store"] == "UNAVAILABLE what=store"
    assert reasons(host)["bus"] == "starting"
    world.store.away = False
    await host.until_ready()
    assert reasons(host) == {}
    await host.stop()


async def test_a_part_that_falls_ill_makes_the_app_unready_and_says_why(
    world: World, running: tuple[AppHost, Addresses]
) -> None:
    host, _ = running
    shown: list[dict[str, str]] = []
    for failing in (NotYet("waiting for partitions"), RuntimeError("610999199001011234"), None):
        world.bus.failing = failing
        await world.bus.looked_at()
        shown.append(reasons(host))
    assert shown == [{"bus": "waiting for partitions"}, {"bus": "RuntimeError"}, {}]


async def test_readiness_is_in_the_probe_and_the_metrics(
    world: World, running: tuple[AppHost, Addresses]
) -> None:
    _, addresses = running

    def probe() -> dict[str, Any]:
        url = f"http://127.0.0.1:{addresses.http}/readyz"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.loads(answer.read())

    checks = [check["check"] for check in (await asyncio.to_thread(probe))["checks"]]
    assert checks == ["draining", "store", "publisher", "bus"]
    value = world.metrics.registry.get_sample_value("gov321_ready", {"check": "store"})
    assert value == 1


async def test_a_running_call_is_finished_while_draining(world: World) -> None:
    arrived, leave = asyncio.Event(), asyncio.Event()

    async def slow(request: StringValue, context: Any) -> StringValue:
        arrived.set()
        await leave.wait()
        return await EchoServicer().Echo(request, context)

    servicer: Any = EchoServicer()
    servicer.Echo = slow
    host = AppHost(replace(world.app, mounts=(Mount(add_echo, servicer),)))
    addresses = await host.start()
    await host.until_ready()
    async with channel_to(f"127.0.0.1:{addresses.rpc}", world.token) as channel:
        call = asyncio.ensure_future(EchoStub(channel).Echo(StringValue(value="x")))
        await arrived.wait()
        stopping = asyncio.create_task(host.stop())
        await world.diary.until("bus stopped")
        leave.set()
        assert (await call).value == "x"
        await stopping


async def test_a_crashed_job_is_counted_and_run_again(world: World) -> None:
    tries: list[int] = []

    async def crashes_twice(stop: asyncio.Event) -> None:
        tries.append(1)
        if len(tries) <= 2:
            raise RuntimeError("bug")
        await world.diary.note("third try")
        await stop.wait()

    host = AppHost(replace(world.app, jobs=(Job("timer", crashes_twice),)))
    await host.start()
    await world.diary.until("third try")
    await host.stop()
    labels = {"job": "timer"}
    assert world.metrics.registry.get_sample_value("gov321_job_restarts_total", labels) == 2


async def test_a_part_that_hangs_does_not_hold_the_process(world: World) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    async def fine() -> None:
        return

    stuck = PartOf("stuck", on_start=fine, on_check=fine, on_stop=hang)
    host = AppHost(replace(world.app, parts=(world.store, stuck), grace_seconds=0.1))
    await host.start()
    await host.until_ready()
    await host.stop()
    assert "store stopped" in world.diary.lines


async def test_a_job_that_ignores_the_stop_is_cancelled(world: World) -> None:
    async def deaf(_stop: asyncio.Event) -> None:
        await asyncio.Event().wait()

    host = AppHost(replace(world.app, relays=(Job("deaf", deaf),), grace_seconds=0.1))
    await host.start()
    await host.until_ready()
    await host.stop()
    assert "store stopped" in world.diary.lines


async def test_it_can_be_stopped_before_anything_came_up(world: World) -> None:
    world.store.away = True
    host = AppHost(world.app)
    await host.start()
    await world.diary.until("store tried")
    await host.stop()
    assert "relay runs" not in world.diary.lines


async def test_two_apps_share_a_process_with_ports_of_their_own(tmp_path: Path) -> None:
    one, other = World(tmp_path / "one"), World(tmp_path / "other")
    stop = asyncio.Event()
    found: dict[str, Addresses] = {}
    apps = (one.app, replace(other.app, name="echo2"))

    def listening(addresses: dict[str, Addresses]) -> None:
        found.update(addresses)
        stop.set()

    await serve(apps, stop, listening)
    assert set(found) == {"echo@county", "echo2@county"}
    ports = {port for found_ in found.values() for port in (found_.rpc, found_.http)}
    assert len(ports) == 4
    assert "store stopped" in one.diary.lines
    assert "store stopped" in other.diary.lines


async def test_a_taken_port_stops_what_was_started_before(tmp_path: Path) -> None:
    one, other = World(tmp_path / "one"), World(tmp_path / "other")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        http = HttpSettings(port=taken.getsockname()[1])
        with pytest.raises(HttpPortTaken):
            await serve((one.app, replace(other.app, http=http)), asyncio.Event())
    assert "store stopped" in one.diary.lines


async def test_a_keeper_tries_again_until_its_part_comes() -> None:
    diary = Diary()
    part = FakePart("store", diary)
    part.away = True
    keeper, stop = Keeper(part, 0.01), asyncio.Event()
    running = asyncio.create_task(keeper.run(stop))
    await diary.until("store tried", times=2)
    assert not keeper.result.ok
    part.away = False
    await keeper.started.wait()
    stop.set()
    await running


async def test_what_a_part_still_waits_for_after_its_start_is_told_once() -> None:
    part = FakePart("bus", Diary())
    part.failing = NotYet("facts: topic gov321.registry.events.v1 missing")
    keeper, stop = Keeper(part, 0.001), asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(keeper.run(stop))
        for _ in range(40):
            await part.looked_at()
        stop.set()
        await running
    told = [line["reason"] for line in lines if line["event"] == "part unwell"]
    assert told == ["facts: topic gov321.registry.events.v1 missing"]


async def test_a_short_wait_for_partitions_after_a_start_is_not_told() -> None:
    part = FakePart("bus", Diary())
    part.failing = NotYet("waiting for partitions")
    keeper, stop = Keeper(part, 0.001), asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(keeper.run(stop))
        for _ in range(3):
            await part.looked_at()
        part.failing = None
        await part.looked_at()
        await part.looked_at()
        stop.set()
        await running
    assert [line["event"] for line in lines] == ["part started"]


def test_pauses_grow_to_a_bound() -> None:
    assert [pause_after(n) for n in (1, 2, 3)] == [0.2, 0.4, 0.8]
    assert pause_after(100) == 5.0
