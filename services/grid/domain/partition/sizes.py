"""The numbers question: how many grids, and how far from legal sizes alone keep us at least."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import lcm, log

from .values import SizePolicy


@dataclass(frozen=True, slots=True)
class Scale:
    """Relative violations as whole numbers: `unit` is 1.0, the others one household or person."""

    unit: int
    few_households: int
    many_households: int
    few_persons: int
    many_persons: int


@lru_cache(maxsize=16)
def scale_of(policy: SizePolicy) -> Scale:
    """Return the common denominator of all bounds and what one too few or too many costs in it."""
    bounds = [max(bound, 1) for bound in (*policy.households, *policy.persons)]
    unit = lcm(*bounds)
    return Scale(unit, *(unit // bound for bound in bounds))


def violation(households: int, persons: int, policy: SizePolicy) -> int:
    """Return how far out of bounds a grid of this size is, in units of the scale."""
    return _out(households, policy, persons=False) + _out(persons, policy, persons=True)


def least_violation(households: int, persons: int, parts: int, policy: SizePolicy) -> int:
    """Return the violation that no division into so many parts can stay below.

    Violation is convex in the size, so equal parts have the least; zero exactly when the number of
    parts lies in the closed form of `legal_counts`.
    """
    return sum(
        (parts - more) * _out(size, policy, persons=persons_)
        + more * _out(size + 1, policy, persons=persons_)
        for total, persons_ in ((households, False), (persons, True))
        for size, more in (divmod(total, parts),)
    )


def legal_counts(households: int, persons: int, policy: SizePolicy) -> list[int]:
    """Return the numbers of parts that may be legal, the preferred one first.

    max(⌈n/30⌉, ⌈P/120⌉) ≤ k ≤ min(⌊n/20⌋, ⌊P/70⌋) with the plan's bounds (四(一)2).
    """
    (few, many), (few_persons, many_persons) = policy.households, policy.persons
    least = max(-(-households // many), -(-persons // many_persons), 1)
    most = min(
        households // few if few else households,
        persons // few_persons if few_persons else households,
    )
    counts = range(least, most + 1)
    return sorted(counts, key=lambda count: (_unlike(households, persons, count, policy), count))


def likely_counts(households: int, persons: int, policy: SizePolicy) -> list[int]:
    """Return all numbers of parts worth a thought when none is legal, the least violation first."""
    most = max(
        -(-households // max(policy.households[0], 1)), -(-persons // max(policy.persons[0], 1)), 1
    )
    counts = range(1, min(most, households) + 1)
    return sorted(
        counts,
        key=lambda count: (
            least_violation(households, persons, count, policy),
            _unlike(households, persons, count, policy),
            count,
        ),
    )


def _out(size: int, policy: SizePolicy, *, persons: bool) -> int:
    scale = scale_of(policy)
    least, most = policy.persons if persons else policy.households
    few = scale.few_persons if persons else scale.few_households
    many = scale.many_persons if persons else scale.many_households
    return max(least - size, 0) * few + max(size - most, 0) * many


def _unlike(households: int, persons: int, parts: int, policy: SizePolicy) -> float:
    """Return how far the mean part is from the preferred sizes, in logarithms; small is good."""
    by_households = log(households / parts / policy.preferred_households)
    by_persons = log(max(persons, 1) / parts / policy.preferred_persons)
    return by_households**2 + by_persons**2
