"""P11: what our edge costs on a call, and what a page saves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from bench.case import Case, Figure, at_least, at_most
from bench.county import County, county
from bench.echo import echo_server
from bench.page_reading import Reading
from bench.rounds import Samples, interleaved
from bench.setting import Setting

_KINDS = ("ours", "bare", "interceptors")


def run(setting: Setting) -> Sequence[Figure]:
    """Measure the edge on servers of their own, then pages on a village site with data."""
    return [_edge(setting), asyncio.run(_pages(setting))]


def _edge(setting: Setting) -> Figure:
    calls = setting.size(quick=3_200, full=16_000)
    setting.say(f"P11: {calls} empty calls")
    with ExitStack() as stack:
        servers = {
            kind: stack.enter_context(echo_server(kind, setting.ground.folder("echo")))
            for kind in _KINDS
        }
        variants = {kind: partial(one.cpu_per_call, calls) for kind, one in servers.items()}
        samples = interleaved(variants, setting.rounds)
    return Figure(
        id="P11a",
        name="空调用经服务边界 (empty call behind the edge)",
        goal=at_most(1.5),
        ours=samples.median("ours"),
        reference=samples.median("bare"),
        ratio=samples.ratio("ours", "bare"),
        unit="µs CPU/次",
        against="empty grpc.aio echo",
        rounds=setting.rounds,
        others=samples.medians("ours", "bare"),
    )


async def _pages(setting: Setting) -> Figure:
    households = setting.size(quick=2_000, full=6_000)
    setting.say(f"P11: a village site with {households} households")
    async with county(setting.ground.folder("pages"), setting.say, ["villages"]) as running:
        await running.load(households)
        setting.say("P11: pages")
        samples = await asyncio.to_thread(_compared, setting, running)
    return _figure(samples, setting.rounds)


def _compared(setting: Setting, running: County) -> Samples:
    return interleaved(_variants(Reading(running), setting), setting.rounds)


def _variants(reader: Reading, setting: Setting) -> dict[str, partial[float]]:
    return {
        "pages": partial(reader.rate_of_pages),
        "one by one": partial(reader.rate_of_calls, setting.size(quick=200, full=500)),
        "find + parse, no service": partial(reader.rate_of_store),
    }


def _figure(samples: Samples, rounds: int) -> Figure:
    return Figure(
        id="P11b",
        name="分页读取，每页 1,000 户 (paged read)",
        goal=at_least(50),
        ours=samples.median("pages"),
        reference=samples.median("one by one"),
        ratio=samples.ratio("pages", "one by one"),
        unit="户/s",
        against="GetHousehold in a loop",
        rounds=rounds,
        others=samples.medians("pages", "one by one"),
    )


CASE = Case("P11", "接口开销", "method ≤ 1.5 × empty echo; page ≥ 50 × unary loop", run)
