"""Deadline, identity and trace travel with a call that a service makes while serving one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue

from kit.access import Access
from kit.authz import principal
from kit.call import (
    Call,
    caller_token,
    current_access,
    current_principal,
    current_traceparent,
    enter_call,
    enter_trace,
)
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_client import (
    FileToken,
    NoTimeLeft,
    channel_to,
    credentials_of,
    own_token_of,
    service_config,
    time_left,
)
from kit.rpc_health import ACCEPTING
from kit.settings import AuthSettings, RpcSettings
from tests.support.echo_service import OPERATIONS, SERVICE

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
METHOD = f"{SERVICE}/Echo"


class Listener:
    """Keeps what arrives: metadata and the time the caller gives it."""

    def __init__(self) -> None:
        self.metadata: dict[str, str] = {}
        self.seconds = 0.0
        self.unavailable = 0
        self.calls = 0

    async def echo(self, request: StringValue, context: Any) -> StringValue:
        self.calls += 1
        self.metadata = dict(context.invocation_metadata())
        self.seconds = context.time_remaining() or 0.0
        if self.calls <= self.unavailable:
            await context.abort(grpc.StatusCode.UNAVAILABLE)
        return request


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def address(listener: Listener) -> AsyncIterator[str]:
    server = grpc.aio.server()
    handler = grpc.unary_unary_rpc_method_handler(
        listener.echo, StringValue.FromString, StringValue.SerializeToString
    )
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(SERVICE, {"Echo": handler}),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(0)


def serving(remaining: float | None = None) -> Call:
    who = principal("u", [Role.CLERK], ["610921"], Tier.COUNTY)
    access = Access(who, OPERATIONS[METHOD])
    return Call(access, TRACE, "the-callers-token", lambda: remaining)


async def in_own_task(work: Callable[[], Awaitable[Any]], call: Call) -> Any:
    async def entered() -> Any:
        enter_call(call)
        return await work()

    return await asyncio.create_task(entered())


async def ask(address: str, **options: Any) -> None:
    timeout = options.pop("timeout", None)
    async with channel_to(address, **options) as channel:
        echo: Any = channel.unary_unary(
            f"/{METHOD}", StringValue.SerializeToString, StringValue.FromString
        )
        await echo(StringValue(), timeout=timeout)


async def test_a_call_has_two_seconds_unless_told_otherwise(
    address: str, listener: Listener
) -> None:
    await ask(address)
    assert 0.5 < listener.seconds < 2.5
    await ask(address, timeout=9)
    assert 7.0 < listener.seconds < 9.5


async def test_a_call_never_outlives_the_call_being_served(
    address: str, listener: Listener
) -> None:
    await in_own_task(lambda: ask(address), serving(remaining=0.9))
    assert 0.0 < listener.seconds < 1.4


async def test_a_call_made_with_no_time_left_is_not_made(address: str, listener: Listener) -> None:
    with pytest.raises(NoTimeLeft):
        await in_own_task(lambda: ask(address), serving(remaining=-1.0))
    assert listener.calls == 0


async def test_the_callers_token_and_trace_go_along(address: str, listener: Listener) -> None:
    await in_own_task(lambda: ask(address, own_token=lambda: "own"), serving())
    assert listener.metadata["authorization"] == "Bearer the-callers-token"
    assert listener.metadata["traceparent"] == TRACE


async def test_without_a_caller_the_service_shows_its_own_token(
    address: str, listener: Listener
) -> None:
    await ask(address, own_token=lambda: "own")
    assert listener.metadata["authorization"] == "Bearer own"
    assert "traceparent" not in listener.metadata


async def test_only_idempotent_methods_are_tried_again(address: str, listener: Listener) -> None:
    listener.unavailable = 2
    await ask(address, idempotent=[METHOD])
    assert listener.calls == 3
    listener.calls = 0
    with pytest.raises(grpc.aio.AioRpcError):
        await ask(address)
    assert listener.calls == 1


def test_the_service_config_balances_and_sets_no_timeout() -> None:
    config = json.loads(service_config((METHOD,)))
    assert config["loadBalancingConfig"] == [{"round_robin": {}}]
    assert config["healthCheckConfig"] == {"serviceName": ACCEPTING}
    assert config["methodConfig"][0]["name"] == [{"service": SERVICE, "method": "Echo"}]
    assert "timeout" not in config["methodConfig"][0]


def test_a_token_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "token"
    token = FileToken(path)
    assert token() == ""
    path.write_text("one\n", encoding="ascii")
    assert token() == "one"
    path.unlink()
    assert token() == "one"


async def test_outside_of_a_call_there_is_no_caller() -> None:
    assert (caller_token(), current_traceparent(), time_left(2.0)) == ("", "", 2.0)
    with pytest.raises(LookupError):
        current_access()


async def test_work_without_a_caller_may_have_a_trace() -> None:
    async def batch() -> str:
        enter_trace(TRACE)
        return current_traceparent()

    assert await asyncio.create_task(batch()) == TRACE
    assert current_traceparent() == ""


async def test_the_caller_is_known_inside_a_call_only() -> None:
    async def subject() -> str:
        return current_principal().subject

    assert await in_own_task(subject, serving()) == "u"


def test_a_call_does_not_print_the_token() -> None:
    assert "the-callers-token" not in repr(serving())


def test_the_own_token_is_a_file_or_none(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("own", encoding="ascii")
    assert own_token_of(AuthSettings())() == ""
    assert own_token_of(AuthSettings(service_token=str(tmp_path / "token")))() == "own"


def test_without_a_certificate_channels_are_plain() -> None:
    assert credentials_of(RpcSettings()) is None
