"""Only declared metrics can be used, each app with a registry of its own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit.access_log import AccessFilter, MemoryAccessLog
from kit.access_metrics import CountedAccessLog
from kit.bus_metrics import BusMetrics
from kit.heartbeat import Heartbeat
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metric, MetricKind, Metrics, UndeclaredMetric, metrics_table
from kit.relay import RelayObserver
from kit.relay_metrics import RelayMetrics
from kit.replica_metrics import ReplicaMetrics
from kit.subscription import BusObserver
from tests.behaviour.access_log import TOWN, an_entry

OWN = (
    Metric("gov321_petitions_total", MetricKind.COUNTER, "petitions", ("state",), "件", "Count"),
)


def test_an_undeclared_name_cannot_be_used() -> None:
    with pytest.raises(UndeclaredMetric):
        Metrics(OWN).counter("gov321_guesses_total")


def test_a_name_cannot_be_used_as_another_kind() -> None:
    with pytest.raises(UndeclaredMetric):
        Metrics(OWN).gauge("gov321_petitions_total")


def test_a_name_cannot_be_declared_twice() -> None:
    with pytest.raises(UndeclaredMetric):
        Metrics(OWN, OWN)


def test_two_apps_in_a_process_count_apart() -> None:
    one, other = Metrics(OWN), Metrics(OWN)
    one.counter("gov321_petitions_total").labels("open").inc()
    assert b'gov321_petitions_total{state="open"} 1.0' in one.exposition()
    assert b'{state="open"}' not in other.exposition()


def test_every_metric_of_the_kit_is_explained_in_both_languages() -> None:
    assert all(metric.zh and metric.en and metric.unit for metric in KIT_METRICS)
    assert all(metric.name.startswith("gov321_") for metric in KIT_METRICS)
    counters = [m for m in KIT_METRICS if m.kind is MetricKind.COUNTER]
    assert all(metric.name.endswith("_total") for metric in counters)


def test_the_process_is_measured_too() -> None:
    assert b"process_cpu_seconds_total" in Metrics(KIT_METRICS).exposition()


def test_the_table_shows_what_is_declared() -> None:
    row = "| `gov321_petitions_total` | counter | petitions | state | 件 | Count |"
    assert metrics_table(OWN).splitlines()[2] == row


def test_the_relay_tells_its_figures() -> None:
    metrics = Metrics(KIT_METRICS)
    relay: RelayObserver = RelayMetrics(metrics, "households")
    relay.published(7, 0.02)
    relay.backlog(3, timedelta(seconds=9))
    labels = {"relay": "households"}
    value = metrics.registry.get_sample_value
    assert value("gov321_relay_published_total", labels) == 7
    assert value("gov321_outbox_waiting", labels) == 3
    assert value("gov321_outbox_oldest_seconds", labels) == 9


def test_a_subscription_tells_its_figures() -> None:
    metrics = Metrics(KIT_METRICS)
    bus: BusObserver = BusMetrics(metrics)
    bus.handled("households", 500, 3, 0.1)
    bus.parked("households", "BAD_ENVELOPE")
    bus.retried("households", "UNAVAILABLE")
    bus.breaker("households", open=True)
    value, own = metrics.registry.get_sample_value, {"subscription": "households"}
    assert value("gov321_bus_records_total", own) == 500
    assert value("gov321_bus_skipped_total", own) == 3
    assert value("gov321_bus_parked_total", {**own, "reason": "BAD_ENVELOPE"}) == 1
    assert value("gov321_bus_retries_total", {**own, "cause": "UNAVAILABLE"}) == 1
    assert value("gov321_bus_breaker_open", own) == 1


def test_lag_is_shown_for_the_partitions_that_are_ours_only() -> None:
    metrics = Metrics(KIT_METRICS)
    bus = BusMetrics(metrics)
    bus.lag("households", {("t", 4): 17, ("t", 5): 0})
    bus.lag("households", {("t", 4): 2})
    value, own = metrics.registry.get_sample_value, {"subscription": "households"}
    assert value("gov321_bus_lag_records", {**own, "topic": "t", "partition": "4"}) == 2
    assert value("gov321_bus_lag_records", {**own, "topic": "t", "partition": "5"}) is None
    assert value("gov321_bus_assigned", own) == 1


def test_a_replica_tells_its_figures() -> None:
    metrics = Metrics(KIT_METRICS)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    replica = ReplicaMetrics(metrics, "households")
    replica.applied(10, 4, now - timedelta(seconds=3), now)
    value = metrics.registry.get_sample_value
    rows = {"replica": "households"}
    assert value("gov321_replica_rows_total", {**rows, "outcome": "written"}) == 4
    assert value("gov321_replica_rows_total", {**rows, "outcome": "unchanged"}) == 6
    assert value("gov321_replica_delay_seconds", rows) == 3


async def test_looks_at_sensitive_fields_are_counted_by_known_purposes() -> None:
    metrics = Metrics(KIT_METRICS)
    log = CountedAccessLog(MemoryAccessLog(), metrics)
    await log.append(an_entry(1))
    await log.append(an_entry(2, purpose="610999199001011234", outcome="PURPOSE_REQUIRED"))
    value = metrics.registry.get_sample_value
    allowed = {"purpose": "PETITION", "outcome": "allowed"}
    assert value("gov321_access_log_total", allowed) == 1
    refused = {"purpose": "other", "outcome": "PURPOSE_REQUIRED"}
    assert value("gov321_access_log_total", refused) == 1
    assert len((await log.list(AccessFilter(ranges=TOWN), 10)).entries) == 2


def test_a_loop_that_stands_still_is_not_alive() -> None:
    metrics = Metrics(KIT_METRICS)
    at = [100.0]
    heart = Heartbeat(metrics.gauge("gov321_loop_lag_seconds"), lambda: at[0])
    at[0] += 3.0
    heart.beat()
    assert metrics.registry.get_sample_value("gov321_loop_lag_seconds") == 2.0
    assert heart.checks()[0].ok
    at[0] += 60.0
    assert heart.checks()[0].reason == "last beat 60 s ago"


@pytest.mark.parametrize("metric", KIT_METRICS, ids=lambda metric: metric.name)
def test_what_is_declared_is_also_used(metric: Metric) -> None:
    kit = Path(sys.modules["kit"].__file__ or "").parent
    sources = [file for file in kit.glob("*.py") if file.name != "metric_tables.py"]
    assert any(f'"{metric.name}"' in file.read_text(encoding="utf-8") for file in sources)
