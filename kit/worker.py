"""A job that works off a queue: again at once while there is work, else after a rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kit.parts import Job, rest

_IDLE_SECONDS = 0.5


def work_off(name: str, work: Callable[[asyncio.Event], Awaitable[bool]]) -> Job:
    """Return the job that calls `work` until it is told to stop; False means that it may rest."""

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            if not await work(stop):
                await rest(stop, _IDLE_SECONDS)

    return Job(name, run)
