"""Runs apps in this process until a signal: each with ports, metrics and readiness of its own.

One process, one event loop, no fork and no workers: grpc does not survive a fork, and pods scale
better than workers. The broker is hosted in plain asyncio, because FastStream's own ASGI app stays
alive but dead when the broker is away at start.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kit.app import App
from kit.app_host import Addresses, AppHost
from kit.http import HttpPortTaken
from kit.logging import configure_logging, get_logger
from kit.rpc_server import RpcPortTaken
from kit.settings import ServiceSettings
from kit.standby import Build, built

log = get_logger("kit.host")

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

Ready = Callable[[asyncio.Event], Awaitable[Sequence[App]]]
Listening = Callable[[dict[str, Addresses]], None]


def run_apps(build: Build, log_level: str = "INFO", address_file: str = "") -> int:
    """Build the apps inside a fresh loop and run them until SIGTERM or SIGINT.

    Returns the exit code: 0 after draining, 1 when a port could not be had. A second signal ends
    the process at once. `address_file` gets `{"registry@villages": {"rpc": …, "http": …}}`.
    """

    async def at_once(_stop: asyncio.Event) -> Sequence[App]:
        return build()

    return _run(at_once, log_level, address_file)


def run_service(name: str, settings: ServiceSettings, build: Build) -> int:
    """Run one service like `run_apps`, and wait for what it cannot be built without.

    While a file is missing or wrong, its ports are open, it is alive and not ready, and says why.
    """

    async def in_time(stop: asyncio.Event) -> Sequence[App]:
        apps = await built(build, settings, name, stop)
        return [replace(app, drain_seconds=settings.drain_seconds) for app in apps]

    return _run(in_time, settings.telemetry.log_level, settings.address_file)


def _run(ready: Ready, log_level: str, address_file: str) -> int:
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")  # its C core writes to stderr by itself
    configure_logging(log_level)
    return asyncio.run(_until_signal(ready, address_file))


async def serve(
    apps: Sequence[App], stop: asyncio.Event, listening: Listening | None = None
) -> None:
    """Run apps until `stop` is set, then drain them all.

    `listening` is told the real ports once all are open, by `name@site`.

    Raises:
        HttpPortTaken, RpcPortTaken: a port cannot be had; the others are stopped again.
    """
    hosts = [AppHost(app) for app in apps]
    started: list[AppHost] = []
    try:
        addresses: dict[str, Addresses] = {}
        for host in hosts:
            addresses[f"{host.app.name}@{host.app.site}"] = await host.start()
            started.append(host)
        if listening is not None:
            listening(addresses)
        await stop.wait()
    finally:
        await asyncio.gather(*(host.stop() for host in started))


async def _until_signal(ready: Ready, address_file: str) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log_stray)
    stop = asyncio.Event()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _on_signal, stop, number)
    try:
        apps = await ready(stop)
        await serve(apps, stop, lambda found: _write_addresses(address_file, found))
    except (HttpPortTaken, RpcPortTaken) as taken:
        log.error("cannot start", reason=str(taken))
        return 1
    return 0


def _on_signal(stop: asyncio.Event, number: signal.Signals) -> None:
    if stop.is_set():
        log.warning("second signal, leaving at once", signal=number.name)
        os._exit(128 + number)
    log.info("signal, draining", signal=number.name)
    stop.set()


def _log_stray(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what no task waited for: never silent."""
    log.error("stray error", reason=context.get("message"), exc_info=context.get("exception"))


def _write_addresses(address_file: str, found: dict[str, Addresses]) -> None:
    if not address_file:
        return
    path = Path(address_file)
    part = path.with_name(path.name + ".part")
    ports = {name: {"rpc": one.rpc, "http": one.http} for name, one in found.items()}
    part.write_text(json.dumps(ports), encoding="utf-8")
    part.replace(path)
