"""P15: commands of the petition service with many and few stored appeals, and after a spike."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import partial
from statistics import median

from bench.case import Case, Figure, at_least, at_most
from bench.petition_callers import Spike, crowd
from bench.petition_calls import Calls
from bench.petition_server import PetitionServer, petition_server
from bench.rounds import Samples, interleaved
from bench.setting import Setting

CALLERS = 50
SPIKE_TIMES = 15

_LIMIT_MS = 500
_LIMIT_SECONDS = 60
_KINDS = "submit", "accept", "assign", "get", "list"


@dataclass(slots=True)
class Desk:
    """One service under its callers; `rounds` holds what they noticed each time."""

    server: PetitionServer
    rounds: list[Calls] = field(default_factory=list[Calls])

    def rate(self, seconds: float) -> float:
        """Return commands per second of fifty callers."""
        self.rounds.append(asyncio.run(self._called(seconds)))
        return self.rounds[-1].commands_per_second

    def spike(self, seconds: float) -> Spike:
        """Let fifteen times as many call for some seconds."""
        return asyncio.run(self._spiked(seconds))

    async def _called(self, seconds: float) -> Calls:
        async with crowd(self.server) as callers:
            return await callers.call(CALLERS, seconds)

    async def _spiked(self, seconds: float) -> Spike:
        async with crowd(self.server) as callers:
            return await callers.spike(CALLERS, SPIKE_TIMES, seconds)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it: rates in turns, the counted rounds of both, the spike on the larger."""

    samples: Samples
    few: Sequence[Calls]
    many: Sequence[Calls]
    spike: Spike


def run(setting: Setting) -> Sequence[Figure]:
    """Run a service on each of two stocks, call them in turns, then overrun the larger."""
    sizes = setting.size(quick=1_000, full=10_000), setting.size(quick=20_000, full=1_000_000)
    seconds = setting.size(quick=4, full=20)
    with ExitStack() as stack:
        few, many = (Desk(stack.enter_context(_server(setting, count))) for count in sizes)
        setting.say("P15: fifty callers")
        variants = {"few": partial(few.rate, seconds), "many": partial(many.rate, seconds)}
        samples = interleaved(variants, setting.rounds)
        setting.say("P15: a spike")
        spike = many.spike(setting.size(quick=4, full=10))
    return figures(Run(samples, few.rounds[1:], many.rounds[1:], spike), setting.rounds)


def _server(setting: Setting, count: int) -> AbstractContextManager[PetitionServer]:
    waiting = setting.size(quick=480, full=4_800)
    return petition_server(setting.ground.folder("appeals"), count, waiting, setting.say)


def figures(done: Run, rounds: int) -> list[Figure]:
    """Return what a large stock costs, how late answers are, how long errors go on."""
    return [_throughput(done, rounds), _lateness(done, rounds), _recovery(done.spike)]


def _throughput(done: Run, rounds: int) -> Figure:
    errors = {f"{word}: errors": float(_errors(some)) for word, some in _both(done)}
    return Figure(
        id="P15a",
        name="多存量下的诉求命令 (commands with many stored)",
        goal=at_least(0.9),
        ours=done.samples.median("many"),
        reference=done.samples.median("few"),
        ratio=done.samples.ratio("many", "few"),
        unit="命令/s",
        against="few stored",
        rounds=rounds,
        others=errors,
    )


def _lateness(done: Run, rounds: int) -> Figure:
    late = _p95(done.many)
    kinds = {
        f"{word}: {kind} ms": _p95(some, kind) for word, some in _both(done) for kind in _KINDS
    }
    return Figure(
        id="P15b",
        name="50 人同时使用，95% 的应答 (p95 of 50 callers)",
        goal=at_most(1, 0.1),
        ours=late,
        reference=_LIMIT_MS,
        ratio=late / _LIMIT_MS,
        unit="ms",
        against="limit",
        rounds=rounds,
        others={"few: all ms": _p95(done.few), **kinds},
    )


def _recovery(spike: Spike) -> Figure:
    inside, afterwards = spike.inside, spike.afterwards
    return Figure(
        id="P15c",
        name="15 倍突增后恢复 (errors after a spike)",
        goal=at_most(1, 0.1),
        ours=spike.recovered_s,
        reference=_LIMIT_SECONDS,
        ratio=spike.recovered_s / _LIMIT_SECONDS,
        unit="s",
        against="limit",
        others={
            "calls in the spike": len(inside.made),
            "commands/s in the spike": inside.commands_per_second,
            "p95 ms in the spike": inside.p95_ms(),
            "p95 ms afterwards": afterwards.p95_ms(),
            **{f"{reason} in the spike": float(n) for reason, n in inside.errors.items()},
        },
    )


def _both(done: Run) -> tuple[tuple[str, Sequence[Calls]], ...]:
    return ("few", done.few), ("many", done.many)


def _errors(some: Sequence[Calls]) -> int:
    return sum(sum(calls.errors.values()) for calls in some)


def _p95(some: Sequence[Calls], kind: str = "") -> float:
    return median(calls.p95_ms(kind) for calls in some)


CASE = Case("P15", "诉求处理", "≥ 0.9 × with few stored; p95 < 500 ms; errors 0 in 60 s", run)
