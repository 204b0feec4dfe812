"""Runs in a pod of its own: reads and writes households until it is told to stop, then tells.

A client as the documentation asks for: it finds every pod by the headless Service, and tries again
under the same request id until the answer is there. Each household has one writer, which knows how
many of its changes were acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import grpc
from gov321.registry.v1 import household_service_pb2 as household_pb
from gov321.registry.v1 import registry_service_pb2 as registry_pb
from gov321.registry.v1.household_service_pb2_grpc import HouseholdServiceStub
from gov321.registry.v1.registry_service_pb2_grpc import RegistryServiceStub

from dev.ctl.client import repeatable_methods
from kit.model.errors import Refusal
from kit.model.ids import derived_id
from kit.rpc_client import channel_to

T = TypeVar("T")
TOKEN = Path("/e2e-token/token")
PATIENCE_S = 60.0
DEADLINE_S = 5.0
PAUSE_S = 0.1
AGAIN_S = 0.5
ORIGIN = (108.5, 32.9)
STEP = 0.00001


@dataclass
class Tally:
    """What the load saw."""

    reads: int = 0
    writes: int = 0
    retried: int = 0
    failed: int = 0
    longest_seconds: float = 0.0
    errors: list[str] = field(default_factory=list[str])
    revisions: dict[str, int] = field(default_factory=dict[str, int])
    """Household → the revision it must have now."""


@dataclass
class Load:
    """The callers and what they share."""

    registry: Any
    households: Any
    tally: Tally
    stop: asyncio.Event

    async def read(self, household: str) -> None:
        """Read one household again and again."""
        while not self.stop.is_set():
            await self._patiently(lambda: self._get(household))
            self.tally.reads += 1
            await asyncio.sleep(PAUSE_S)

    async def write(self, household: str) -> None:
        """Move the point of one household again and again, by a little."""
        start = await self._patiently(lambda: self._get(household))
        if start is None:
            return
        revision, count = start.household.revision, 0
        while not self.stop.is_set():
            count += 1
            request = household_pb.PlaceHouseholdRequest(
                request_id=derived_id("e2e", household, str(revision), str(count)),
                household_id=household,
                point={"longitude": ORIGIN[0] + count * STEP, "latitude": ORIGIN[1]},  # pyright: ignore[reportArgumentType]
            )
            if await self._patiently(lambda asked=request: self._place(asked)) is not None:
                self.tally.writes += 1
                self.tally.revisions[household] = revision + self.tally_of(household, revision)
            await asyncio.sleep(PAUSE_S)

    def tally_of(self, household: str, start: int) -> int:
        """Return how many changes of a household are acknowledged, this one included."""
        return self.tally.revisions.get(household, start) - start + 1

    async def _get(self, household: str) -> Any:
        asked = registry_pb.GetHouseholdRequest(household_id=household)
        return await self.registry.GetHousehold(asked, timeout=DEADLINE_S)

    async def _place(self, asked: household_pb.PlaceHouseholdRequest) -> Any:
        return await self.households.PlaceHousehold(asked, timeout=DEADLINE_S)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T | None:
        begun, tries = monotonic(), 0
        while True:
            tries += 1
            try:
                found = await call()
            except (grpc.aio.AioRpcError, Refusal) as problem:
                if monotonic() - begun >= PATIENCE_S:
                    self.tally.failed += 1
                    self.tally.errors.append(_told(problem))
                    return None
                await asyncio.sleep(AGAIN_S)
            else:
                self.tally.retried += tries > 1
                took = monotonic() - begun
                self.tally.longest_seconds = max(self.tally.longest_seconds, round(took, 2))
                return found


def _told(problem: grpc.aio.AioRpcError | Refusal) -> str:
    if isinstance(problem, Refusal):
        return type(problem).__name__
    return f"{problem.code().name}: {problem.details()}"


async def run(token: str) -> Tally:
    """Load the registry with readers and writers, one for each household of either list."""
    tally, stop = Tally(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    target = os.environ["TARGET"]
    async with channel_to(target, lambda: token, repeatable_methods("registry")) as channel:
        load = Load(RegistryServiceStub(channel), HouseholdServiceStub(channel), tally, stop)
        readers = map(load.read, os.environ["READ"].split())
        writers = map(load.write, os.environ["WRITE"].split())
        await asyncio.gather(*readers, *writers)
    return tally


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(run(TOKEN.read_text(encoding="ascii")))), sys.stdout)
