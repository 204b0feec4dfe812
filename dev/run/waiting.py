"""Waits for conditions of other processes, with a limit, and ends early when one dies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")
Pause = Callable[[float], Awaitable[None]]

POLL_S = 0.2


async def poll(
    look: Callable[[], Awaitable[T | None]],
    limit_s: float,
    pause: Pause = asyncio.sleep,
    every_s: float = POLL_S,
) -> T | None:
    """Return what `look` finds, None when it found nothing within the limit.

    A look that takes long is followed by a pause twice as long, so that asking does not keep busy
    whom we wait for.
    """
    waited = 0.0
    while True:
        begun = monotonic()
        found = await look()
        if found is not None or waited >= limit_s:
            return found
        took = monotonic() - begun
        rest = max(every_s, 2 * took)
        await pause(rest)
        waited += took + rest


async def keep_checking(
    *checks: Callable[[], None], pause: Pause = asyncio.sleep, every_s: float = 0.5
) -> None:
    """Look again and again until a check raises; never returns otherwise."""
    while True:
        for check in checks:
            check()
        await pause(every_s)


async def first_of(*work: Coroutine[Any, Any, T]) -> T:
    """Return or raise what the first of several pieces of work comes to; the others are ended."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        failed = [task for task in done if not task.cancelled() and task.exception()]
        return (failed or list(done))[0].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
