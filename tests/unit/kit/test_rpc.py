"""The edge of a service, with a real grpc.aio server and client in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc_health.v1 import health_pb2, health_pb2_grpc

from kit.authz import Operation
from kit.interceptors import BadHandler, Edge
from kit.jwks import FileKeys
from kit.local_issuer import LocalIssuer
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.model.errors import Kind, Refusal, Unavailable
from kit.roles import Role
from kit.rpc_client import channel_to
from kit.rpc_errors import refusal_from, remote_refusals
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import Mount, RpcPortTaken, RpcServer
from kit.settings import RpcSettings
from kit.tokens import TokenVerifier
from kit.tracing import Tracing
from tests.support.echo_service import OPERATIONS, SERVICE, EchoServicer, EchoStub, add_echo

VILLAGE_SCOPE = "610921104206"


@dataclass
class Rig:
    """A served echo service and what a client needs."""

    server: RpcServer
    issuer: LocalIssuer
    metrics: Metrics
    address: str

    def token(self, role: Role = Role.CLERK, scope: str = VILLAGE_SCOPE) -> str:
        return self.issuer.issue("clerk-1", [role], [scope], Tier.VILLAGE)


def an_edge(tmp_path: Path, metrics: Metrics, tracing: Tracing | None = None) -> Edge:
    clock = SystemClock()
    issuer = LocalIssuer(tmp_path, clock)
    verifier = TokenVerifier(FileKeys(issuer.jwks_path), "gov321-local", "gov321", clock)
    edge = Edge("echo.gov321", verifier, RpcMetrics(metrics))
    return edge if tracing is None else Edge(edge.domain, verifier, edge.metrics, tracing)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    metrics = Metrics(KIT_METRICS)
    edge = an_edge(tmp_path, metrics)
    server = RpcServer(
        RpcSettings(reflection=True), edge, OPERATIONS, (Mount(add_echo, EchoServicer()),)
    )
    port = await server.start()
    yield Rig(server, LocalIssuer(tmp_path, SystemClock()), metrics, f"127.0.0.1:{port}")
    await server.stop(0)


@pytest.fixture
async def echo(rig: Rig) -> AsyncIterator[EchoStub]:
    async with channel_to(rig.address, rig.token) as channel:
        yield EchoStub(channel)


async def refused(call: Any) -> tuple[grpc.StatusCode, Refusal | None]:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call
    return failed.value.code(), refusal_from(failed.value, "回声服务")


async def test_an_allowed_call_is_answered(echo: EchoStub) -> None:
    assert (await echo.Echo(StringValue(value="你好"))).value == "你好"


async def test_a_stream_of_answers_and_one_of_requests_work(echo: EchoStub) -> None:
    assert [m.value async for m in echo.Count(StringValue(value="3"))] == ["0", "1", "2"]

    async def three() -> AsyncIterator[StringValue]:
        for letter in "abc":
            yield StringValue(value=letter)

    assert (await echo.Gather(three())).value == "a,b,c"


async def test_a_refusal_crosses_the_wire_with_kind_reason_fields_and_chinese(
    echo: EchoStub,
) -> None:
    code, refusal = await refused(echo.Refuse(StringValue()))
    assert code is grpc.StatusCode.ABORTED
    assert refusal is not None
    assert (refusal.kind, refusal.reason) == (Kind.CONFLICT, "STALE_REVISION")
    assert refusal.fields == {"id": "h-1", "expected": "3", "actual": "4"}
    assert "已被他人更新" in refusal.user_text


async def test_our_own_mistake_tells_nothing_but_an_id(echo: EchoStub) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await echo.Fail(StringValue(value="610999199001011234"))
    assert failed.value.code() is grpc.StatusCode.INTERNAL
    assert failed.value.details() == "internal"
    trailing = str(failed.value.trailing_metadata())
    assert "610999199001011234" not in trailing
    assert "RuntimeError" not in trailing
    assert refusal_from(failed.value, "回声服务") is None


async def test_an_answer_whose_scope_nobody_checked_is_withheld(echo: EchoStub) -> None:
    code, _ = await refused(echo.Forget(StringValue()))
    assert code is grpc.StatusCode.INTERNAL


async def test_a_servicers_own_abort_passes_through(rig: Rig, echo: EchoStub) -> None:
    code, _ = await refused(echo.Hang(StringValue()))
    assert code is grpc.StatusCode.DATA_LOSS
    await rig.server.stop(1)
    labels = {"method": f"{SERVICE}/Hang", "code": "DATA_LOSS"}
    assert rig.metrics.registry.get_sample_value("gov321_rpc_requests_total", labels) == 1


@pytest.mark.parametrize("metadata", [(), (("authorization", "Basic x"),)], ids=["none", "basic"])
async def test_a_call_without_a_token_is_unauthenticated(rig: Rig, metadata: Any) -> None:
    async with grpc.aio.insecure_channel(rig.address) as channel:
        code, refusal = await refused(EchoStub(channel).Echo(StringValue(), metadata=metadata))
    assert code is grpc.StatusCode.UNAUTHENTICATED
    assert refusal is not None
    assert refusal.reason == "NOT_AUTHENTICATED"


async def test_a_bad_token_is_unauthenticated_on_streams_too(rig: Rig) -> None:
    async with channel_to(rig.address, lambda: "a.b.c") as channel:
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            [m async for m in EchoStub(channel).Count(StringValue(value="3"))]
    assert failed.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_a_role_without_the_right_is_denied(rig: Rig) -> None:
    async with channel_to(rig.address, lambda: rig.token(Role.AUDITOR)) as channel:
        code, refusal = await refused(EchoStub(channel).Echo(StringValue()))
    assert code is grpc.StatusCode.PERMISSION_DENIED
    assert refusal is not None
    assert "回声" in refusal.user_text


async def test_another_village_is_denied_with_the_division(rig: Rig) -> None:
    async with channel_to(rig.address, lambda: rig.token(scope="610921104207")) as channel:
        _, refusal = await refused(EchoStub(channel).Echo(StringValue()))
    assert refusal is not None
    assert (refusal.reason, refusal.fields["division"]) == ("OUT_OF_SCOPE", VILLAGE_SCOPE)


@pytest.mark.parametrize("raw", [b"\xff\xff\xff", b"\x0a\x05abc", b"\x0a\x02\xff\xfe"])
async def test_malformed_protobuf_is_an_invalid_argument(rig: Rig, raw: bytes) -> None:
    async with channel_to(rig.address, rig.token) as channel:
        plain: Any = channel
        call = plain.unary_unary(f"/{SERVICE}/Echo")
        code, refusal = await refused(call(raw))
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert refusal is not None
    assert refusal.reason == "MALFORMED_REQUEST"


async def test_a_message_over_the_limit_is_refused(echo: EchoStub) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await echo.Echo(StringValue(value="x" * (4 * 1024 * 1024)))
    assert failed.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_calls_are_counted_by_method_and_code(rig: Rig, echo: EchoStub) -> None:
    await echo.Echo(StringValue())
    await refused(echo.Refuse(StringValue()))

    def count(method: str, code: str) -> float | None:
        labels = {"method": f"{SERVICE}/{method}", "code": code}
        return rig.metrics.registry.get_sample_value("gov321_rpc_requests_total", labels)

    assert (count("Echo", "OK"), count("Refuse", "ABORTED")) == (1, 1)
    assert rig.metrics.registry.get_sample_value("gov321_rpc_running") == 0


async def test_health_is_open_and_follows_what_it_is_told(rig: Rig) -> None:
    async with grpc.aio.insecure_channel(rig.address) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        shown: list[int] = []
        await rig.server.set_serving(serving=True)
        shown.append((await stub.Check(health_pb2.HealthCheckRequest(service=SERVICE))).status)
        await rig.server.refuse_new()
        await rig.server.set_serving(serving=True)
        shown.append((await stub.Check(health_pb2.HealthCheckRequest())).status)
    states = health_pb2.HealthCheckResponse
    assert shown == [states.SERVING, states.NOT_SERVING]


def test_a_method_without_an_operation_cannot_be_mounted(tmp_path: Path) -> None:
    few = {method: op for method, op in OPERATIONS.items() if not method.endswith("Echo")}
    with pytest.raises(BadHandler, match="Echo has no declared operation"):
        RpcServer(
            RpcSettings(),
            an_edge(tmp_path, Metrics(KIT_METRICS)),
            few,
            (Mount(add_echo, EchoServicer()),),
        )


def test_an_operation_without_a_method_is_a_mistake(tmp_path: Path) -> None:
    more = {**OPERATIONS, "gov321.echo.v1.EchoService/Eko": Operation(name="x", roles=frozenset())}
    with pytest.raises(BadHandler, match="Eko"):
        RpcServer(
            RpcSettings(),
            an_edge(tmp_path, Metrics(KIT_METRICS)),
            more,
            (Mount(add_echo, EchoServicer()),),
        )


def test_a_streaming_answer_must_be_a_generator(tmp_path: Path) -> None:
    async def writes(request: StringValue, context: Any) -> None:
        await context.write(request)

    servicer: Any = EchoServicer()
    servicer.Count = writes

    with pytest.raises(BadHandler, match="async generator"):
        RpcServer(
            RpcSettings(),
            an_edge(tmp_path, Metrics(KIT_METRICS)),
            OPERATIONS,
            (Mount(add_echo, servicer),),
        )


async def test_a_taken_port_is_told(rig: Rig, tmp_path: Path) -> None:
    edge = an_edge(tmp_path, Metrics(KIT_METRICS))
    settings = RpcSettings(port=rig.server.port)
    twin = RpcServer(settings, edge, OPERATIONS, (Mount(add_echo, EchoServicer()),))
    with pytest.raises(RpcPortTaken):
        await twin.start()


async def test_a_service_that_is_away_is_unavailable() -> None:
    async with channel_to("127.0.0.1:9") as channel:
        with pytest.raises(Unavailable, match="回声服务"), remote_refusals("回声服务"):
            await EchoStub(channel).Echo(StringValue(), timeout=0.3)


async def test_a_refusal_of_another_service_is_raised_as_it_was(echo: EchoStub) -> None:
    with pytest.raises(Refusal, match="STALE_REVISION"), remote_refusals("回声服务"):
        await echo.Refuse(StringValue())


async def test_a_mistake_of_another_service_stays_an_rpc_error(echo: EchoStub) -> None:
    with pytest.raises(grpc.aio.AioRpcError), remote_refusals("回声服务"):
        await echo.Fail(StringValue())


async def test_a_caller_who_gives_up_is_counted_as_cancelled(tmp_path: Path) -> None:
    arrived, gone = asyncio.Event(), asyncio.Event()

    async def waits(request: StringValue, context: Any) -> StringValue:
        arrived.set()
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
        return request

    servicer: Any = EchoServicer()
    servicer.Echo = waits
    metrics = Metrics(KIT_METRICS)
    edge = an_edge(tmp_path, metrics)
    server = RpcServer(RpcSettings(), edge, OPERATIONS, (Mount(add_echo, servicer),))
    port = await server.start()
    token = LocalIssuer(tmp_path, SystemClock()).issue(
        "u", [Role.CLERK], [VILLAGE_SCOPE], Tier.VILLAGE
    )
    async with channel_to(f"127.0.0.1:{port}", lambda: token) as channel:
        call = asyncio.ensure_future(EchoStub(channel).Echo(StringValue()))
        await arrived.wait()
        call.cancel()
        await gone.wait()
    await server.stop(1)
    labels = {"method": f"{SERVICE}/Echo", "code": "CANCELLED"}
    assert metrics.registry.get_sample_value("gov321_rpc_requests_total", labels) == 1
