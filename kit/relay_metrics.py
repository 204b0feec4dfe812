"""The relay's figures as metrics: what `kit.relay.Relay` takes as its observer."""

from __future__ import annotations

from datetime import timedelta

from kit.metrics import Metrics


class RelayMetrics:
    """The series of one relay."""

    def __init__(self, metrics: Metrics, relay: str) -> None:
        self._published = metrics.counter("gov321_relay_published_total").labels(relay)
        self._seconds = metrics.histogram("gov321_relay_publish_seconds").labels(relay)
        self._waiting = metrics.gauge("gov321_outbox_waiting").labels(relay)
        self._oldest = metrics.gauge("gov321_outbox_oldest_seconds").labels(relay)

    def published(self, events: int, seconds: float) -> None:
        """A batch was acknowledged."""
        self._published.inc(events)
        self._seconds.observe(seconds)

    def backlog(self, waiting: int, oldest: timedelta) -> None:
        """A round has seen the outboxes."""
        self._waiting.set(waiting)
        self._oldest.set(oldest.total_seconds())
