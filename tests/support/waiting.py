"""Wait for a condition, never for a length of time."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable


def eventually(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    """Return when the condition holds; fail when it does not within the time."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {within_s} s: {condition}"
        threading.Event().wait(0.02)


async def eventually_async(
    condition: Callable[[], Awaitable[bool]], within_s: float = 10.0
) -> None:
    """Return when the awaited condition holds; fail when it does not within the time."""
    async with asyncio.timeout(within_s):
        while not await condition():  # noqa: ASYNC110 - the condition has no event
            await asyncio.sleep(0.02)
