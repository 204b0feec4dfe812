"""Traces: the W3C header, spans when they are on, nothing at all when they are off."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from kit.interceptors import Edge
from kit.jwks import FileKeys
from kit.local_issuer import LocalIssuer
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_client import channel_to
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import Mount, RpcServer
from kit.settings import RpcSettings
from kit.tokens import TokenVerifier
from kit.tracing import NO_TRACING, is_traceparent, new_traceparent, trace_id, tracing_for
from kit.tracing_otlp import OtlpTracing
from tests.support.echo_service import OPERATIONS, SERVICE, EchoServicer, EchoStub, add_echo

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(spans: InMemorySpanExporter) -> OtlpTracing:
    return OtlpTracing("registry", "county", processor=SimpleSpanProcessor(spans))


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (TRACE, True),
        ("", False),
        (TRACE.upper(), False),
        ("00-" + "0" * 32 + "-" + "b" * 16 + "-01", False),
        ("00-" + "a" * 32 + "-" + "0" * 16 + "-01", False),
        ("ff-" + "a" * 32 + "-" + "b" * 16 + "-01", False),
        (TRACE + "\n", False),
    ],
)
def test_a_traceparent_is_recognised(text: str, valid: bool) -> None:
    assert is_traceparent(text) is valid


@pytest.mark.parametrize("sampled", [True, False])
def test_a_new_traceparent_is_one(sampled: bool) -> None:
    assert is_traceparent(new_traceparent(sampled))
    assert new_traceparent(sampled) != new_traceparent(sampled)


def test_the_trace_id_is_read_from_it() -> None:
    assert trace_id(TRACE) == "a" * 32
    assert trace_id("nonsense") == ""


def test_switched_off_it_passes_the_callers_trace_on() -> None:
    tracing = tracing_for("registry", "county", "", 1.0)
    with tracing.span("work", TRACE, {"a": 1}) as traceparent:
        assert traceparent == TRACE
    assert tracing is NO_TRACING
    tracing.close()


def test_switched_on_by_an_endpoint() -> None:
    tracing = tracing_for("registry", "county", "http://127.0.0.1:9", 0.0)
    assert tracing.active
    tracing.close()


def test_a_span_continues_the_trace_of_its_parent(
    tracing: OtlpTracing, spans: InMemorySpanExporter
) -> None:
    with tracing.span("work", TRACE, links=[TRACE, "nonsense"]) as traceparent:
        assert trace_id(traceparent) == "a" * 32
        assert traceparent != TRACE
    span = spans.get_finished_spans()[0]
    assert span.parent is not None
    assert len(span.links) == 1


def test_a_failed_span_tells_the_type_and_not_the_text(
    tracing: OtlpTracing, spans: InMemorySpanExporter
) -> None:
    with pytest.raises(ValueError, match="610999"), tracing.span("work"):
        raise ValueError("610999199001011234")
    span = spans.get_finished_spans()[0]
    assert span.status.description == "ValueError"
    assert "610999199001011234" not in span.to_json()


async def test_a_served_call_is_a_span_in_the_callers_trace(
    tmp_path: Path, tracing: OtlpTracing, spans: InMemorySpanExporter
) -> None:
    clock = SystemClock()
    issuer = LocalIssuer(tmp_path, clock)
    token = issuer.issue("u", [Role.CLERK], ["610921104206"], Tier.VILLAGE)
    verifier = TokenVerifier(FileKeys(issuer.jwks_path), "gov321-local", "gov321", clock)
    edge = Edge("echo.gov321", verifier, RpcMetrics(Metrics(KIT_METRICS)), tracing)
    server = RpcServer(RpcSettings(), edge, OPERATIONS, (Mount(add_echo, EchoServicer()),))
    port = await server.start()
    async with channel_to(f"127.0.0.1:{port}", lambda: token) as channel:
        await EchoStub(channel).Echo(StringValue(), metadata=(("traceparent", TRACE),))
    await server.stop(0)
    span = spans.get_finished_spans()[0]
    assert span.name == f"{SERVICE}/Echo"
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == "a" * 32
