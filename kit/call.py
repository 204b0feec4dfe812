"""The call being served: who asks, with which rights, in which trace. One context variable."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from kit.access import Access
from kit.authz import Principal


def _no_limit() -> float | None:
    return None


@dataclass(frozen=True, slots=True)
class Call:
    """What the edge learned about one call before the servicer saw it."""

    access: Access
    traceparent: str = ""
    token: str = field(default="", repr=False)
    time_remaining: Callable[[], float | None] = _no_limit


_CURRENT: ContextVar[Call | None] = ContextVar("gov321_call", default=None)
_TRACEPARENT: ContextVar[str] = ContextVar("gov321_traceparent", default="")


def enter_call(call: Call) -> None:
    """Make this the current call of the running task; it ends with the task."""
    _CURRENT.set(call)


def enter_trace(traceparent: str) -> None:
    """Make this the trace of work that no caller asked for (a batch of events, a job)."""
    _TRACEPARENT.set(traceparent)


def current_call() -> Call | None:
    """Return the call being served, None outside of one."""
    return _CURRENT.get()


def current_access() -> Access:
    """Return the rights of the call being served.

    Raises:
        LookupError: not inside a call.
    """
    call = _CURRENT.get()
    if call is None:
        raise LookupError("no call is being served here")
    return call.access


def current_principal() -> Principal:
    """Return who asks.

    Raises:
        LookupError: not inside a call.
    """
    return current_access().principal


def current_traceparent() -> str:
    """Return the W3C traceparent to pass on, empty when there is none."""
    call = _CURRENT.get()
    return call.traceparent if call is not None else _TRACEPARENT.get()


def caller_token() -> str:
    """Return the caller's own token to pass on, empty outside of a call."""
    call = _CURRENT.get()
    return call.token if call is not None else ""
