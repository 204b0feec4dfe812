"""Households of a village in the exact order of income per person."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator

from .income import MOST_PERSONS, on_green_side
from .policy import ColourPolicy
from .values import VillageMean

_SHIFT = 2 * MOST_PERSONS.bit_length()


def order_key(cents: int, persons: int) -> int:
    """Return a whole number that orders households as their income per person does.

    Two different fractions with denominators up to MOST_PERSONS lie at least 1/MOST_PERSONS²
    apart, so that scaled by more than its inverse they have different whole parts. Equal
    fractions have equal keys.
    """
    return (cents << _SHIFT) // persons


class IncomeOrder:
    """Keys in order, with the households that have each. All keys are of one village."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._households: dict[int, dict[str, tuple[int, int]]] = {}

    def add(self, key: int, household_id: str, income: tuple[int, int]) -> None:
        """Put a household in, under the `order_key` of its income."""
        same = self._households.get(key)
        if same is None:
            insort(self._keys, key)
            self._households[key] = {household_id: income}
        else:
            same[household_id] = income

    def discard(self, key: int, household_id: str) -> None:
        """Take a household out that is in."""
        same = self._households[key]
        del same[household_id]
        if not same:
            del self._households[key]
            del self._keys[bisect_left(self._keys, key)]

    def threshold(self, mean: VillageMean, policy: ColourPolicy) -> int:
        """Return the key from which those present are on the green side of a mean.

        The mean may have a denominator beyond what keys tell apart: then the one income that has
        its key is compared exactly.
        """
        key = order_key(mean.cents, mean.persons)
        same = self._households.get(key)
        if same is None:
            return key
        cents, persons = next(iter(same.values()))
        return key if on_green_side(cents, persons, mean, policy) else key + 1

    def between(self, one: int, other: int) -> Iterator[str]:
        """Return the households whose key lies in `[lower, higher)` of two keys."""
        low, high = min(one, other), max(one, other)
        keys = self._keys
        for place in range(bisect_left(keys, low), bisect_left(keys, high)):
            yield from self._households[keys[place]]
