"""Divisions of a group into a given number of parts: from the orders, from growth, improved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from .growth import grown
from .middles import nearest_middles
from .orders import orders_of, with_dwellings
from .recut import recut
from .workshop import Sketch, Workshop

ROUNDS = 4
"""Of new middles; most groups need one or two."""

_KEY = attrgetter("key")


@dataclass
class Starts:
    """The starts of one group; the orders are made once."""

    workshop: Workshop

    @cached_property
    def orders(self) -> list[list[int]]:
        """The dwellings along each order."""
        places = self.workshop.places
        return [with_dwellings(order, places.of) for order in orders_of(places)]

    def legal_cuts(self, parts: int) -> Sketch | None:
        """Return the best division whose start was legal in some order already."""
        cuts = (self._first_cut(order, parts, (0,)) for order in self.orders)
        found = [self.workshop.improve(cut, parts) for cut in cuts if cut is not None]
        return self._rounded(min(found, key=_KEY), parts) if found else None

    def relaxed(self, parts: int, allowances: Sequence[int]) -> Sketch:
        """Return the best division from starts whose segments may be out of bounds by so much.

        Of the allowances each order takes the first, so the least, that gives a cut.
        """
        starts = (self._first_cut(order, parts, allowances) for order in self.orders)
        found = [self.workshop.improve(start, parts) for start in starts if start is not None]
        if not any(sketch.violation <= allowances[0] and not sketch.pieces for sketch in found):
            start = grown(self.workshop.ground, self.workshop.places, parts)
            found.append(self.workshop.improve(start, parts))
        best = self._rounded(min(found, key=_KEY), parts)
        for sketch in (best, *found):
            best = min(best, recut(self.workshop, sketch, parts, allowances[0]), key=_KEY)
            if best.violation <= allowances[0] and not best.pieces:
                break
        return best

    def _rounded(self, sketch: Sketch, parts: int) -> Sketch:
        """Return the division that grows out of the nearest middles of a division, while better.

        What is nearest is neither legal nor connected; the local search makes it so again, and
        ends elsewhere than from a cut along a line.
        """
        for _ in range(ROUNDS):
            nearest = nearest_middles(self.workshop.places, sketch.labels, parts)
            other = self.workshop.improve(nearest, parts)
            if other.key >= sketch.key:
                break
            sketch = other
        return sketch

    def _first_cut(
        self, order: Sequence[int], parts: int, allowances: Sequence[int]
    ) -> list[int] | None:
        cuts = (self.workshop.cut(order, parts, allowed) for allowed in allowances)
        found = next((cut for cut in cuts if cut is not None), None)
        if found is None:
            return None
        by_dwelling = dict(zip(order, found, strict=True))
        return [by_dwelling[dwelling] for dwelling in range(len(order))]
