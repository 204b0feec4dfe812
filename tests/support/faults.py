"""Ports that crash at a chosen call, before or after it took effect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Crash(BaseException):
    """The process is gone; no code may catch it as an error."""


@dataclass
class FaultPlan:
    """Counts the calls of ports and crashes at the `at`-th of them (None: never)."""

    at: int | None = None
    after_effect: bool = False
    calls: list[str] = field(default_factory=list[str])

    def broken(self, port: T) -> T:
        """Return a port that does what the given one does, until the crash."""
        return cast("T", _Broken(port, self))


class _Broken:
    def __init__(self, port: object, plan: FaultPlan) -> None:
        self._port = port
        self._plan = plan

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._port, name)

        async def call(*args: object, **more: object) -> object:
            plan = self._plan
            plan.calls.append(name)
            crashes = len(plan.calls) - 1 == plan.at
            if crashes and not plan.after_effect:
                raise Crash(name)
            try:
                return await method(*args, **more)
            finally:
                if crashes:
                    raise Crash(name)

        return call
