"""Kernel: what a part costs, and the sums of a division that its costs come from."""

from __future__ import annotations

from .ground import Ground, Parts, Rules


def size_violation(r: Rules, households: int, persons: int) -> int:
    """Return how far out of bounds a size is, in units of the scale."""
    out = 0
    if households < r.few:
        out += (r.few - households) * r.few_unit
    elif households > r.many:
        out += (households - r.many) * r.many_unit
    if persons < r.few_persons:
        out += (r.few_persons - persons) * r.few_persons_unit
    elif persons > r.many_persons:
        out += (persons - r.many_persons) * r.many_persons_unit
    return out


def part_cost(r: Rules, points: int, x: float, y: float, duty: float) -> float:
    """Return the squared distances to the centroid, without what all divisions have in common."""
    cost = r.balance * duty * duty
    if points > 0:
        cost -= (x * x + y * y) / points
    return cost


def count_up(g: Ground, r: Rules, p: Parts) -> None:
    """Set the sums of all parts from the labels."""
    k = len(p.households)
    for v in range(len(g.site)):
        _add(g, p, v, p.label[v], 1)
    for j in range(k):
        _settle_part(r, p, j)


def move(g: Ground, r: Rules, p: Parts, v: int, b: int) -> None:
    """Put a dwelling into another part."""
    a = p.label[v]
    _add(g, p, v, a, -1)
    _add(g, p, v, b, 1)
    p.label[v] = b
    _settle_part(r, p, a)
    _settle_part(r, p, b)


def _add(g: Ground, p: Parts, v: int, j: int, sign: int) -> None:
    p.households[j] += sign
    p.persons[j] += sign * g.persons[v]
    p.duty[j] += sign * g.duty[v]
    s = g.site[v]
    if s >= 0:
        p.points[j] += sign
        p.x[j] += sign * g.x[v]
        p.y[j] += sign * g.y[v]
        p.held[s * len(p.households) + j] += sign


def _settle_part(r: Rules, p: Parts, j: int) -> None:
    p.violation[j] = size_violation(r, p.households[j], p.persons[j])
    p.cost[j] = part_cost(r, p.points[j], p.x[j], p.y[j], p.duty[j])
