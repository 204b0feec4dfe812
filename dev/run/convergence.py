"""Waiting until all who are asked say the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from kit.model.errors import Kind, Refusal

from .problems import NotConverged
from .waiting import Pause, poll

CONVERGED_WITHIN_S = 900.0

F = TypeVar("F")


async def until_converged(
    ask: Callable[[], Awaitable[dict[str, F]]],
    text: Callable[[Mapping[str, F]], str],
    told: Callable[[str], None],
    pause: Pause = asyncio.sleep,
) -> dict[str, F]:
    """Return the figures once all say the same; a site too busy to answer is asked again.

    Args:
        ask: returns what each of those asked says.
        text: puts that in words.
        told: is told the words after each look.
        pause: waits so many seconds.

    Raises:
        NotConverged: they do not within a quarter of an hour.
    """
    last: dict[str, F] = {}

    async def look() -> dict[str, F] | None:
        nonlocal last
        try:
            last = await ask()
        except Refusal as refusal:
            if refusal.kind is not Kind.UNAVAILABLE:
                raise
            told(refusal.user_text)
            return None
        told(text(last))
        return last if same(last) else None

    found = await poll(look, CONVERGED_WITHIN_S, pause)
    if found is None:
        raise NotConverged(figures=text(last))
    return found


def same(found: Mapping[str, Any]) -> bool:
    """Whether everybody says the same."""
    told = list(found.values())
    return all(one == told[0] for one in told)
