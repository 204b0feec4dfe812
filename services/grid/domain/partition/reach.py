"""Kernel: does a part still hang together among neighbours when a dwelling leaves it."""

from __future__ import annotations

from .ground import Ground, Parts


def keeps_whole(g: Ground, p: Parts, v: int) -> bool:
    """Whether the neighbours that a dwelling leaves in its part still reach each other."""
    s = g.site[v]
    k = len(p.households)
    a = p.label[v]
    if s < 0 or p.held[s * k + a] > 1:
        return True
    wanted, first = 0, -1
    for at in range(g.near_from[s], g.near_from[s + 1]):
        there = g.near[at]
        if p.held[there * k + a] > 0:
            wanted += 1
            first = there
    return wanted < 2 or _reaches(g, p, a, first, s, wanted)


def _reaches(g: Ground, p: Parts, a: int, first: int, gone: int, wanted: int) -> bool:
    """Whether a walk in part a from `first`, around `gone`, meets so many neighbours of `gone`."""
    k = len(p.households)
    for at in range(g.near_from[gone], g.near_from[gone + 1]):
        p.seen[g.near[at]] = 2
    p.seen[gone] = 1
    p.queue[0] = first
    done, length = 0, 1
    wanted -= 1 if p.seen[first] == 2 else 0
    p.seen[first] = 1
    while done < length and wanted > 0:
        here = p.queue[done]
        done += 1
        for at in range(g.near_from[here], g.near_from[here + 1]):
            there = g.near[at]
            if p.seen[there] != 1 and p.held[there * k + a] > 0:
                wanted -= 1 if p.seen[there] == 2 else 0
                p.seen[there] = 1
                p.queue[length] = there
                length += 1
    _forget(g, p, gone, length)
    return wanted == 0


def _forget(g: Ground, p: Parts, gone: int, length: int) -> None:
    p.seen[gone] = 0
    for at in range(g.near_from[gone], g.near_from[gone + 1]):
        p.seen[g.near[at]] = 0
    for i in range(length):
        p.seen[p.queue[i]] = 0


def touches(g: Ground, p: Parts, v: int, b: int) -> bool:
    """Whether a dwelling is next to a part, or one of the two has no place."""
    s = g.site[v]
    if s < 0 or p.points[b] == 0:
        return True
    k = len(p.households)
    if p.held[s * k + b] > 0:
        return True
    for at in range(g.near_from[s], g.near_from[s + 1]):  # noqa: SIM110  the compiler has no any()
        if p.held[g.near[at] * k + b] > 0:
            return True
    return False


def swap_holds(g: Ground, p: Parts, v: int, u: int) -> bool:
    """Whether the parts of two dwellings are in no more pieces when the two swap."""
    a, b = p.label[v], p.label[u]
    _exchange(g, p, v, u, a, b)
    of_a, of_b = pieces(g, p, a), pieces(g, p, b)
    _exchange(g, p, u, v, a, b)
    if of_a <= 1 and of_b <= 1:
        return True
    return of_a <= pieces(g, p, a) and of_b <= pieces(g, p, b)


def pieces(g: Ground, p: Parts, j: int) -> int:
    """Return into how many pieces a part falls; dwellings without a place do not count."""
    k = len(p.households)
    sites = len(g.near_from) - 1
    found, length = 0, 0
    for s in range(sites):
        if p.held[s * k + j] > 0 and p.seen[s] == 0:
            found += 1
            length = _flood(g, p, j, s, length)
    for i in range(length):
        p.seen[p.queue[i]] = 0
    return found


def _flood(g: Ground, p: Parts, j: int, start: int, length: int) -> int:
    """Mark the piece of part j around a place; return how long the queue is then."""
    k = len(p.households)
    done = length
    p.queue[length] = start
    p.seen[start] = 1
    length += 1
    while done < length:
        here = p.queue[done]
        done += 1
        for at in range(g.near_from[here], g.near_from[here + 1]):
            there = g.near[at]
            if p.seen[there] == 0 and p.held[there * k + j] > 0:
                p.seen[there] = 1
                p.queue[length] = there
                length += 1
    return length


def _exchange(g: Ground, p: Parts, v: int, u: int, a: int, b: int) -> None:
    """Count dwelling v in part b instead of a, and u in a instead of b."""
    k = len(p.households)
    s, z = g.site[v], g.site[u]
    if s >= 0:
        p.held[s * k + a] -= 1
        p.held[s * k + b] += 1
    if z >= 0:
        p.held[z * k + b] -= 1
        p.held[z * k + a] += 1
