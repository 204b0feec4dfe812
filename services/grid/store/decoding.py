"""Reading many documents without holding the event loop: other calls and /livez go on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from kit.records import Document

T = TypeVar("T")

AT_ONCE = 100
"""Some 20 ms of opening and decoding."""


async def decoded(documents: Sequence[Document], read: Callable[[Document], T]) -> list[T]:
    """Return what is read of each document, in order."""
    found: list[T] = []
    for start in range(0, len(documents), AT_ONCE):
        found += [read(document) for document in documents[start : start + AT_ONCE]]
        await asyncio.sleep(0)
    return found
