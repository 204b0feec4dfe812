"""Who is whose neighbour: the Gabriel graph of the places of a group, without ridge crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay, QhullError

from .values import Dwelling, Ridge

METRES_PER_DEGREE = 111_320.0
_DIGITS = 7
"""Decimals of a degree (1 cm): what is nearer is one place."""

Points = NDArray[np.float64]
Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a group and the pairs of them that are neighbours.

    `of[i]` is the place of dwelling i, -1 without a point; `at` are metres from the middle.
    """

    of: list[int]
    at: Points
    pairs: Pairs
    cut: bool

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self.at)

    def graph(self) -> csr_array[Any]:
        """Return the neighbours as a symmetric matrix of distances."""
        one, other = self.pairs[:, 0], self.pairs[:, 1]
        lengths = np.hypot(*(self.at[one] - self.at[other]).T)
        shape = (self.count, self.count)
        both = np.concatenate((one, other)), np.concatenate((other, one))
        return csr_array((np.concatenate((lengths, lengths)), both), shape=shape)

    def components(self) -> list[int]:
        """Return for each place which connected piece of the graph it is in."""
        if not self.count:
            return []
        return connected_components(self.graph(), directed=False)[1].tolist()

    def tree(self) -> list[list[int]]:
        """Return the neighbours of each place in the minimum spanning tree (or forest)."""
        near: list[list[int]] = [[] for _ in range(self.count)]
        if self.count:
            found = minimum_spanning_tree(self.graph()).tocoo()
            for one, other in sorted(zip(found.row.tolist(), found.col.tolist(), strict=True)):
                near[one].append(other)
                near[other].append(one)
        return near


def places_of(dwellings: Sequence[Dwelling], ridges: Sequence[Ridge]) -> Places:
    """Return the places of dwellings and who is next to whom."""
    found = [
        None if one.point is None else (round(one.point[0], _DIGITS), round(one.point[1], _DIGITS))
        for one in dwellings
    ]
    distinct = sorted({point for point in found if point is not None})
    index = {point: number for number, point in enumerate(distinct)}
    of = [-1 if point is None else index[point] for point in found]
    degrees = np.array(distinct, np.float64).reshape(-1, 2)
    if not len(degrees):
        return Places(of, degrees, np.empty((0, 2), np.int64), cut=False)
    middle = degrees.mean(axis=0)
    at = _metres(degrees, middle)
    pairs = gabriel_pairs(at)
    kept = pairs[~_crossing(at, pairs, ridges, middle)]
    return Places(of, at, kept, cut=len(kept) < len(pairs))


def gabriel_pairs(at: Points) -> Pairs:
    """Return the pairs with no third place in the closed disc between them, in order.

    The disc is closed so that the graph does not depend on how Qhull triangulates a lattice; it
    still holds a minimum spanning tree and is therefore connected.
    """
    if len(at) < 2:
        return np.empty((0, 2), np.int64)
    try:
        found = Delaunay(at)
    except QhullError:
        return _chain(at)
    corners = found.simplices.astype(np.int64)
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    codes = _codes(sides, len(at))
    free = np.setdiff1d(codes, codes[_blocked(at, corners)])
    left_out = found.coplanar[:, [0, 2]].astype(np.int64)  # too near to a corner for Qhull
    return np.stack(np.divmod(np.union1d(free, _codes(left_out, len(at))), len(at)), axis=1)


def _codes(pairs: Pairs, count: int) -> Pairs:
    return pairs.min(axis=1) * count + pairs.max(axis=1)


def _blocked(at: Points, corners: Pairs) -> NDArray[np.bool_]:
    """Return for the three sides of each triangle whether its third corner lies in their disc.

    In a Delaunay triangulation only these two corners need to be looked at.
    """
    sides: list[NDArray[np.bool_]] = []
    for one, other, third in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        to_one = at[corners[:, one]] - at[corners[:, third]]
        to_other = at[corners[:, other]] - at[corners[:, third]]
        size = np.abs(to_one).sum(axis=1) * np.abs(to_other).sum(axis=1)
        sides.append((to_one * to_other).sum(axis=1) <= 1e-9 * size)
    return np.concatenate(sides)


def _chain(at: Points) -> Pairs:
    """Return the pairs of places on a line (or of two): each with the next one."""
    spread = at.max(axis=0) - at.min(axis=0)
    along = np.lexsort((at[:, int(spread.argmin())], at[:, int(spread.argmax())]))
    pairs = np.stack((along[:-1], along[1:]), axis=1)
    return np.sort(pairs, axis=1)


def _metres(degrees: Points, middle: Points) -> Points:
    scale = np.array([METRES_PER_DEGREE * cos(radians(float(middle[1]))), METRES_PER_DEGREE])
    return (degrees - middle) * scale


def _crossing(
    at: Points, pairs: Pairs, ridges: Sequence[Ridge], middle: Points
) -> NDArray[np.bool_]:
    """Return for each pair whether a ridge lies between the two, touching included."""
    crossed = np.zeros(len(pairs), np.bool_)
    one, other = at[pairs[:, 0]], at[pairs[:, 1]]
    for ridge in ridges:
        start, end = _metres(np.array([ridge.start, ridge.end], np.float64), middle)
        parted = _side(start, end, one) * _side(start, end, other) <= 0
        reached = _side(one, other, start) * _side(one, other, end) <= 0
        crossed |= parted & reached
    return crossed


def _side(start: Points, end: Points, point: Points) -> Points:
    """Return on which side of a line a point lies, by sign."""
    (along_x, along_y), (to_x, to_y) = (end - start).T, (point - start).T
    return np.sign(along_x * to_y - along_y * to_x)
