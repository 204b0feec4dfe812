"""A site that answers what a test says, for the command line and the runner to talk to.

It serves every method of the contracts of all services; one without an answer is UNIMPLEMENTED.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import grpc
from google.protobuf.message_factory import GetMessageClass

from dev.ctl.client import CONTRACTS
from kit.model.errors import Refusal
from kit.rpc_errors import answer_of

Answer = Callable[[Any], Any]
"""Request (or iterator of requests) → response, iterator of responses, or a Refusal raised."""


@dataclass
class FakeSite:
    """Answers by method name; keeps what it was asked and with which token."""

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    asked: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    tokens: list[str] = field(default_factory=list[str])
    address: str = ""

    def on(self, method: str, answer: Answer) -> None:
        """Answer a method from now on."""
        self.answers[method] = answer

    def requests(self, method: str) -> list[Any]:
        """Return what a method was asked, in order."""
        return [request for name, request in self.asked if name == method]

    def _serve(self, method: str, request: Any, context: grpc.ServicerContext) -> Any:
        metadata: dict[Any, Any] = dict(context.invocation_metadata())
        self.tokens.append(str(metadata.get("authorization", "")).removeprefix("Bearer "))
        self.asked.append((method, request))
        if method not in self.answers:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "no answer")
        try:
            return self.answers[method](request)
        except Refusal as refusal:
            _refuse(refusal, context)

    def _serve_stream(
        self, method: str, request: Any, context: grpc.ServicerContext
    ) -> Iterator[Any]:
        try:
            yield from self._serve(method, request, context)
        except Refusal as refusal:
            _refuse(refusal, context)

    def handlers(self) -> Iterator[grpc.GenericRpcHandler]:
        """Return the handlers of every service."""
        for file in chain.from_iterable(CONTRACTS.values()):
            for service in file.DESCRIPTOR.services_by_name.values():
                methods = {method.name: self._handler(method) for method in service.methods}
                yield grpc.method_handlers_generic_handler(service.full_name, methods)

    def _handler(self, method: Any) -> grpc.RpcMethodHandler[Any, Any]:
        serve = self._serve_stream if method.server_streaming else self._serve

        def behaviour(request: Any, context: grpc.ServicerContext) -> Any:
            return serve(method.name, request, context)

        makers: dict[tuple[bool, bool], Any] = {
            (False, False): grpc.unary_unary_rpc_method_handler,
            (False, True): grpc.unary_stream_rpc_method_handler,
            (True, False): grpc.stream_unary_rpc_method_handler,
        }
        maker = makers[method.client_streaming, method.server_streaming]
        return maker(
            behaviour,
            request_deserializer=GetMessageClass(method.input_type).FromString,
            response_serializer=GetMessageClass(method.output_type).SerializeToString,
        )


def _refuse(refusal: Refusal, context: grpc.ServicerContext) -> None:
    told = answer_of(refusal, "site.gov321")
    context.set_trailing_metadata(told.trailing)
    context.abort(told.code, told.details)


@contextmanager
def fake_site() -> Generator[FakeSite]:
    """Serve a fake site on a free port while the block runs."""
    site = FakeSite()
    with ThreadPoolExecutor(max_workers=4) as workers:
        server = grpc.server(workers)
        server.add_generic_rpc_handlers(tuple(site.handlers()))
        site.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        server.start()
        try:
            yield site
        finally:
            server.stop(None).wait()
