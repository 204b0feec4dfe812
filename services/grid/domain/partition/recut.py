"""Cut two parts of a division anew, in many directions: for the few groups where it is hard."""

from __future__ import annotations

from itertools import combinations
from math import cos, pi, sin

from .sizes import scale_of
from .workshop import Sketch, Workshop

TURNS = 12
"""Directions in which two parts are cut anew."""


def recut(workshop: Workshop, sketch: Sketch, parts: int, bound: int) -> Sketch:
    """Return a division with less violation, if cutting pairs of parts anew finds one.

    It ends at the bound that no division can stay below, or when no pair helps any more.
    """
    before = None
    while before is not sketch and (sketch.violation > bound or sketch.pieces):
        before = sketch
        for pair in combinations(range(parts), 2):
            sketch = _best_cut(workshop, sketch, parts, pair)
    return sketch


def _best_cut(workshop: Workshop, sketch: Sketch, parts: int, pair: tuple[int, int]) -> Sketch:
    """Return the best division after the two parts were cut along each direction, then improved."""
    best = sketch
    both = [dwelling for dwelling, part in enumerate(sketch.labels) if part in pair]
    for turn in range(TURNS):
        order = _along(workshop, both, turn * pi / TURNS)
        cut = workshop.cut(order, 2, scale_of(workshop.policy).unit // 2)
        if cut is None:
            continue
        labels = list(sketch.labels)
        for dwelling, side in zip(order, cut, strict=True):
            labels[dwelling] = pair[side]
        best = min(best, workshop.improve(labels, parts), key=lambda one: one.key)
    return best


def _along(workshop: Workshop, dwellings: list[int], angle: float) -> list[int]:
    """Return dwellings in the order in which a line that moves in one direction meets them."""
    ground = workshop.ground
    return sorted(dwellings, key=lambda v: (ground.x[v] * cos(angle) + ground.y[v] * sin(angle), v))
