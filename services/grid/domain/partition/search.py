"""Kernel: local search by moves and swaps; no part falls apart that hung together.

Written like `segments.py` in the part of Python that the compiler knows too.
"""

from __future__ import annotations

from .ground import Ground, Parts, Rules
from .measure import move, part_cost, size_violation
from .reach import keeps_whole, swap_holds, touches

LEAST_GAIN = 1e-3
"""Square metres; less is rounding."""

ROUNDS = 60
"""Of moves and swaps; the search ends long before, when nothing gets better."""


def improve(g: Ground, r: Rules, p: Parts) -> None:
    """Move and swap dwellings as long as violation, then cost, get less."""
    for _ in range(ROUNDS):
        if not _move_all(g, r, p) and not _swap_all(g, r, p):
            return


def relieve(g: Ground, r: Rules, p: Parts) -> None:
    """Lessen the violation by few moves: always the one that helps most, then costs least."""
    for _ in range(len(g.site)):
        best, part, violation, cost = -1, -1, 0, 0.0
        for v in range(len(g.site)):
            b, dv, dc = _best_part(g, r, p, v)
            if b >= 0 and dv < 0 and (dv < violation or (dv == violation and dc < cost)):
                best, part, violation, cost = v, b, dv, dc
        if best < 0:
            return
        move(g, r, p, best, part)


def _move_all(g: Ground, r: Rules, p: Parts) -> bool:
    """Look at every dwelling once; whether any moved."""
    moved = False
    for v in range(len(g.site)):
        b, _, _ = _best_part(g, r, p, v)
        if b >= 0:
            move(g, r, p, v, b)
            moved = True
    return moved


def _best_part(g: Ground, r: Rules, p: Parts, v: int) -> tuple[int, int, float]:
    """Return the neighbouring part where a dwelling is best, -1 for where it is, and the gain."""
    best, violation, cost = -1, 0, -LEAST_GAIN
    a = p.label[v]
    if p.households[a] < 2:
        return best, violation, cost
    _look_around(g, p, v)
    for b in range(len(p.households)):
        if p.nearby[b] == 1 and b != a:
            dv, dc = _move_gain(g, r, p, v, b)
            if dv < violation or (dv == violation and dc < cost):
                best, violation, cost = b, dv, dc
    if best >= 0 and not keeps_whole(g, p, v):
        return -1, 0, 0.0
    return best, violation, cost


def _look_around(g: Ground, p: Parts, v: int) -> None:
    """Mark the parts that a dwelling may join: at its place and next to it, or all without one."""
    s = g.site[v]
    for b in range(len(p.households)):
        p.nearby[b] = 1 if s < 0 or p.points[b] == 0 else 0
    if s < 0:
        return
    for i in range(g.member_from[s], g.member_from[s + 1]):
        p.nearby[p.label[g.member[i]]] = 1
    for at in range(g.near_from[s], g.near_from[s + 1]):
        there = g.near[at]
        for i in range(g.member_from[there], g.member_from[there + 1]):
            p.nearby[p.label[g.member[i]]] = 1


def _move_gain(g: Ground, r: Rules, p: Parts, v: int, b: int) -> tuple[int, float]:
    """Return by how much violation and cost change when a dwelling moves."""
    a, w = p.label[v], g.persons[v]
    one = 1 if g.site[v] >= 0 else 0
    x, y, d = g.x[v], g.y[v], g.duty[v]
    dv = size_violation(r, p.households[a] - 1, p.persons[a] - w) - p.violation[a]
    dv += size_violation(r, p.households[b] + 1, p.persons[b] + w) - p.violation[b]
    dc = part_cost(r, p.points[a] - one, p.x[a] - x, p.y[a] - y, p.duty[a] - d) - p.cost[a]
    dc += part_cost(r, p.points[b] + one, p.x[b] + x, p.y[b] + y, p.duty[b] + d) - p.cost[b]
    return dv, dc + _loyalty(r, p, v, b)


def _loyalty(r: Rules, p: Parts, v: int, b: int) -> float:
    home = p.home[v]
    if home < 0:
        return 0.0
    return (r.loyalty if b != home else 0.0) - (r.loyalty if p.label[v] != home else 0.0)


def _swap_all(g: Ground, r: Rules, p: Parts) -> bool:
    """Look at every pair of dwellings on borders once; whether any were swapped."""
    length = _find_border(g, p)
    k = len(p.households)
    swapped = False
    for i in range(length):
        v = p.border[i]
        for j in range(i + 1, length):
            u = p.border[j]
            a, b = p.label[v], p.label[u]
            near = p.beside[v * k + b] == 1 and p.beside[u * k + a] == 1
            if near and a != b and _swap(g, r, p, v, u):
                swapped = True
    return swapped


def _find_border(g: Ground, p: Parts) -> int:
    """Note which parts each dwelling is beside, and who is beside another than its own."""
    length, k = 0, len(p.households)
    for v in range(len(g.site)):
        _look_around(g, p, v)
        others = 0
        for b in range(k):
            p.beside[v * k + b] = p.nearby[b]
            if b != p.label[v]:
                others += p.nearby[b]
        if others > 0:
            p.border[length] = v
            length += 1
    return length


def _swap(g: Ground, r: Rules, p: Parts, v: int, u: int) -> bool:
    """Swap two dwellings if that is better and both parts hang together; whether it was done."""
    dv, dc = _swap_gain(g, r, p, v, u)
    if dv > 0 or (dv == 0 and dc >= -LEAST_GAIN):
        return False
    a, b = p.label[v], p.label[u]
    if not (touches(g, p, v, b) and touches(g, p, u, a)):
        return False
    if not swap_holds(g, p, v, u):
        return False
    move(g, r, p, v, b)
    move(g, r, p, u, a)
    return True


def _swap_gain(g: Ground, r: Rules, p: Parts, v: int, u: int) -> tuple[int, float]:
    """Return by how much violation and cost change when two dwellings swap their parts."""
    a, b, w = p.label[v], p.label[u], g.persons[u] - g.persons[v]
    dv = 0
    if w != 0:
        dv = size_violation(r, p.households[a], p.persons[a] + w) - p.violation[a]
        dv += size_violation(r, p.households[b], p.persons[b] - w) - p.violation[b]
        if dv > 0:
            return dv, 0.0
    x, y, d = g.x[u] - g.x[v], g.y[u] - g.y[v], g.duty[u] - g.duty[v]
    one = (1 if g.site[u] >= 0 else 0) - (1 if g.site[v] >= 0 else 0)
    dc = part_cost(r, p.points[a] + one, p.x[a] + x, p.y[a] + y, p.duty[a] + d) - p.cost[a]
    dc += part_cost(r, p.points[b] - one, p.x[b] - x, p.y[b] - y, p.duty[b] - d) - p.cost[b]
    return dv, dc + _loyalty(r, p, v, b) + _loyalty(r, p, u, a)
