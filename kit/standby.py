"""What runs while an app cannot be built: probes are answered, and say which file is missing.

A missing ConfigMap or secret is no reason to crash again and again: the pod lives, is not ready,
says why, and goes on by itself when the file is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from kit.app import App
from kit.app_host import AppHost
from kit.http import CheckResult
from kit.logging import get_logger
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import SystemClock
from kit.model.errors import Refusal
from kit.parts import rest, why
from kit.settings import ServiceSettings
from kit.tokens import verifier_for

log = get_logger("kit.host")

Build = Callable[[], Sequence[App]]

CURABLE = (Refusal, OSError, ValueError)
"""What a changed file cures; anything else is our mistake and ends the process."""

CHECK = "configuration"
RETRY_SECONDS = 2.0


async def built(
    build: Build, settings: ServiceSettings, name: str, stop: asyncio.Event
) -> Sequence[App]:
    """Return the apps, however long it takes until they can be built; none when told to stop.

    Raises:
        HttpPortTaken, RpcPortTaken: a port cannot be had.
    """
    waiting = _Waiting(settings, name)
    try:
        while not stop.is_set():
            try:
                return build()
            except CURABLE as problem:
                await waiting.because(problem)
            await rest(stop, RETRY_SECONDS)
        return ()
    finally:
        await waiting.end()


class _Waiting:
    """The stand-in for an app: opens the same ports when there is a reason to wait."""

    def __init__(self, settings: ServiceSettings, name: str) -> None:
        self._settings = settings
        self._name = name
        self._reason = ""
        self._host: AppHost | None = None

    async def because(self, problem: Exception) -> None:
        reason = reason_of(problem)
        if reason != self._reason:
            self._reason = reason
            log.error("app not built", app=self._name, reason=reason)
        if self._host is None:
            host = AppHost(self._stand_in())
            await host.start()
            self._host = host

    async def end(self) -> None:
        if self._host is not None:
            await self._host.stop()

    def _checks(self) -> tuple[CheckResult, ...]:
        return (CheckResult(CHECK, ok=False, reason=self._reason),)

    def _stand_in(self) -> App:
        """An app that only has health, without TLS: its certificate may be what is missing."""
        settings = self._settings
        return App(
            name=self._name,
            site=settings.site,
            rpc=settings.rpc.model_copy(update={"certificate": ""}),
            http=settings.http,
            metrics=Metrics(KIT_METRICS),
            verifier=verifier_for(settings.auth, SystemClock()),
            operations={},
            mounts=(),
            checks=self._checks,
        )


def reason_of(problem: Exception) -> str:
    """Return why something could not be built: names of files and settings, no contents."""
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {type(problem).__name__}"
    return why(problem)
