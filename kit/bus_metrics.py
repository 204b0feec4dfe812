"""The bus's figures as metrics: what `kit.bus.KafkaBus` takes as its observer."""

from __future__ import annotations

from collections.abc import Mapping

from kit.metrics import Metrics
from kit.subscription import Place


class BusMetrics:
    """The series of all subscriptions of one app; figures are added per batch."""

    def __init__(self, metrics: Metrics) -> None:
        self._records = metrics.counter("gov321_bus_records_total")
        self._skipped = metrics.counter("gov321_bus_skipped_total")
        self._parked = metrics.counter("gov321_bus_parked_total")
        self._retries = metrics.counter("gov321_bus_retries_total")
        self._seconds = metrics.histogram("gov321_bus_batch_seconds")
        self._sizes = metrics.histogram("gov321_bus_batch_records")
        self._lag = metrics.gauge("gov321_bus_lag_records")
        self._assigned = metrics.gauge("gov321_bus_assigned")
        self._breaker = metrics.gauge("gov321_bus_breaker_open")
        self._ours: dict[str, set[Place]] = {}

    def handled(self, subscription: str, records: int, skipped: int, seconds: float) -> None:
        """A batch is done."""
        self._records.labels(subscription).inc(records)
        self._skipped.labels(subscription).inc(skipped)
        self._sizes.labels(subscription).observe(records)
        self._seconds.labels(subscription).observe(seconds)

    def parked(self, subscription: str, reason: str) -> None:
        """A record is in the dead-letter topic."""
        self._parked.labels(subscription, reason).inc()

    def retried(self, subscription: str, cause: str) -> None:
        """A batch waits for a transient error to pass."""
        self._retries.labels(subscription, cause).inc()

    def breaker(self, subscription: str, *, open: bool) -> None:
        """Consumption pauses, or goes on, because everything fails alike."""
        self._breaker.labels(subscription).set(open)

    def lag(self, subscription: str, lag: Mapping[Place, int]) -> None:
        """The partitions that are ours now; those we lost are no longer shown."""
        for topic, partition in self._ours.get(subscription, set()) - set(lag):
            self._lag.remove(subscription, topic, str(partition))
        for (topic, partition), records in lag.items():
            self._lag.labels(subscription, topic, str(partition)).set(records)
        self._ours[subscription] = set(lag)
        self._assigned.labels(subscription).set(len(lag))
