"""From sums by division and standing to the counts people read; see `standing_of`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kit.records import Document
from services.petition.domain.petition import Rating
from services.petition.ports.petitions import PetitionCount

_LENGTH = 12


@dataclass(slots=True)
class _Sums:
    """What is added up for one division."""

    plain: Counter[str] = field(default_factory=Counter[str])
    open_at: Counter[str] = field(default_factory=Counter[str])
    solved_at: Counter[str] = field(default_factory=Counter[str])
    categories: Counter[str] = field(default_factory=Counter[str])
    ratings: Counter[str] = field(default_factory=Counter[str])

    def add(self, row: Document) -> None:
        """Take in one sum: the key, and the figures that do not depend on it."""
        phase, tier, solved, letter = row["_id"]["standing"].split("/")
        count = int(row["count"])
        self.plain["received"] += count
        self.plain[phase] += count
        for name in ("overdue", "in_time", "was_reopened", "was_returned", "in_flight"):
            self.plain[name] += int(row[name])
        for rating in Rating:
            self.ratings[rating.value] += int(row[rating.value])
        if phase == "open":
            self.open_at[tier] += count
        if phase == "closed":
            self.solved_at[solved] += count
        if letter:
            self.categories[letter] += count

    def told(self, division: str) -> PetitionCount:
        """Return the counts; what is zero is left out of the tables."""
        return PetitionCount(
            division,
            received=self.plain["received"],
            open=self.plain["open"],
            overdue=self.plain["overdue"],
            closed=self.plain["closed"],
            closed_in_time=self.plain["in_time"],
            reopened=self.plain["was_reopened"],
            returned=self.plain["was_returned"],
            in_flight=self.plain["in_flight"],
            open_at_tier=dict(+self.open_at),
            solved_at_tier=dict(+self.solved_at),
            categories=dict(+self.categories),
            ratings=dict(+self.ratings),
        )


def counts_of(rows: Iterable[Document]) -> list[PetitionCount]:
    """Return the counts by division, in their order; the code has 12 digits again."""
    sums: dict[str, _Sums] = {}
    for row in rows:
        sums.setdefault(str(row["_id"]["division"]), _Sums()).add(row)
    return [sums[prefix].told(prefix.ljust(_LENGTH, "0")) for prefix in sorted(sums)]
