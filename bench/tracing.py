"""Traces that are recorded in full and thrown away: the cost of telemetry without a collector."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from kit.tracing_otlp import OtlpTracing


class _Nowhere(SpanExporter):
    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002
        return SpanExportResult.SUCCESS


@contextmanager
def recording() -> Generator[tuple[OtlpTracing, TracerProvider]]:
    """Give our tracing and a plain provider; both keep every span and export it to nowhere."""
    ours = OtlpTracing("bench", "bench", processor=BatchSpanProcessor(_Nowhere()))
    plain = TracerProvider(shutdown_on_exit=False)
    plain.add_span_processor(BatchSpanProcessor(_Nowhere()))
    try:
        yield ours, plain
    finally:
        ours.close()
        plain.shutdown()
