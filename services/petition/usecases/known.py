"""Everything a site knows of appeals: its own, and copies of all others. They do not overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from kit.authz import Range
from kit.commit import Versioned
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition
from services.petition.ports.petitions import (
    PetitionCount,
    PetitionFilter,
    PetitionQueries,
    position_of,
)


@dataclass(frozen=True, slots=True)
class Known:
    """`PetitionQueries` over both.

    What a site has sent away stays in its own collection without the fields questions go by, and
    shows up among the copies; for a moment, until its own fact is back, it may be in neither list.
    By id it is found at any time: of two states the newer counts.
    """

    own: PetitionQueries
    copies: PetitionQueries

    async def get_many(self, ids: Sequence[PetitionId]) -> dict[PetitionId, Versioned[Petition]]:
        """See `PetitionQueries`."""
        found = [await self.own.get_many(ids), await self.copies.get_many(ids)]
        return newest(item for some in found for item in some.values())

    async def page(
        self, ranges: Sequence[Range], wanted: PetitionFilter, after: str, limit: int
    ) -> list[Versioned[Petition]]:
        """See `PetitionQueries`."""
        own = await self.own.page(ranges, wanted, after, limit)
        copied = await self.copies.page(ranges, wanted, after, limit)
        found = newest([*own, *copied]).values()
        return sorted(found, key=lambda item: position_of(item.state))[:limit]

    async def by_receipt(self, number: str) -> Versioned[Petition] | None:
        """See `PetitionQueries`."""
        found = [await self.own.by_receipt(number), await self.copies.by_receipt(number)]
        return max((one for one in found if one), key=lambda one: one.revision, default=None)

    async def counts(self, bounds: Range, digits: int, now: datetime) -> list[PetitionCount]:
        """See `PetitionQueries`."""
        own = await self.own.counts(bounds, digits, now)
        return added([*own, *await self.copies.counts(bounds, digits, now)])


def newest(items: Iterable[Versioned[Petition]]) -> dict[PetitionId, Versioned[Petition]]:
    """Return of each appeal the state of the highest revision."""
    found: dict[PetitionId, Versioned[Petition]] = {}
    for item in items:
        known = found.get(item.state.id)
        if known is None or item.revision > known.revision:
            found[item.state.id] = item
    return found


def added(counts: Iterable[PetitionCount]) -> list[PetitionCount]:
    """Return one count for each division, by its code."""
    rows: dict[str, PetitionCount] = {}
    for count in counts:
        known = rows.get(count.division)
        rows[count.division] = _sum(known, count) if known else count
    return [rows[division] for division in sorted(rows)]


_NUMBERS = tuple(field.name for field in fields(PetitionCount) if field.type == "int")
_TABLES = tuple(
    field.name for field in fields(PetitionCount) if field.name not in (*_NUMBERS, "division")
)


def _sum(one: PetitionCount, other: PetitionCount) -> PetitionCount:
    """Numbers are added, tables key by key."""
    sums: dict[str, Any] = {name: getattr(one, name) + getattr(other, name) for name in _NUMBERS}
    for name in _TABLES:
        mine, others = Counter[str](getattr(one, name)), Counter[str](getattr(other, name))
        sums[name] = dict(mine + others)
    return PetitionCount(one.division, **sums)
