"""Reads a list of the API to its end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

PAGE = 1000
"""The most a page may hold."""


async def every(page: Callable[[str], Awaitable[tuple[Sequence[T], str]]]) -> list[T]:
    """Return all items of a list.

    Args:
        page: returns the items of the page a token stands for, and the token of the next one.
    """
    found: list[T] = []
    token = ""
    while True:
        items, token = await page(token)
        found += items
        if not token:
            return found
