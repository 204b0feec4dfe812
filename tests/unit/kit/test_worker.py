"""A job that works off a queue: on while there is work, else at rest, until it is stopped."""

from __future__ import annotations

import asyncio

from kit.worker import work_off


async def test_it_goes_on_at_once_while_there_is_work_and_ends_when_told() -> None:
    stop, done = asyncio.Event(), list[int]()

    async def work(_: asyncio.Event) -> bool:
        done.append(len(done))
        if len(done) == 5:
            stop.set()
        return True

    async with asyncio.timeout(5):
        await work_off("five", work).run(stop)
    assert done == [0, 1, 2, 3, 4]


async def test_a_rest_ends_with_the_stop() -> None:
    stop, rested = asyncio.Event(), asyncio.Event()

    async def work(_: asyncio.Event) -> bool:
        rested.set()
        return False

    running = asyncio.ensure_future(work_off("idle", work).run(stop))
    async with asyncio.timeout(5):
        await rested.wait()
        stop.set()
        await running


async def test_nothing_is_begun_after_the_stop() -> None:
    stop = asyncio.Event()
    stop.set()

    async def work(_: asyncio.Event) -> bool:
        raise AssertionError("called")

    await work_off("never", work).run(stop)
