"""What a roster import cannot do without: reading every row, inserting every document."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from python_calamine import CalamineWorkbook

from bench.ground import Ground, connected
from kit.mongo import Index, store_errors
from kit.records import Document

_CHUNK = 1_000


def read_raw(book: Path) -> float:
    """Return the seconds that the fastest reader takes for all rows."""
    start = perf_counter()
    with book.open("rb") as file:
        for _ in CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).iter_rows():
            pass
    return perf_counter() - start


def insert_raw(
    ground: Ground, documents: Sequence[Document], indexes: Sequence[Index] = ()
) -> float:
    """Return the seconds that bare inserts of the documents take in a store of their own.

    The reference has the indexes of the registry's collection: without them the documents could
    not be found again, nor a number be claimed once. The figure without shows what they cost.
    """
    with ground.fresh_store() as store:
        return asyncio.run(_inserted(store.address, documents, indexes))


async def _inserted(uri: str, documents: Sequence[Document], indexes: Sequence[Index]) -> float:
    store = connected(uri, "raw")
    await store.ensure_indexes("raw", [index for index in indexes if index.name != "_id_"])
    collection = store.collection("raw")
    start = perf_counter()
    with store_errors():
        for at in range(0, len(documents), _CHUNK):
            await collection.insert_many(documents[at : at + _CHUNK], ordered=False)
    seconds = perf_counter() - start
    store.close()
    return seconds
