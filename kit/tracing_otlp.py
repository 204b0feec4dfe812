"""Tracing by OpenTelemetry: one tracer provider per app, spans sent in batches over OTLP/gRPC."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
)

from kit.tracing import Attributes, is_traceparent


class OtlpTracing:
    """Records spans. A test passes its own `processor` instead of an endpoint."""

    active = True

    def __init__(
        self,
        service: str,
        site: str,
        endpoint: str = "",
        sample_ratio: float = 1.0,
        processor: SpanProcessor | None = None,
    ) -> None:
        resource = Resource({"service.name": service, "service.namespace": "gov321", "site": site})
        sampler = ParentBased(TraceIdRatioBased(sample_ratio))
        self._provider = TracerProvider(sampler=sampler, resource=resource, shutdown_on_exit=False)
        if processor is None:
            exporter = OTLPSpanExporter(endpoint, insecure=not endpoint.startswith("https"))
            processor = BatchSpanProcessor(exporter)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("gov321")

    @contextmanager
    def span(
        self,
        name: str,
        parent: str = "",
        attributes: Attributes | None = None,
        links: Sequence[str] = (),
    ) -> Generator[str]:
        """Open a span and yield its traceparent."""
        span = self._tracer.start_span(
            name,
            context=_context(parent),
            attributes=dict(attributes or {}),
            links=[Link(_span_context(link)) for link in links if is_traceparent(link)],
        )
        try:
            yield _traceparent(span)
        except BaseException as problem:
            span.set_status(Status(StatusCode.ERROR, type(problem).__name__))
            raise
        finally:
            span.end()

    def close(self) -> None:
        """Send what is waiting and stop."""
        self._provider.shutdown()


def _context(parent: str) -> Context:
    if not is_traceparent(parent):
        return Context()
    return trace.set_span_in_context(NonRecordingSpan(_span_context(parent)), Context())


def _span_context(traceparent: str) -> SpanContext:
    _, trace_id, span_id, flags = traceparent.split("-")
    return SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16))
    )


def _traceparent(span: Span) -> str:
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
