"""Many documents are read without holding up what else the process does."""

from __future__ import annotations

import asyncio
from itertools import count

from kit.records import Document
from services.grid.store.decoding import AT_ONCE, decoded


def number_of(document: Document) -> int:
    return int(document["n"])


async def test_other_tasks_go_on_between_documents() -> None:
    turns: list[int] = []

    async def beat() -> None:
        for turn in count():
            turns.append(turn)
            await asyncio.sleep(0)

    beating = asyncio.create_task(beat())
    documents = [{"n": n} for n in range(AT_ONCE * 5 + 1)]
    assert await decoded(documents, number_of) == list(range(AT_ONCE * 5 + 1))
    beating.cancel()
    assert len(turns) >= 6


async def test_nothing_is_read_of_nothing() -> None:
    assert await decoded([], number_of) == []
