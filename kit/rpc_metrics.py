"""The series of RPCs, looked up once per method so that a call costs three additions."""

from __future__ import annotations

import grpc
from prometheus_client import Counter

from kit.metrics import Metrics


class RpcMetrics:
    """The RPC series of one app."""

    def __init__(self, metrics: Metrics) -> None:
        self.requests = metrics.counter("gov321_rpc_requests_total")
        self.seconds = metrics.histogram("gov321_rpc_seconds")
        self.running = metrics.gauge("gov321_rpc_running")
        self.refusals = metrics.counter("gov321_rpc_refusals_total")

    def of(self, method: str) -> MethodMetrics:
        """Return the series of one method."""
        return MethodMetrics(self, method)


class MethodMetrics:
    """The series of one method."""

    def __init__(self, series: RpcMetrics, method: str) -> None:
        self._series = series
        self._method = method
        self._seconds = series.seconds.labels(method)
        self._by_code: dict[grpc.StatusCode, Counter] = {}

    def begin(self) -> None:
        """A call has arrived."""
        self._series.running.inc()

    def end(self, code: grpc.StatusCode, seconds: float) -> None:
        """It was answered."""
        self._series.running.dec()
        self._seconds.observe(seconds)
        counter = self._by_code.get(code)
        if counter is None:
            counter = self._series.requests.labels(self._method, code.name)
            self._by_code[code] = counter
        counter.inc()

    def refused(self, reason: str) -> None:
        """It was refused for a reason."""
        self._series.refusals.labels(self._method, reason).inc()
