"""Traces: W3C traceparent helpers, and a tracer that costs nothing while tracing is off."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

_TRACEPARENT = re.compile(r"^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")

Attributes = Mapping[str, str | int | float | bool]


def is_traceparent(text: str) -> bool:
    """Whether the text is a W3C traceparent (version 00, ids not all zero)."""
    return _TRACEPARENT.match(text) is not None


def new_traceparent(sampled: bool = False) -> str:
    """Return a traceparent that begins a trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-{'01' if sampled else '00'}"


def trace_id(traceparent: str) -> str:
    """Return the 32 hex digits of the trace, empty when it is none."""
    return traceparent[3:35] if is_traceparent(traceparent) else ""


class Tracing(Protocol):
    """Starts spans for one app."""

    @property
    def active(self) -> bool:
        """Whether spans are recorded at all."""
        ...

    def span(
        self,
        name: str,
        parent: str = "",
        attributes: Attributes | None = None,
        links: Sequence[str] = (),
    ) -> AbstractContextManager[str]:
        """Open a span; yields the traceparent to pass on.

        `parent` and `links` are traceparents (links: the records of a batch). Attributes must hold
        no personal data. An exception that leaves the block marks the span failed, by type only.
        """
        ...

    def close(self) -> None:
        """Send what is waiting and stop."""
        ...


class NoTracing:
    """Tracing switched off: passes the caller's traceparent on, records nothing."""

    active = False

    def span(
        self,
        name: str,  # noqa: ARG002 - the port's shape
        parent: str = "",
        attributes: Attributes | None = None,  # noqa: ARG002
        links: Sequence[str] = (),  # noqa: ARG002
    ) -> AbstractContextManager[str]:
        """Yield the parent."""
        return nullcontext(parent)

    def close(self) -> None:
        """Nothing waits."""


NO_TRACING = NoTracing()


def tracing_for(service: str, site: str, endpoint: str, sample_ratio: float) -> Tracing:
    """Return the tracing of one app; an empty endpoint switches it off.

    OpenTelemetry is loaded only when it is on: importing it costs half a second and 30 MB.
    """
    if not endpoint:
        return NO_TRACING
    from kit.tracing_otlp import OtlpTracing  # noqa: PLC0415

    return OtlpTracing(service, site, endpoint, sample_ratio)
