"""Counts the entries of an access log, so that an unusual number of looks raises an alert."""

from __future__ import annotations

from kit.access_log import AccessEntry, AccessFilter, AccessLog, AccessPage
from kit.metrics import Metrics
from kit.roles import PURPOSES


class CountedAccessLog:
    """An access log that counts what passes through it."""

    def __init__(self, log: AccessLog, metrics: Metrics) -> None:
        self._log = log
        self._entries = metrics.counter("gov321_access_log_total")

    async def append(self, entry: AccessEntry) -> None:
        """Keep and count an entry; a purpose we do not know is counted as `other`."""
        await self._log.append(entry)
        purpose = entry.purpose if entry.purpose in PURPOSES else "other"
        self._entries.labels(purpose, entry.outcome).inc()

    async def list(self, wanted: AccessFilter, size: int, after: str = "") -> AccessPage:
        """Return a page, newest first."""
        return await self._log.list(wanted, size, after)
