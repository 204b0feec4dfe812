"""What the kernels work on: flat columns, lists for the interpreter or arrays for the compiler."""

from __future__ import annotations

from typing import NamedTuple

UNREACHED = -1


class Ground(NamedTuple):
    """The dwellings of a group and their places, as columns.

    `site` is -1 without a point (then x = y = 0). The neighbours of place s are
    `near[near_from[s]:near_from[s + 1]]`, the dwellings there `member[member_from[s]:…]`.
    """

    site: list[int]
    persons: list[int]
    x: list[float]
    y: list[float]
    duty: list[float]
    near_from: list[int]
    near: list[int]
    member_from: list[int]
    member: list[int]


class Rules(NamedTuple):
    """The size policy in units of its scale, and what is weighed against compactness.

    `balance` is the price of uneven duty, `loyalty` that of a dwelling that leaves its home part.
    """

    few: int
    many: int
    few_persons: int
    many_persons: int
    few_unit: int
    many_unit: int
    few_persons_unit: int
    many_persons_unit: int
    balance: float
    loyalty: float


class Parts(NamedTuple):
    """A division while it is worked on: the part of each dwelling and the sums of each part.

    `held[s * k + j]` is how many dwellings of part j are at place s. `home` is the part a
    dwelling would like to stay in, -1 for none. From `nearby` on all is scratch.
    """

    label: list[int]
    home: list[int]
    households: list[int]
    persons: list[int]
    points: list[int]
    x: list[float]
    y: list[float]
    duty: list[float]
    violation: list[int]
    cost: list[float]
    held: list[int]
    nearby: list[int]
    beside: list[int]
    border: list[int]
    seen: list[int]
    queue: list[int]


class Table(NamedTuple):
    """The dynamic programme over segments: state (t, i) is t segments that end at position i.

    The first group are sums over the order up to a position; `stamp` and `root` join places.
    """

    persons: list[int]
    points: list[int]
    x: list[float]
    y: list[float]
    duty: list[float]
    violation: list[int]
    cost: list[float]
    start: list[int]
    stamp: list[int]
    root: list[int]
