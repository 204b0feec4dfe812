"""A replica's figures as metrics: what an event handler tells after `Replica.apply`."""

from __future__ import annotations

from datetime import datetime

from kit.metrics import Metrics


class ReplicaMetrics:
    """The series of one replica."""

    def __init__(self, metrics: Metrics, replica: str) -> None:
        rows = metrics.counter("gov321_replica_rows_total")
        self._written = rows.labels(replica, "written")
        self._unchanged = rows.labels(replica, "unchanged")
        self._delay = metrics.gauge("gov321_replica_delay_seconds").labels(replica)

    def applied(self, offered: int, written: int, newest: datetime, now: datetime) -> None:
        """A batch was applied; `newest` is when its last event happened."""
        self._written.inc(written)
        self._unchanged.inc(max(offered - written, 0))
        self._delay.set(max((now - newest).total_seconds(), 0.0))
