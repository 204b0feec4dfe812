"""A tiny service in the shape of generated code, for tests of the RPC machinery."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import grpc
from google.protobuf.wrappers_pb2 import StringValue

from kit.authz import Operation
from kit.call import current_access
from kit.model.division import DivisionCode
from kit.model.errors import StaleRevision
from kit.roles import FieldClass, Role

SERVICE = "gov321.echo.v1.EchoService"
VILLAGE = DivisionCode.parse("610921104206")
OPERATIONS = {
    f"{SERVICE}/{name}": Operation(name="回声", roles=frozenset({Role.CLERK}))
    for name in ("Echo", "Refuse", "Fail", "Forget", "Hang", "Count", "Gather")
}


class EchoServicer:
    """Each method shows one way a servicer may end."""

    async def Echo(self, request: StringValue, context: Any) -> StringValue:
        current_access().require(VILLAGE, FieldClass.OPEN)
        return StringValue(value=request.value)

    async def Refuse(self, request: StringValue, context: Any) -> StringValue:
        raise StaleRevision(id="h-1", expected=3, actual=4)

    async def Fail(self, request: StringValue, context: Any) -> StringValue:
        raise RuntimeError(f"secret {request.value}")

    async def Forget(self, request: StringValue, context: Any) -> StringValue:
        return StringValue(value="unchecked")

    async def Hang(self, request: StringValue, context: Any) -> StringValue:
        await context.abort(grpc.StatusCode.DATA_LOSS, "own abort")
        return request

    async def Count(self, request: StringValue, context: Any) -> AsyncIterator[StringValue]:
        current_access().require(VILLAGE, FieldClass.OPEN)
        for number in range(int(request.value)):
            yield StringValue(value=str(number))

    async def Gather(self, requests: AsyncIterator[StringValue], context: Any) -> StringValue:
        current_access().require(VILLAGE, FieldClass.OPEN)
        return StringValue(value=",".join([request.value async for request in requests]))


_MAKERS: dict[str, Any] = {
    "Count": grpc.unary_stream_rpc_method_handler,
    "Gather": grpc.stream_unary_rpc_method_handler,
}


def add_echo(servicer: Any, server: Any) -> None:
    """Register the handlers as generated code does."""
    handlers = {
        method.rpartition("/")[2]: _MAKERS.get(
            method.rpartition("/")[2], grpc.unary_unary_rpc_method_handler
        )(
            getattr(servicer, method.rpartition("/")[2]),
            StringValue.FromString,
            StringValue.SerializeToString,
        )
        for method in OPERATIONS
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    server.add_registered_method_handlers(SERVICE, handlers)


class EchoStub:
    """Calls it, in the shape of a generated stub."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        codec = (StringValue.SerializeToString, StringValue.FromString)
        self._channel = channel
        self.Echo = self._unary("Echo")
        self.Refuse = self._unary("Refuse")
        self.Fail = self._unary("Fail")
        self.Forget = self._unary("Forget")
        self.Hang = self._unary("Hang")
        self.Count: Any = channel.unary_stream(f"/{SERVICE}/Count", *codec)
        self.Gather: Any = channel.stream_unary(f"/{SERVICE}/Gather", *codec)

    def _unary(self, name: str) -> Any:
        return self._channel.unary_unary(
            f"/{SERVICE}/{name}", StringValue.SerializeToString, StringValue.FromString
        )
