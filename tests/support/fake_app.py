"""An app made of parts that only note what happens, for tests of the host."""

from __future__ import annotations

import asyncio
from pathlib import Path

from kit.app import App
from kit.jwks import FileKeys
from kit.local_issuer import LocalIssuer
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.model.errors import Unavailable
from kit.parts import Job
from kit.roles import Role
from kit.rpc_server import Mount
from kit.settings import HttpSettings, RpcSettings
from kit.tokens import TokenVerifier
from tests.support.echo_service import OPERATIONS, EchoServicer, add_echo


class Diary:
    """Notes what happens, in order, and lets a test wait for a line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._written = asyncio.Condition()

    async def note(self, line: str) -> None:
        async with self._written:
            self.lines.append(line)
            self._written.notify_all()

    async def until(self, line: str, times: int = 1) -> None:
        async with self._written:
            await self._written.wait_for(lambda: self.lines.count(line) >= times)


class FakePart:
    """A part that can be away, and notes when it is started and stopped."""

    def __init__(self, name: str, diary: Diary) -> None:
        self.name = name
        self.away = False
        self.failing: Exception | None = None
        self._diary = diary
        self._look = asyncio.Event()

    async def looked_at(self) -> None:
        """Return after the next check."""
        await self._look.wait()

    async def start(self) -> None:
        await self._diary.note(f"{self.name} tried")
        if self.away:
            raise Unavailable(what=self.name)
        await self._diary.note(f"{self.name} started")

    async def check(self) -> None:
        self._look.set()
        self._look = asyncio.Event()
        if self.failing is not None:
            raise self.failing

    async def stop(self) -> None:
        await self._diary.note(f"{self.name} stopped")


def a_job(name: str, diary: Diary) -> Job:
    async def run(stop: asyncio.Event) -> None:
        await diary.note(f"{name} runs")
        await stop.wait()
        await diary.note(f"{name} ended")

    return Job(name, run)


class World:
    """An app of fakes."""

    def __init__(self, tmp_path: Path) -> None:
        self.diary = Diary()
        self.store = FakePart("store", self.diary)
        self.publisher = FakePart("publisher", self.diary)
        self.bus = FakePart("bus", self.diary)
        self.metrics = Metrics(KIT_METRICS)
        clock = SystemClock()
        self.issuer = LocalIssuer(tmp_path, clock)
        keys = FileKeys(self.issuer.jwks_path)
        self.app = App(
            name="echo",
            site="county",
            rpc=RpcSettings(),
            http=HttpSettings(),
            metrics=self.metrics,
            verifier=TokenVerifier(keys, "gov321-local", "gov321", clock),
            operations=OPERATIONS,
            mounts=(Mount(add_echo, EchoServicer()),),
            parts=(self.store, self.publisher),
            consumers=(self.bus,),
            relays=(a_job("relay", self.diary),),
            jobs=(a_job("timer", self.diary),),
            grace_seconds=3.0,
            probe_seconds=0.05,
        )

    def token(self) -> str:
        return self.issuer.issue("u", [Role.CLERK], ["610921104206"], Tier.VILLAGE)
