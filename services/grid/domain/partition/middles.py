"""The middles (centroids) of the parts of a division, and how far everybody is from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .neighbours import Places, Points


def distances(places: Places, labels: Sequence[int], parts: int) -> Points:
    """Return the squared metres from each dwelling to the middle of each part.

    Nothing without a place; a part without any place is far from everybody.
    """
    of, held = np.array(places.of, np.int64), np.array(labels, np.int64)
    placed = of >= 0
    away = np.zeros((len(of), parts))
    at = places.at[of[placed]]
    for part in range(parts):
        own = at[held[placed] == part]
        middle = own.mean(axis=0) if len(own) else np.full(2, np.inf)
        away[placed, part] = ((at - middle) ** 2).sum(axis=1)
    return away


def nearest_middles(places: Places, labels: Sequence[int], parts: int) -> list[int]:
    """Return the part with the nearest middle for everybody; no place, no change.

    A part that nobody is nearest to keeps its dwellings.
    """
    nearest = distances(places, labels, parts).argmin(axis=1).tolist()
    wanted = set(nearest)
    return [
        best if site >= 0 and label in wanted else label
        for best, label, site in zip(nearest, labels, places.of, strict=True)
    ]
