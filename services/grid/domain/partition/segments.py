"""Kernel: the exact dynamic programme that cuts an order into connected segments.

Written in the part of Python that the compiler knows too (`kernels.py`); one step has one meaning
in both, so the results are the same to the last bit.
"""

from __future__ import annotations

from .ground import UNREACHED, Ground, Rules, Table
from .measure import part_cost, size_violation


def cut_order(g: Ground, r: Rules, t: Table, order: list[int], k: int, allowed: int) -> None:
    """Fill the table with the best cuts of the order into k connected segments.

    Best is the least violation, then the least cost. A segment with more than the allowed
    violation is not considered; the caller finds the result in state (k, n) if it is reached.
    """
    n = len(order)
    _sum_up(g, t, order)
    shortest = max(1, r.few - allowed // r.few_unit)
    longest = min(n, r.many + allowed // r.many_unit)
    t.violation[0] = 0
    t.cost[0] = 0.0
    for i in range(n):
        reached = False
        for layer in range(k):
            reached = reached or t.violation[layer * (n + 1) + i] != UNREACHED
        if reached:
            _extend(g, r, t, order, k, i, allowed, shortest, longest)


def _sum_up(g: Ground, t: Table, order: list[int]) -> None:
    for i in range(len(order)):
        v = order[i]
        t.persons[i + 1] = t.persons[i] + g.persons[v]
        t.points[i + 1] = t.points[i] + (1 if g.site[v] >= 0 else 0)
        t.x[i + 1] = t.x[i] + g.x[v]
        t.y[i + 1] = t.y[i] + g.y[v]
        t.duty[i + 1] = t.duty[i] + g.duty[v]


def _extend(
    g: Ground,
    r: Rules,
    t: Table,
    order: list[int],
    k: int,
    i: int,
    allowed: int,
    shortest: int,
    longest: int,
) -> None:
    """Offer every connected segment that begins at i to the states behind it."""
    n = len(order)
    pieces = 0
    for j in range(i + 1, min(n, i + longest) + 1):
        pieces += _join(g, t, order[j - 1], i)
        if j - i < shortest or pieces > 1:
            continue
        violation = size_violation(r, j - i, t.persons[j] - t.persons[i])
        if violation <= allowed:
            cost = _segment_cost(r, t, i, j)
            for layer in range(k):
                left = k - layer - 1
                if left * shortest <= n - j <= left * longest:
                    _offer(t, n, layer, i, j, violation, cost)


def _join(g: Ground, t: Table, v: int, i: int) -> int:
    """Add a dwelling to the segment from i; return by how much its pieces become more."""
    s = g.site[v]
    if s < 0 or t.stamp[s] == i:
        return 0
    t.stamp[s] = i
    t.root[s] = s
    pieces = 1
    for at in range(g.near_from[s], g.near_from[s + 1]):
        if t.stamp[g.near[at]] == i:
            root = g.near[at]
            while t.root[root] != root:
                root = t.root[root]
            if root != s:
                t.root[root] = s
                pieces -= 1
    return pieces


def _segment_cost(r: Rules, t: Table, i: int, j: int) -> float:
    return part_cost(
        r,
        t.points[j] - t.points[i],
        t.x[j] - t.x[i],
        t.y[j] - t.y[i],
        t.duty[j] - t.duty[i],
    )


def _offer(t: Table, n: int, layer: int, i: int, j: int, violation: int, cost: float) -> None:
    """Keep the segment from i to j as the last one of state (layer + 1, j) if it is the best."""
    before = layer * (n + 1) + i
    if t.violation[before] == UNREACHED:
        return
    state = (layer + 1) * (n + 1) + j
    violation += t.violation[before]
    cost += t.cost[before]
    known = t.violation[state]
    if known == UNREACHED or violation < known or (violation == known and cost < t.cost[state]):
        t.violation[state] = violation
        t.cost[state] = cost
        t.start[state] = i
