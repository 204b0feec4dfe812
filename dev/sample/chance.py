"""Dice that fall the same for the same seed, on every machine and version of Python.

Only `random.Random.random` is used: its sequence is fixed by the language, that of the other
methods is not.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import cos, log, sqrt, tau
from random import Random
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Weighted(Generic[_T]):
    """A choice between things of different weight."""

    def __init__(self, pairs: Sequence[tuple[_T, float]]) -> None:
        self._things = [thing for thing, _ in pairs]
        self._sums = list(accumulate(weight for _, weight in pairs))

    def draw(self, dice: Dice) -> _T:
        """Return one of the things."""
        at = bisect(self._sums, dice.roll() * self._sums[-1])
        return self._things[min(at, len(self._things) - 1)]


class Dice:
    """A stream of chance named by a seed and words."""

    __slots__ = ("roll",)

    def __init__(self, seed: int, *names: str) -> None:
        self.roll = Random(f"{seed}/{'/'.join(names)}").random  # noqa: S311 - not for secrets

    def below(self, limit: int) -> int:
        """Return 0 … limit-1."""
        return int(self.roll() * limit)

    def between(self, low: int, high: int) -> int:
        """Return low … high."""
        return low + int(self.roll() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Whether something with this share happens."""
        return self.roll() < share

    def one_of(self, things: Sequence[_T]) -> _T:
        """Return one of the things, all alike."""
        return things[int(self.roll() * len(things))]

    def normal(self) -> float:
        """Return a standard normal value (Box-Muller)."""
        return sqrt(-2 * log(1 - self.roll())) * cos(tau * self.roll())
