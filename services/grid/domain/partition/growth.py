"""A connected start where no order gives one: parts grown from places far from each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .ground import Ground
from .neighbours import Places


def grown(ground: Ground, places: Places, parts: int) -> list[int]:
    """Return labels of so many parts; each grows by a neighbour while it is the smallest.

    Every connected piece of the group gets a part as long as there are enough of them; what no
    part can reach joins the nearest part, and dwellings without a place the smallest ones.
    """
    if places.count <= parts:
        return _dealt(ground, [place % parts for place in range(places.count)], parts)
    owner = [-1] * places.count
    sizes = [0] * parts
    for part, place in enumerate(_seeds(places, parts)):
        _take(ground, owner, sizes, place, part)
    stuck: set[int] = set()
    while len(stuck) < parts:
        part = min((size, part) for part, size in enumerate(sizes) if part not in stuck)[1]
        place = _nearest_free(ground, places, owner, part)
        if place < 0:
            stuck.add(part)
        else:
            _take(ground, owner, sizes, place, part)
    _rescue(places, owner)
    return _dealt(ground, owner, parts)


def _seeds(places: Places, parts: int) -> list[int]:
    """Return places far apart, first one in each connected piece, large pieces first."""
    component = np.array(places.components())
    sizes = np.bincount(component)
    far = np.full(places.count, np.inf)
    seeds: list[int] = []
    for piece in np.lexsort((np.arange(len(sizes)), -sizes))[:parts].tolist():
        inside = np.flatnonzero(component == piece)
        away = (places.at[inside] ** 2).sum(axis=1)
        seeds.append(int(inside[away.argmax()]))
    while True:
        far = np.minimum(far, ((places.at - places.at[seeds[-1]]) ** 2).sum(axis=1))
        for seed in seeds:
            far = np.minimum(far, ((places.at - places.at[seed]) ** 2).sum(axis=1))
        if len(seeds) == parts:
            return seeds
        seeds.append(int(far.argmax()))


def _take(ground: Ground, owner: list[int], sizes: list[int], place: int, part: int) -> None:
    owner[place] = part
    sizes[part] += int(ground.member_from[place + 1] - ground.member_from[place])


def _nearest_free(ground: Ground, places: Places, owner: Sequence[int], part: int) -> int:
    """Return the free neighbour of a part that is nearest to its middle, -1 for none."""
    own = [place for place, held in enumerate(owner) if held == part]
    free = sorted(
        {
            int(there)
            for place in own
            for there in ground.near[ground.near_from[place] : ground.near_from[place + 1]]
            if owner[int(there)] < 0
        }
    )
    if not free:
        return -1
    away = ((places.at[free] - places.at[own].mean(axis=0)) ** 2).sum(axis=1)
    return free[int(away.argmin())]


def _rescue(places: Places, owner: list[int]) -> None:
    held = [place for place, part in enumerate(owner) if part >= 0]
    for place, part in enumerate(owner):
        if part < 0:
            away = ((places.at[held] - places.at[place]) ** 2).sum(axis=1)
            owner[place] = owner[held[int(away.argmin())]]


def _dealt(ground: Ground, owner: Sequence[int], parts: int) -> list[int]:
    """Return the labels of the dwellings; those without a place fill the smallest parts."""
    labels = [owner[int(site)] if site >= 0 else -1 for site in ground.site]
    sizes = [labels.count(part) for part in range(parts)]
    for dwelling, part in enumerate(labels):
        if part < 0:
            smallest = min(range(parts), key=lambda one: (sizes[one], one))
            labels[dwelling] = smallest
            sizes[smallest] += 1
    return labels
