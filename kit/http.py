"""The small HTTP side of an app: /metrics, /livez and /readyz on a port of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kit.metrics import CONTENT_TYPE, Metrics

_STOP_SECONDS = 2
_UNWELL = 503


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: whether it passes and, in English, why not."""

    check: str
    ok: bool
    reason: str = ""


Checks = Callable[[], Sequence[CheckResult]]


class HttpPortTaken(RuntimeError):
    """The address to listen on is in use or not ours."""


def http_app(metrics: Metrics, alive: Checks, ready: Checks) -> Starlette:
    """Return the ASGI app; the checks only look at what is already known, so they never block."""

    async def show_metrics(_request: Request) -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    async def show_live(_request: Request) -> Response:
        return _answer(alive())

    async def show_ready(_request: Request) -> Response:
        return _answer(ready())

    return Starlette(
        routes=[
            Route("/metrics", show_metrics),
            Route("/livez", show_live),
            Route("/readyz", show_ready),
        ]
    )


def _answer(results: Sequence[CheckResult]) -> JSONResponse:
    ok = all(result.ok for result in results)
    body = {"ok": ok, "checks": [asdict(result) for result in results]}
    return JSONResponse(body, status_code=200 if ok else _UNWELL)


class _Server(uvicorn.Server):
    """uvicorn inside our loop: signals are the host's, and `listening` tells when it serves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


class HttpServer:
    """Serves an ASGI app until stopped."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._host = host
        self.port = port
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                loop="none",
                http="h11",
                ws="none",
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
        )
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> int:
        """Listen and serve; returns the real port.

        Raises:
            HttpPortTaken: the address cannot be listened on.
        """
        listener = _listener(self._host, self.port)
        self.port = listener.getsockname()[1]
        self._running = asyncio.create_task(self._server.serve([listener]), name="http")
        await self._server.listening.wait()
        return self.port

    async def stop(self) -> None:
        """Finish running requests and close."""
        if self._running is not None:
            self._server.should_exit = True
            await self._running
            self._running = None


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise HttpPortTaken(f"cannot listen on {host}:{port}") from None
    return listener
