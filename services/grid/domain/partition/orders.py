"""One-dimensional orders of the places of a group, in which a grid is a segment."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import atan2, cos, sin

import numpy as np
from numpy.typing import NDArray

from .neighbours import Places, Points

Cells = NDArray[np.int64]
Quarter = NDArray[np.bool_]

_BITS = 12
_TURNED = 0.6
"""Radians by which the second Hilbert curve is turned against the first."""


def orders_of(places: Places) -> list[list[int]]:
    """Return the orders: a walk along the spanning tree, the principal axis, two Hilbert curves."""
    if not places.count:
        return [[]]
    return [
        tree_walk(places.tree()),
        _by(_along_axis(places.at)),
        _by(_hilbert(places.at)),
        _by(_hilbert(_turn(places.at, _TURNED))),
    ]


def with_dwellings(order: Sequence[int], of: Sequence[int]) -> list[int]:
    """Return the dwellings in the order of their places, those without one spread evenly."""
    members: dict[int, list[int]] = {}
    for dwelling, place in enumerate(of):
        members.setdefault(place, []).append(dwelling)
    placed = [dwelling for place in order for dwelling in members[place]]
    placeless = members.get(-1, [])
    total = len(of)
    gaps = {(2 * number + 1) * total // (2 * len(placeless)) for number in range(len(placeless))}
    near, far = iter(placed), iter(placeless)
    return [next(far) if position in gaps else next(near) for position in range(total)]


def tree_walk(tree: Sequence[Sequence[int]]) -> list[int]:
    """Walk each tree from one end of its longest path, small branches before large ones."""
    walked: list[int] = []
    seen = [False] * len(tree)
    for place in range(len(tree)):
        if not seen[place]:
            start = _farthest(tree, _farthest(tree, place))
            for step in _preorder(tree, start):
                seen[step] = True
                walked.append(step)
    return walked


def _farthest(tree: Sequence[Sequence[int]], start: int) -> int:
    """Return the place with the most steps from `start`, the first of equals."""
    steps = {start: 0}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there in tree[here]:
            if there not in steps:
                steps[there] = steps[here] + 1
                queue.append(there)
    return min(steps, key=lambda place: (-steps[place], place))


def _preorder(tree: Sequence[Sequence[int]], start: int) -> list[int]:
    parent = {start: -1}
    found = [start]
    for here in found:
        for there in tree[here]:
            if there != parent[here]:
                parent[there] = here
                found.append(there)
    size = dict.fromkeys(found, 1)
    for here in reversed(found[1:]):
        size[parent[here]] += size[here]
    walked, stack = list[int](), [start]
    while stack:
        here = stack.pop()
        walked.append(here)
        ahead = (there for there in tree[here] if there != parent[here])
        stack += sorted(ahead, key=lambda place: (-size[place], place))
    return walked


def _by(keys: Points) -> list[int]:
    return np.argsort(keys, kind="stable").tolist()


def _along_axis(at: Points) -> Points:
    x, y = at[:, 0] - at[:, 0].mean(), at[:, 1] - at[:, 1].mean()
    angle = atan2(2 * float((x * y).sum()), float((x * x).sum() - (y * y).sum())) / 2
    return x * cos(angle) + y * sin(angle)


def _turn(at: Points, angle: float) -> Points:
    x, y = at[:, 0], at[:, 1]
    return np.stack((x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)), axis=1)


def _hilbert(at: Points) -> Points:
    """Return how far along a Hilbert curve over the places' square each of them lies."""
    low = at.min(axis=0)
    side = max(float((at.max(axis=0) - low).max()), 1e-9)
    cells = ((at - low) / side * (2**_BITS - 1)).astype(np.int64)
    x, y = cells[:, 0], cells[:, 1]
    along = np.zeros(len(at), np.int64)
    for bit in reversed(range(_BITS)):
        half = 1 << bit
        right, up = (x & half) > 0, (y & half) > 0
        along += half * half * ((3 * right) ^ up)
        x, y = _quarter(x & (half - 1), y & (half - 1), half - 1, right, up)
    return along.astype(np.float64)


def _quarter(x: Cells, y: Cells, last: int, right: Quarter, up: Quarter) -> tuple[Cells, Cells]:
    """Turn a quarter of the square so that the curve runs through it like through the whole."""
    flip = right & ~up
    x, y = x + flip * (last - 2 * x), y + flip * (last - 2 * y)
    return x + ~up * (y - x), y + ~up * (x - y)
