"""Clerks who call the petition service one after the other without a pause: a fixed mix."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter, time_ns
from typing import TypeVar

import grpc
from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceStub

from bench.petition_calls import Call, Calls
from bench.petition_server import PetitionServer
from bench.petition_stock import villages_at
from dev.run.waiting import poll
from kit.model.clock import SystemClock
from kit.model.division import DivisionCode
from kit.model.ids import derived_id
from kit.rpc_client import channel_to

PAGE = 20

_AFTER_AN_ERROR_S = 0.2
"""Nobody calls again at once."""

_QUIET_S = 5.0
_WATCH_S = 60.0
_LEAD_S = 2.0

T = TypeVar("T")
Going = Callable[[], bool]


@dataclass(slots=True)
class Crowd:
    """Callers of one service. Each goes through the mix: submit, accept, assign, get, list."""

    stub: PetitionServiceStub
    villages: list[DivisionCode]
    made: list[Call] = field(default_factory=list[Call])
    _run: str = field(default_factory=lambda: str(time_ns()))
    _numbers: count[int] = field(default_factory=count)

    async def call(self, callers: int, seconds: float) -> Calls:
        """Let so many call for some time; return what they noticed."""
        self.made.clear()
        begun = perf_counter()
        await self._callers(callers, lambda: perf_counter() < begun + seconds)
        return Calls(tuple(self.made), perf_counter() - begun)

    async def spike(self, callers: int, times: int, seconds: float) -> Spike:
        """Let `times` as many call for some seconds, then only the first until nothing fails."""
        self.made.clear()
        over = asyncio.Event()
        steady = asyncio.create_task(self._callers(callers, lambda: not over.is_set()))
        await asyncio.sleep(_LEAD_S)
        begun = perf_counter()
        ended = begun + seconds
        await self._callers(callers * (times - 1), lambda: perf_counter() < ended)
        await poll(lambda: self._quiet(ended), _WATCH_S)
        over.set()
        await steady
        return Spike(Calls(tuple(self.made)), begun, ended, perf_counter())

    async def _quiet(self, ended: float) -> bool | None:
        last = max(ended, *(one.ended for one in self.made if one.error), 0.0)
        return perf_counter() - last > _QUIET_S or None

    async def _callers(self, callers: int, going: Going) -> None:
        await asyncio.gather(*(self._caller(going) for _ in range(callers)))

    async def _caller(self, going: Going) -> None:
        """Work at one village's desk after the other."""
        while going():
            number = next(self._numbers)
            village = self.villages[number % len(self.villages)]
            await self._one_appeal(derived_id("bench call", self._run, str(number)), village)
            page = pb.ListPetitionsRequest(division=village.digits, page_size=PAGE)
            await self._timed("list", self.stub.ListPetitions(page))

    async def _one_appeal(self, request_id: str, village: DivisionCode) -> None:
        """Take an appeal in and give it to its unit; what failed is not gone on with."""
        order = _submission(request_id, village)
        taken = await self._timed("submit", self.stub.SubmitPetition(order))
        if taken is None:
            return
        id = taken.petition.petition_id
        accept = pb.AcceptPetitionRequest(
            request_id=derived_id("accept", request_id), petition_id=id, category="D08"
        )
        if await self._timed("accept", self.stub.AcceptPetition(accept)) is None:
            return
        assign = pb.AssignPetitionRequest(
            request_id=derived_id("assign", request_id), petition_id=id
        )
        await self._timed("assign", self.stub.AssignPetition(assign))
        await self._timed("get", self.stub.GetPetition(pb.GetPetitionRequest(petition_id=id)))

    async def _timed(self, name: str, answer: Awaitable[T]) -> T | None:
        """Note how a call goes; None when it fails."""
        begun = perf_counter()
        try:
            found = await answer
        except grpc.aio.AioRpcError as problem:
            ended = perf_counter()
            self.made.append(Call(name, ended, ended - begun, problem.code().name))
            await asyncio.sleep(_AFTER_AN_ERROR_S)
            return None
        ended = perf_counter()
        self.made.append(Call(name, ended, ended - begun))
        return found


@dataclass(frozen=True, slots=True)
class Spike:
    """All calls before, in and after a spike."""

    calls: Calls
    begun: float
    ended: float
    watched_until: float

    @property
    def recovered_s(self) -> float:
        """Seconds from the end of the spike to the last error."""
        return self.calls.last_error(self.ended)

    @property
    def inside(self) -> Calls:
        """What was answered in the spike."""
        return self.calls.between(self.begun, self.ended)

    @property
    def afterwards(self) -> Calls:
        """What was answered after the last error."""
        return self.calls.between(self.ended + self.recovered_s, self.watched_until)


@asynccontextmanager
async def crowd(server: PetitionServer) -> AsyncGenerator[Crowd]:
    """Connect to a service as others of the site do: with the kit's deadline."""
    async with channel_to(server.target, lambda: server.token) as channel:
        yield Crowd(PetitionServiceStub(channel), villages_at(SystemClock().now()))


def _submission(request_id: str, village: DivisionCode) -> pb.SubmitPetitionRequest:
    who = pb.NewPetitioner(
        disclosure=petition_pb2.DISCLOSURE_NAMED, name="王小明", phone="13900000001"
    )
    return pb.SubmitPetitionRequest(
        request_id=request_id,
        center=village.digits,
        place=village.digits,
        matter=petition_pb2.MATTER_TYPE_HELP,
        source=petition_pb2.SOURCE_PHONE,
        title="水管破裂",
        text="村口水管破裂，已停水两天，请尽快派人维修。",
        petitioners=[who],
    )
