"""Runs one app: start order, readiness, and draining without losing anything."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from kit.app import VERSION, App
from kit.heartbeat import Heartbeat
from kit.http import CheckResult, HttpServer, http_app
from kit.interceptors import Edge
from kit.logging import get_logger
from kit.parts import Job, Keeper, cancel, finish, keep_running, rest, stop_part
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import RpcServer

log = get_logger("kit.host")

_WATCH_SECONDS = 0.2
_LEAST_SECONDS = 1.0
"""What each step of draining gets even when the grace time is used up."""

_GROUPS = ("jobs", "consumers", "relays", "parts", "watch")
"""Tasks are kept and stopped by group."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The real ports of an app."""

    rpc: int
    http: int


class AppHost:
    """One running app. `start`, then `stop` once."""

    def __init__(self, app: App) -> None:
        self.app = app
        edge = Edge(app.domain, app.verifier, RpcMetrics(app.metrics), app.tracing)
        self._rpc = RpcServer(app.rpc, edge, app.operations, app.mounts)
        self._heartbeat = Heartbeat(app.metrics.gauge("gov321_loop_lag_seconds"))
        site = http_app(app.metrics, self._heartbeat.checks, self.readiness)
        self._http = HttpServer(site, app.http.host, app.http.port)
        self._parts = [Keeper(part, app.probe_seconds) for part in app.parts]
        self._consumers = [Keeper(part, app.probe_seconds) for part in app.consumers]
        self._stops = {group: asyncio.Event() for group in _GROUPS}
        self._tasks: dict[str, list[asyncio.Task[None]]] = {group: [] for group in _GROUPS}
        self._draining = False
        self._told_ready = asyncio.Event()

    async def start(self) -> Addresses:
        """Open the ports and begin to bring up the rest in the background.

        Raises:
            HttpPortTaken, RpcPortTaken: a port cannot be had; nothing is left open.
        """
        http = await self._http.start()
        try:
            rpc = await self._rpc.start()
        except BaseException:
            await self._http.stop()
            raise
        app = self.app
        app.metrics.gauge("gov321_app_info").labels(app.name, app.site, VERSION).set(1)
        log.info("app listening", app=app.name, site=app.site, rpc=rpc, http=http)
        self._begin("watch", Job("heartbeat", self._heartbeat.run))
        self._begin("watch", Job("readiness", self._watch))
        self._begin("parts", Job("bring-up", self._bring_up))
        return Addresses(rpc, http)

    async def _bring_up(self, stop: asyncio.Event) -> None:
        """Start the parts one after the other, then the work that needs them."""
        for keeper in self._parts:
            self._begin("parts", Job(keeper.part.name, keeper.run))
            await keeper.started.wait()
        if stop.is_set() or self._draining:
            return
        for relay in self.app.relays:
            self._begin("relays", relay)
        for job in self.app.jobs:
            self._begin("jobs", job)
        for keeper in self._consumers:
            self._begin("consumers", Job(keeper.part.name, keeper.run))

    def _begin(self, group: str, job: Job) -> None:
        running = keep_running(job, self._stops[group], self._crashed)
        name = f"{self.app.name}/{job.name}"
        self._tasks[group].append(asyncio.create_task(running, name=name))

    def _crashed(self, job: str) -> None:
        self.app.metrics.counter("gov321_job_restarts_total").labels(job).inc()

    def readiness(self) -> Sequence[CheckResult]:
        """Return every readiness check with its reason; all pass when the app takes work."""
        draining = CheckResult("draining", not self._draining, "draining" * self._draining)
        keepers = (*self._parts, *self._consumers)
        return (draining, *(keeper.result for keeper in keepers), *self.app.checks())

    async def until_ready(self) -> None:
        """Return once the app is ready and has said so."""
        await self._told_ready.wait()

    async def _watch(self, stop: asyncio.Event) -> None:
        """Tell gRPC health, the metrics and who waits when readiness changes."""
        told: bool | None = None
        while True:
            results = self.readiness()
            ready = all(result.ok for result in results)
            for result in results:
                self.app.metrics.gauge("gov321_ready").labels(result.check).set(result.ok)
            if ready is not told:
                told = ready
                await self._tell(ready)
            if await rest(stop, _WATCH_SECONDS):
                return

    async def _tell(self, ready: bool) -> None:
        await self._rpc.set_serving(serving=ready)
        log.info("app readiness", app=self.app.name, ready=ready)
        if ready:
            self._told_ready.set()
        else:
            self._told_ready.clear()

    async def stop(self) -> None:
        """Drain: refuse new work, finish what runs, publish what is left, disconnect."""
        end = monotonic() + self.app.grace_seconds
        self._draining = True
        self._told_ready.clear()
        log.info("app draining", app=self.app.name)
        await self._rpc.refuse_new()
        noticed = asyncio.create_task(asyncio.sleep(self.app.drain_seconds), name="drain")
        await self._stop_consumers(end)
        await self._finish("jobs", end)
        await noticed
        await self._rpc.stop(_left(end))
        await self._finish("relays", end)
        await self._stop_parts(end)
        await self._finish("watch", end)
        await self._http.stop()
        self.app.tracing.close()
        log.info("app stopped", app=self.app.name)

    async def _stop_consumers(self, end: float) -> None:
        self._stops["jobs"].set()
        await cancel((*self._tasks["parts"], *self._tasks["consumers"]))
        await asyncio.gather(*(stop_part(keeper.part, _left(end)) for keeper in self._consumers))

    async def _stop_parts(self, end: float) -> None:
        for keeper in reversed(self._parts):
            await stop_part(keeper.part, _left(end))

    async def _finish(self, group: str, end: float) -> None:
        self._stops[group].set()
        await finish(self._tasks[group], _left(end))


def _left(end: float) -> float:
    return max(end - monotonic(), _LEAST_SECONDS)
