"""The edge as one writes it first: three grpc.aio interceptors, each making a new handler."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import grpc
from joserfc import jwt
from joserfc.jwk import KeySet
from prometheus_client import CollectorRegistry, Counter, Histogram

Continuation = Callable[[Any], Awaitable[Any]]
Serve = Callable[[Any, Any], Awaitable[Any]]


class _Around(grpc.aio.ServerInterceptor):
    """Replaces the handler of each call by one with something around it."""

    async def intercept_service(self, continuation: Continuation, handler_call_details: Any) -> Any:
        """See grpc."""
        handler = await continuation(handler_call_details)
        return grpc.unary_unary_rpc_method_handler(
            self.around(handler.unary_unary, handler_call_details),
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    def around(self, serve: Serve, details: Any) -> Serve:
        """Return the handler with its surroundings."""
        raise NotImplementedError


class Telemetry(_Around):
    """Counts and times."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._calls = Counter("calls", "calls", ["method", "code"], registry=registry)
        self._seconds = Histogram("seconds", "seconds", ["method"], registry=registry)

    def around(self, serve: Serve, details: Any) -> Serve:
        """Measure the call."""

        async def timed(request: Any, context: Any) -> Any:
            start = perf_counter()
            answer = await serve(request, context)
            self._seconds.labels(details.method).observe(perf_counter() - start)
            self._calls.labels(details.method, "OK").inc()
            return answer

        return timed


class Identity(_Around):
    """Verifies the token of every call."""

    def __init__(self, jwks: Path) -> None:
        self._keys = KeySet.import_key_set(json.loads(jwks.read_text("utf-8")))

    def around(self, serve: Serve, details: Any) -> Serve:
        """Let the call pass when its token is good."""

        async def identified(request: Any, context: Any) -> Any:
            token = dict(details.invocation_metadata)["authorization"].removeprefix("Bearer ")
            jwt.decode(token, self._keys, algorithms=["ES256"])
            return await serve(request, context)

        return identified


class ErrorMap(_Around):
    """Turns exceptions into a status."""

    def around(self, serve: Serve, details: Any) -> Serve:  # noqa: ARG002
        """Abort instead of raising."""

        async def mapped(request: Any, context: Any) -> Any:
            try:
                return await serve(request, context)
            except ValueError as problem:
                await context.abort(grpc.StatusCode.INVALID_ARGUMENT, type(problem).__name__)

        return mapped
