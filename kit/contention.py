"""Trying again when others were faster: bounded, with a growing and uneven pause."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from kit.model.errors import TooMuchContention

T = TypeVar("T")
Pause = Callable[[float], Awaitable[None]]

_FIRST_PAUSE = 0.002
_LONGEST_PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Contention:
    """How often a lost write is decided again. Twelve tries last about 1.3 s."""

    tries: int = 12
    pause: Pause = asyncio.sleep

    async def until(self, id: str, attempt: Callable[[], Awaitable[T | None]]) -> T:
        """Try until an attempt returns something.

        Raises:
            TooMuchContention: none of them has.
        """
        for number in range(self.tries):
            outcome = await attempt()
            if outcome is not None:
                return outcome
            longest = min(_FIRST_PAUSE * 2**number, _LONGEST_PAUSE)
            await self.pause(longest * random.uniform(0.5, 1))  # noqa: S311 - spreads, no secret
        raise TooMuchContention(id=id)
