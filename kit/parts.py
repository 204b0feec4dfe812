"""What an app is made of besides its RPCs: parts it depends on, jobs that run beside it.

`Part` is the store, the publisher, a consumer; `Job` is a relay or a timer. `Keeper` starts a part
in the background, tries again until it comes, and knows at any time whether it is well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from kit.http import CheckResult
from kit.logging import get_logger
from kit.model.errors import Refusal

log = get_logger("kit.host")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
_DOUBLINGS = 10
_TOLD_AFTER = 10
"""Looks with one and the same reason after a start before it is logged: a short wait is usual."""


class Part(Protocol):
    """Something an app needs and that may be away: store, broker, consumers."""

    @property
    def name(self) -> str:
        """Name in /readyz and logs, e.g. `store`."""
        ...

    async def start(self) -> None:
        """Connect; called again after a pause while it raises.

        For the store this includes indexes and migrations; for consumers, returning means that
        they run, not yet that partitions are assigned.
        """
        ...

    async def check(self) -> None:
        """Look whether it is well now; called every few seconds once started.

        Raises:
            Exception: it is not; the text goes to /readyz and must hold no personal data.
        """
        ...

    async def stop(self) -> None:
        """Finish what runs and disconnect; also called when it never started."""
        ...


class NotYet(Exception):
    """A check's way to say why it is not ready, e.g. `waiting for partitions`."""


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part made of functions, for what has no class of its own."""

    name: str
    on_start: Callable[[], Awaitable[None]]
    on_check: Callable[[], Awaitable[None]]
    on_stop: Callable[[], Awaitable[None]]

    async def start(self) -> None:
        """Connect."""
        await self.on_start()

    async def check(self) -> None:
        """Look whether it is well."""
        await self.on_check()

    async def stop(self) -> None:
        """Disconnect."""
        await self.on_stop()


@dataclass(frozen=True, slots=True)
class Job:
    """Work that runs as long as the app: `run` returns soon after `stop` is set.

    A job that raises is logged and started again after a growing pause; one that returns early
    has finished and is left alone.
    """

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]


def pause_after(failures: int) -> float:
    """Return how many seconds to wait after that many failures in a row."""
    return min(FIRST_PAUSE * 2 ** min(failures - 1, _DOUBLINGS), LONGEST_PAUSE)


async def rest(stop: asyncio.Event, seconds: float) -> bool:
    """Wait for `seconds` or for the stop; return whether it is the stop."""
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return False


def why(problem: BaseException) -> str:
    """Return a short reason without personal data: a refusal's own, else only the type's name."""
    if isinstance(problem, Refusal | NotYet):
        return str(problem)
    return type(problem).__name__


class Keeper:
    """Brings one part up, however long that takes, and keeps an eye on it."""

    def __init__(self, part: Part, probe_seconds: float) -> None:
        self.part = part
        self.started = asyncio.Event()
        self._probe_seconds = probe_seconds
        self._result = CheckResult(part.name, ok=False, reason="starting")
        self._looks = 0

    @property
    def result(self) -> CheckResult:
        """How it was when last looked at."""
        return self._result

    async def run(self, stop: asyncio.Event) -> None:
        """Start the part, then look at it until stopped."""
        await self._start(stop)
        while not stop.is_set():
            await self._look()
            if await rest(stop, self._pause()):
                return

    def _pause(self) -> float:
        """Look again soon while it is not well."""
        return self._probe_seconds if self._result.ok else min(FIRST_PAUSE, self._probe_seconds)

    async def _start(self, stop: asyncio.Event) -> None:
        failures = 0
        while not stop.is_set():
            try:
                await self.part.start()
            except Exception as problem:
                failures += 1
                self._unwell(problem)
                log.warning(
                    "part not started", part=self.part.name, reason=why(problem), failures=failures
                )
                await rest(stop, pause_after(failures))
            else:
                log.info("part started", part=self.part.name)
                self.started.set()
                return

    async def _look(self) -> None:
        try:
            await self.part.check()
        except Exception as problem:
            before = self._result
            self._unwell(problem)
            self._looks = self._looks + 1 if before == self._result else 1
            if before.ok or self._looks == _TOLD_AFTER:
                log.warning("part unwell", part=self.part.name, reason=self._result.reason)
                self._looks = _TOLD_AFTER
        else:
            self._result = CheckResult(self.part.name, ok=True)

    def _unwell(self, problem: Exception) -> None:
        self._result = CheckResult(self.part.name, ok=False, reason=why(problem))


async def finish(tasks: Iterable[asyncio.Task[None]], seconds: float) -> None:
    """Give tasks that were told to stop some time, then cancel what is left."""
    waiting = set(tasks)
    if not waiting:
        return
    _, late = await asyncio.wait(waiting, timeout=seconds)
    for task in late:
        log.warning("task cancelled", task=task.get_name())
    await cancel(late)


async def cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait until they are gone."""
    gone = list(tasks)
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)


async def stop_part(part: Part, seconds: float) -> None:
    """Stop a part; one that hangs or fails is logged and left behind."""
    try:
        async with asyncio.timeout(seconds):
            await part.stop()
    except Exception as problem:
        log.warning("part not stopped", part=part.name, reason=why(problem))


async def keep_running(job: Job, stop: asyncio.Event, crashed: Callable[[str], None]) -> None:
    """Run a job until it returns; after a crash, log it and run it again after a pause."""
    failures = 0
    while True:
        try:
            await job.run(stop)
        except Exception as problem:
            failures += 1
            crashed(job.name)
            log.error("job crashed", job=job.name, failures=failures, exc_info=problem)
        else:
            return
        if await rest(stop, pause_after(failures)):
            return
