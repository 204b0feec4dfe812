"""What happens around every RPC: telemetry, then identity and rights, then the servicer.

Refusals of any of them become one kind of answer (`kit.rpc_errors`). This wraps the handlers when
they are mounted instead of using grpc.aio interceptors, which cost a coroutine, a handler lookup
and a new handler for each of them on each call; the order is the same. Requests are decoded here,
so malformed protobuf is INVALID_ARGUMENT rather than grpc's own INTERNAL.
"""

from __future__ import annotations

import asyncio
import inspect
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, ClassVar, TypeAlias, cast

import grpc
from google.protobuf.message import DecodeError

from kit.access import Access, refusal_of
from kit.authz import Operation, admits
from kit.call import Call, current_call, enter_call
from kit.logging import get_logger
from kit.model.errors import Kind, NotAuthenticated, Refusal
from kit.rpc_errors import Answer, answer_of, internal_answer
from kit.rpc_metrics import RpcMetrics
from kit.tokens import TokenVerifier
from kit.tracing import NO_TRACING, Tracing, is_traceparent

log = get_logger("kit.rpc")

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Parse = Callable[[bytes], Any]
Render = Callable[[Any], bytes]

_BEARER = "Bearer "


class MalformedRequest(Refusal):
    """The bytes are not a message of the method's type. Fields: `operation`."""

    kind: ClassVar[Kind] = Kind.INVALID
    reason: ClassVar[str] = "MALFORMED_REQUEST"
    text: ClassVar[str] = "“{operation}”的请求无法解析，请检查客户端版本。"


class ScopeNotChecked(RuntimeError):
    """A use-case answered without `Access.require` or `Access.ranges`: the answer is withheld."""


class BadHandler(TypeError):
    """A servicer cannot be mounted: undeclared operation, or an unsupported handler shape."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What all RPCs of one app have in common. `domain` is `<context>.gov321`."""

    domain: str
    verifier: TokenVerifier
    metrics: RpcMetrics
    tracing: Tracing = field(default=NO_TRACING)

    def wrap(
        self, method: str, operation: Operation, handler: grpc.RpcMethodHandler[Any, Any]
    ) -> grpc.RpcMethodHandler[Any, Any]:
        """Return the handler with telemetry, identity, rights and the error map around it.

        Raises:
            BadHandler: a streaming answer that is not an async generator.
        """
        return _wrapped(_Guard(self, method, operation), handler)


class _Guard:
    """The surroundings of one method; made once, used by every call."""

    def __init__(self, edge: Edge, method: str, operation: Operation) -> None:
        self._edge = edge
        self._method = method
        self._operation = operation
        self._metrics = edge.metrics.of(method)

    async def run(self, context: Context, serve: Callable[[], Awaitable[Any]]) -> Any:
        """Serve one call that has one answer."""
        started = perf_counter()
        self._metrics.begin()
        code = grpc.StatusCode.OK
        try:
            await self.identify(context)
            if not self._edge.tracing.active:
                return await serve()
            with self._span():
                return await serve()
        except asyncio.CancelledError:
            code = grpc.StatusCode.CANCELLED
            raise
        except grpc.aio.AbortError:
            code = context.code()
            raise
        except Exception as problem:
            answer = self.answer(problem)
            code = answer.code
        finally:
            self._metrics.end(code, perf_counter() - started)
        return await context.abort(answer.code, answer.details, answer.trailing)

    async def identify(self, context: Context) -> None:
        """Find out who calls and whether the roles allow it; the scope is the use-case's.

        Raises:
            NotAuthenticated, PermissionRefused: no token, or no right.
        """
        token, traceparent = _credentials(context)
        verifier = self._edge.verifier
        who = verifier.known(token) or await verifier.verify(token)
        verdict = admits(who, self._operation)
        if not verdict.allowed:
            raise refusal_of(verdict, self._operation, None)
        access = Access(who, self._operation)
        enter_call(Call(access, traceparent, token, context.time_remaining))

    def checked(self, response: Any) -> Any:
        """Return the response if the use-case looked at the scope.

        Raises:
            ScopeNotChecked: it did not.
        """
        call = current_call()
        if call is None or not call.access.checked:
            raise ScopeNotChecked(self._method)
        return response

    def parsed(self, parse: Parse, raw: bytes) -> Any:
        """Return the request.

        Raises:
            MalformedRequest: the bytes are not one.
        """
        try:
            return parse(raw)
        except (DecodeError, ValueError):
            raise MalformedRequest(operation=self._operation.name) from None

    def answer(self, problem: Exception) -> Answer:
        """Return what the caller is told, after logging it."""
        if isinstance(problem, Refusal):
            self._metrics.refused(problem.reason)
            log.info(
                "rpc refused", method=self._method, reason=problem.reason, fields=problem.fields
            )
            return answer_of(problem, self._edge.domain)
        error_id = secrets.token_hex(6)
        log.error("rpc failed", method=self._method, error_id=error_id, exc_info=problem)
        return internal_answer(error_id, self._edge.domain)

    @contextmanager
    def _span(self) -> Generator[None]:
        call = cast("Call", current_call())
        with self._edge.tracing.span(self._method, call.traceparent) as traceparent:
            enter_call(Call(call.access, traceparent, call.token, call.time_remaining))
            yield


def _credentials(context: Context) -> tuple[str, str]:
    """Return the bearer token and the traceparent of a call.

    Raises:
        NotAuthenticated: no bearer token.
    """
    token = traceparent = ""
    for key, value in context.invocation_metadata() or ():
        if key == "authorization":
            token = str(value)
        elif key == "traceparent":
            traceparent = str(value)
    if not token.startswith(_BEARER):
        raise NotAuthenticated(why="no bearer token")
    return token[len(_BEARER) :], traceparent if is_traceparent(traceparent) else ""


def _wrapped(
    guard: _Guard, handler: grpc.RpcMethodHandler[Any, Any]
) -> grpc.RpcMethodHandler[Any, Any]:
    shape = (handler.request_streaming, handler.response_streaming)
    name, make, surround = _SHAPES[shape]
    serve = getattr(handler, name)
    if handler.response_streaming and not inspect.isasyncgenfunction(serve):
        raise BadHandler(f"{serve} must be an async generator")
    call = surround(guard, handler.request_deserializer, handler.response_serializer, serve)
    renders_itself = not handler.response_streaming
    return make(call, None, None if renders_itself else handler.response_serializer)


def _unary(guard: _Guard, parse: Parse, render: Render, serve: Any) -> Any:
    async def call(raw: bytes, context: Context) -> Any:
        async def answer() -> bytes:
            response = await serve(guard.parsed(parse, raw), context)
            return render(guard.checked(response))

        return await guard.run(context, answer)

    return call


def _streaming_request(guard: _Guard, parse: Parse, render: Render, serve: Any) -> Any:
    async def call(raws: AsyncIterator[bytes], context: Context) -> Any:
        async def answer() -> bytes:
            response = await serve(_each_parsed(guard, parse, raws), context)
            return render(guard.checked(response))

        return await guard.run(context, answer)

    return call


def _answers(guard: _Guard, parse: Parse, serve: Any, many: bool) -> Any:
    """The answers leave through `context.write`, so that the guard is one coroutine here too."""

    async def call(asked: Any, context: Context) -> None:
        async def answer() -> None:
            request = _each_parsed(guard, parse, asked) if many else guard.parsed(parse, asked)
            async for response in serve(request, context):
                await context.write(guard.checked(response))
            guard.checked(None)

        await guard.run(context, answer)

    return call


def _streaming_answer(guard: _Guard, parse: Parse, _render: Render, serve: Any) -> Any:
    return _answers(guard, parse, serve, many=False)


def _streaming_both(guard: _Guard, parse: Parse, _render: Render, serve: Any) -> Any:
    return _answers(guard, parse, serve, many=True)


async def _each_parsed(
    guard: _Guard, parse: Parse, raws: AsyncIterator[bytes]
) -> AsyncIterator[Any]:
    async for raw in raws:
        yield guard.parsed(parse, raw)


_SHAPES: dict[tuple[bool, bool], tuple[str, Any, Any]] = {
    (False, False): ("unary_unary", grpc.unary_unary_rpc_method_handler, _unary),
    (True, False): ("stream_unary", grpc.stream_unary_rpc_method_handler, _streaming_request),
    (False, True): ("unary_stream", grpc.unary_stream_rpc_method_handler, _streaming_answer),
    (True, True): ("stream_stream", grpc.stream_stream_rpc_method_handler, _streaming_both),
}
"""(many requests, many answers) → attribute of the handler, how it is made, what surrounds it."""
