"""Variants measured in turns, so that a busy minute of the machine hits all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

Variant = Callable[[], float]
"""Runs once and returns its figure: a cost or a rate."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The figures of all rounds by variant; entry n of each was measured in round n."""

    by_name: Mapping[str, tuple[float, ...]]

    def median(self, name: str) -> float:
        """Return the median of a variant."""
        return median(self.by_name[name])

    def ratio(self, above: str, below: str) -> float:
        """Return the median of the ratios of the rounds.

        Not the ratio of the medians: two figures of one round were measured under the same load.
        """
        pairs = zip(self.by_name[above], self.by_name[below], strict=True)
        return median(one / other for one, other in pairs)

    def medians(self, *but: str) -> dict[str, float]:
        """Return the medians of all variants except some."""
        return {name: self.median(name) for name in self.by_name if name not in but}


def interleaved(variants: Mapping[str, Variant], rounds: int, *, warm: bool = True) -> Samples:
    """Run all variants in each round, each round beginning with the next of them.

    Args:
        variants: what to run, by name.
        rounds: how often.
        warm: run everything once before, uncounted: imports, caches, connections.
    """
    names = list(variants)
    if warm:
        for name in names:
            variants[name]()
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            gc.collect()
            taken[name].append(variants[name]())
    return Samples({name: tuple(figures) for name, figures in taken.items()})
