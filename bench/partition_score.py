"""How good divisions are, ours and the peers', by the same measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.grid.domain.partition.neighbours import Places, places_of
from services.grid.domain.partition.sizes import legal_counts
from services.grid.domain.partition.values import Division, Dwelling, SizePolicy, in_order
from services.grid.domain.partition.workshop import Workshop

PLAN = SizePolicy()


@dataclass(frozen=True, slots=True)
class Score:
    """One division of one group: sizes and contiguity legal, and squared metres to the middles."""

    legal: bool
    spread: float


@dataclass(frozen=True, slots=True)
class Divided:
    """A group with our division of it, its places, and our labels in the order of the ids."""

    dwellings: Sequence[Dwelling]
    division: Division
    places: Places
    labels: Sequence[int]

    @property
    def parts(self) -> int:
        """How many grids it has."""
        return len(self.division.parts)

    @property
    def legal(self) -> bool:
        """Whether all grids are in bounds and hang together."""
        return self.division.legal and self.division.contiguous

    @property
    def possible(self) -> bool:
        """Whether a legal division exists as far as anybody knows."""
        persons = sum(one.persons for one in self.dwellings)
        counts = legal_counts(len(self.dwellings), persons, PLAN)
        return self.legal or (bool(counts) and not self.division.exact)

    def score(self, labels: Sequence[int]) -> Score:
        """Return how good labels are for this group."""
        sketch = Workshop(self.dwellings, self.places, PLAN, False).judge(labels, self.parts)
        return Score(sketch.violation == 0 and sketch.pieces == 0, _spread(self.places, labels))


def divided(group: Sequence[Dwelling], division: Division) -> Divided:
    """Return a group with its division."""
    dwellings = in_order(group)
    part_of = {id: number for number, part in enumerate(division.parts) for id in part.households}
    labels = [part_of[one.id] for one in dwellings]
    return Divided(dwellings, division, places_of(dwellings, ()), labels)


def spread_ratio(groups: Sequence[Divided], others: Sequence[Sequence[int]]) -> float:
    """Return our summed squared distances over another's, where ours is legal and really divides.

    The other was asked for as many parts, and need not be legal.
    """
    compared = [
        (group.score(group.labels).spread, group.score(labels).spread)
        for group, labels in zip(groups, others, strict=True)
        if group.legal and group.parts > 1
    ]
    return sum(ours for ours, _ in compared) / sum(other for _, other in compared)


def legal_rate(groups: Sequence[Divided], labels: Sequence[Sequence[int]]) -> float:
    """Return the share of all groups that are divided legally and contiguously."""
    scores = [group.score(one).legal for group, one in zip(groups, labels, strict=True)]
    return sum(scores) / len(scores)


def _spread(places: Places, labels: Sequence[int]) -> float:
    at, held = places.at[places.of], np.array(labels)
    parts = (at[held == part] for part in set(labels))
    return sum(float(((part - part.mean(axis=0)) ** 2).sum()) for part in parts)
