"""Channels to other services of the site: deadline, identity and trace go along by themselves.

A channel wraps its multi-callables instead of using client interceptors: grpc.aio runs those in a
task of their own per call. Deadlines are set here and not in the service config, where they come
about a second short.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, cast

import grpc

from kit.call import caller_token, current_call, current_traceparent
from kit.model.errors import Kind, Refusal
from kit.rpc_health import ACCEPTING
from kit.settings import AuthSettings, RpcSettings

DEADLINE_SECONDS = 2.0
MESSAGE_BYTES = 4 * 1024 * 1024
_KEEPALIVE_MS = 60_000

TokenSource = Callable[[], str]
"""Gives the token for a call that no caller asked for; empty when there is none."""


def no_token() -> str:
    """Return no token: calls go out as the caller, or not at all."""
    return ""


class FileToken:
    """This service's own token from a file that is rotated in place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = 0
        self._token = ""

    def __call__(self) -> str:
        """Return the token as the file has it now; the last one while the file is away."""
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp != self._stamp:
                self._token = self._path.read_text(encoding="ascii").strip()
                self._stamp = stamp
        except OSError:
            return self._token
        return self._token


def own_token_of(settings: AuthSettings) -> TokenSource:
    """Return the source of this service's own token, by settings."""
    return FileToken(Path(settings.service_token)) if settings.service_token else no_token


def credentials_of(settings: RpcSettings) -> grpc.ChannelCredentials | None:
    """Return what a channel needs to reach services of this site; None without TLS.

    The service shows the same certificate to others as to its clients (mTLS).
    """
    if not settings.certificate:
        return None
    return grpc.ssl_channel_credentials(
        root_certificates=Path(settings.ca).read_bytes() if settings.ca else None,
        private_key=Path(settings.key).read_bytes(),
        certificate_chain=Path(settings.certificate).read_bytes(),
    )


def channel_to(
    target: str,
    own_token: TokenSource = no_token,
    idempotent: Iterable[str] = (),
    deadline: float = DEADLINE_SECONDS,
    credentials: grpc.ChannelCredentials | None = None,
    message_bytes: int = MESSAGE_BYTES,
) -> grpc.aio.Channel:
    """Return a channel for generated stubs.

    `target` is `host:port`. `idempotent` lists the full names of methods that may be retried when
    the other side is UNAVAILABLE. Each call gets the smaller of its own timeout (or `deadline`) and
    what is left of the call being served, the caller's token (else `own_token`) and the trace.
    """
    options = _options(tuple(idempotent), message_bytes)
    address = target if "://" in target else f"dns:///{target}"
    if credentials is None:
        plain = grpc.aio.insecure_channel(address, options=options)
    else:
        plain = grpc.aio.secure_channel(address, credentials, options=options)
    return cast("grpc.aio.Channel", _Channel(plain, own_token, deadline))


class NoTimeLeft(Refusal):
    """The call being served is over its deadline; asking others would be in vain. No fields."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    reason: ClassVar[str] = "NO_TIME_LEFT"
    text: ClassVar[str] = "处理超时，请稍后重试。"


def time_left(own: float) -> float:
    """Return the smaller of `own` seconds and what is left of the call being served.

    Raises:
        NoTimeLeft: nothing is left; grpc would take a timeout of 0 for none at all.
    """
    call = current_call()
    remaining = call.time_remaining() if call is not None else None
    if remaining is None:
        return own
    if remaining <= 0:
        raise NoTimeLeft
    return min(own, remaining)


class _Channel:
    """A channel whose multi-callables add deadline and metadata."""

    def __init__(self, channel: grpc.aio.Channel, own_token: TokenSource, deadline: float) -> None:
        self._channel = channel
        self._own_token = own_token
        self._deadline = deadline

    def unary_unary(self, *args: Any, **kwargs: Any) -> Any:
        return self._passing_on(self._channel.unary_unary(*args, **kwargs))

    def unary_stream(self, *args: Any, **kwargs: Any) -> Any:
        return self._passing_on(self._channel.unary_stream(*args, **kwargs))

    def stream_unary(self, *args: Any, **kwargs: Any) -> Any:
        return self._passing_on(self._channel.stream_unary(*args, **kwargs))

    def stream_stream(self, *args: Any, **kwargs: Any) -> Any:
        return self._passing_on(self._channel.stream_stream(*args, **kwargs))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def __aenter__(self) -> _Channel:
        return self

    async def __aexit__(self, *_problem: object) -> None:
        await self._channel.close()

    def _passing_on(self, callable_: Any) -> Any:
        def call(
            request: Any = None,
            *,
            timeout: float | None = None,
            metadata: Sequence[tuple[str, str | bytes]] = (),
            **rest: Any,
        ) -> Any:
            return callable_(
                request,
                timeout=time_left(self._deadline if timeout is None else timeout),
                metadata=(*metadata, *self._metadata()),
                **rest,
            )

        return call

    def _metadata(self) -> list[tuple[str, str]]:
        token = caller_token() or self._own_token()
        traceparent = current_traceparent()
        found = [("authorization", f"Bearer {token}")] if token else []
        return [*found, ("traceparent", traceparent)] if traceparent else found


def _options(idempotent: tuple[str, ...], message_bytes: int) -> list[tuple[str, Any]]:
    return [
        ("grpc.service_config", service_config(idempotent)),
        ("grpc.max_receive_message_length", message_bytes),
        ("grpc.max_send_message_length", message_bytes),
        ("grpc.keepalive_time_ms", _KEEPALIVE_MS),
        ("grpc.max_reconnect_backoff_ms", 5_000),
    ]


def service_config(idempotent: tuple[str, ...]) -> str:
    """Return the service config: round robin, and retries for idempotent methods only.

    A server that drains is left out as soon as it says so; one without health counts as well.
    CANCELLED is how grpc's core answers a call that meets the end of a server on its way.
    """
    config: dict[str, Any] = {
        "loadBalancingConfig": [{"round_robin": {}}],
        "healthCheckConfig": {"serviceName": ACCEPTING},
    }
    if idempotent:
        names = [method.partition("/") for method in idempotent]
        config["methodConfig"] = [
            {
                "name": [{"service": service, "method": name} for service, _, name in names],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.1s",
                    "maxBackoff": "1s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED"],
                },
            }
        ]
    return json.dumps(config)
