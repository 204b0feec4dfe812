"""The echo method that all servers of P11 offer, so that only what is around it differs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import grpc
from google.protobuf.wrappers_pb2 import StringValue

SERVICE, METHOD = "gov321.bench.v1.EchoService", "Echo"
PATH = f"{SERVICE}/{METHOD}"

Answer = Callable[[StringValue, Any], Awaitable[StringValue]]


def handlers(answer: Answer) -> dict[str, grpc.RpcMethodHandler[Any, Any]]:
    """Return the handlers of the service, as generated code makes them."""
    return {
        METHOD: grpc.unary_unary_rpc_method_handler(
            answer,
            request_deserializer=StringValue.FromString,
            response_serializer=StringValue.SerializeToString,
        )
    }


def echo_of(channel: grpc.aio.Channel) -> Any:
    """Return the method on a channel."""
    return channel.unary_unary(
        f"/{PATH}",
        request_serializer=StringValue.SerializeToString,
        response_deserializer=StringValue.FromString,
    )
