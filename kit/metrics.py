"""Metrics are declared before they are used: name, kind, unit, labels, meaning in two languages.

`Metrics` makes the Prometheus objects of one app from the tables in `kit.metric_tables` and those
of the service; asking for a name nobody declared raises. Labels never hold ids or personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.process_collector import ProcessCollector

M = TypeVar("M", bound=MetricWrapperBase)

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
CONTENT_TYPE = CONTENT_TYPE_LATEST


class MetricKind(Enum):
    """What sort of series it is."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """One declared metric. `zh` and `en` say what it means to the person who is called at night."""

    name: str
    kind: MetricKind
    unit: str
    labels: tuple[str, ...]
    zh: str
    en: str
    buckets: tuple[float, ...] = SECONDS


class UndeclaredMetric(LookupError):
    """A metric was used, or declared twice, against the tables."""


_MAKERS: Mapping[MetricKind, type[Counter] | type[Gauge]] = {
    MetricKind.COUNTER: Counter,
    MetricKind.GAUGE: Gauge,
}


class Metrics:
    """The metrics of one app, in a registry of its own, so that several apps share a process."""

    def __init__(self, *tables: Iterable[Metric]) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self.registry)
        self.declared: dict[str, Metric] = {}
        self._made: dict[str, MetricWrapperBase] = {}
        for table in tables:
            for metric in table:
                self._declare(metric)

    def counter(self, name: str) -> Counter:
        """Return a declared counter.

        Raises:
            UndeclaredMetric: no counter of that name.
        """
        return self._of(name, Counter)

    def gauge(self, name: str) -> Gauge:
        """Return a declared gauge.

        Raises:
            UndeclaredMetric: no gauge of that name.
        """
        return self._of(name, Gauge)

    def histogram(self, name: str) -> Histogram:
        """Return a declared histogram.

        Raises:
            UndeclaredMetric: no histogram of that name.
        """
        return self._of(name, Histogram)

    def exposition(self) -> bytes:
        """Return all series in the Prometheus text form."""
        return generate_latest(self.registry)

    def _declare(self, metric: Metric) -> None:
        if metric.name in self.declared:
            raise UndeclaredMetric(f"{metric.name} is declared twice")
        self.declared[metric.name] = metric
        self._made[metric.name] = self._make(metric)

    def _make(self, metric: Metric) -> MetricWrapperBase:
        meaning = f"{metric.en} / {metric.zh}"
        if metric.kind is MetricKind.HISTOGRAM:
            return Histogram(
                metric.name,
                meaning,
                metric.labels,
                registry=self.registry,
                buckets=metric.buckets,
            )
        return _MAKERS[metric.kind](metric.name, meaning, metric.labels, registry=self.registry)

    def _of(self, name: str, kind: type[M]) -> M:
        made = self._made.get(name)
        if not isinstance(made, kind):
            raise UndeclaredMetric(f"no {kind.__name__.lower()} {name} is declared")
        return made


def metrics_table(metrics: Iterable[Metric]) -> str:
    """Return the Markdown table of declared metrics; a test compares it with the docs."""
    head = "| metric | kind | unit | labels | 含义 | meaning |\n|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| `{m.name}` | {m.kind.value} | {m.unit} | {', '.join(m.labels) or '–'} "
        f"| {m.zh} | {m.en} |\n"
        for m in metrics
    )
