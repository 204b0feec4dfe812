"""One page of a list over several ranges of divisions: range by range, until it is full (ADR 9)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from kit.authz import Range
from kit.records import Document

Find = Callable[[Document, str, int], Awaitable[list[Document]]]
"""Query, field to sort by, and how many at most → the documents in order."""


async def page_of_ranges(
    find: Find, key: str, ranges: Sequence[Range], conditions: Document, after: str, limit: int
) -> list[Document]:
    """Return documents whose `key` lies in the ranges, starting after one.

    The ranges are sorted and do not overlap, so their pages follow each other in order.
    """
    found: list[Document] = []
    for low, high in ranges:
        bounds = {"$gte": low, "$lt": high} | ({"$gt": after} if after else {})
        found += await find({key: bounds, **conditions}, key, limit - len(found))
        if len(found) >= limit:
            break
    return found
