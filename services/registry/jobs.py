"""Timed work: roster imports and republications, one worker at a time by lease."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kit.parts import Job, rest

from .usecases.import_worker import ImportWorker
from .usecases.republish import Republisher

_IDLE_SECONDS = 0.5


def import_job(worker: ImportWorker) -> Job:
    """Return the job that works off roster imports."""
    return _worker("roster-import", worker.work)


def republish_job(republisher: Republisher) -> Job:
    """Return the job that works off republications."""
    return _worker("republish", republisher.work)


def _worker(name: str, work: Callable[[asyncio.Event], Awaitable[bool]]) -> Job:
    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            if not await work(stop):
                await rest(stop, _IDLE_SECONDS)

    return Job(name, run)
