"""Is the event loop turning? A beat each second; /livez fails when the last one is too old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from prometheus_client import Gauge

from kit.http import CheckResult
from kit.parts import rest

BEAT_SECONDS = 1.0
MOST_SECONDS = 15.0
"""Longer than any pause we know of (a store failover is waited for without blocking the loop)."""


class Heartbeat:
    """Beats while `run` runs, and keeps how late the last beat was."""

    def __init__(self, lag: Gauge, now: Callable[[], float] = monotonic) -> None:
        self._lag = lag
        self._now = now
        self._last = now()

    async def run(self, stop: asyncio.Event) -> None:
        """Beat until stopped."""
        self._last = self._now()
        while not await rest(stop, BEAT_SECONDS):
            self.beat()

    def beat(self) -> None:
        """The loop came round."""
        now = self._now()
        self._lag.set(max(0.0, now - self._last - BEAT_SECONDS))
        self._last = now

    def checks(self) -> tuple[CheckResult, ...]:
        """Return the one liveness check."""
        age = self._now() - self._last
        ok = age < MOST_SECONDS
        return (CheckResult("event_loop", ok, "" if ok else f"last beat {age:.0f} s ago"),)
