"""Runs the kernels on one group, interpreted or compiled, and hands back plain labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from . import reach, search, segments
from .ground import UNREACHED, Ground, Parts, Rules, Table
from .kernels import Kernels, compiled_kernels
from .measure import count_up
from .neighbours import Places
from .sizes import scale_of
from .values import Dwelling, SizePolicy

BALANCE = 0.25
"""Price of uneven duty, in mean squares of a part's radius."""

LOYALTY = 1e10
"""Square metres; more than any move gains."""

_PLAIN = Kernels(segments.cut_order, count_up, search.improve, search.relieve, reach.pieces)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A division as labels, with what it costs; less is better in the order of the fields."""

    violation: int
    pieces: int
    cost: float
    labels: tuple[int, ...]

    @property
    def key(self) -> tuple[int, int, float]:
        """What is compared."""
        return self.violation, self.pieces, self.cost


@dataclass
class Workshop:
    """One group with its places, ready to be divided into any number of parts."""

    dwellings: Sequence[Dwelling]
    places: Places
    policy: SizePolicy
    accelerated: bool

    def cut(self, order: Sequence[int], parts: int, allowed: int) -> list[int] | None:
        """Return the best cut of an order into connected segments, None when there is none.

        The order may hold some of the dwellings; the answer is the segment of each of them.
        """
        n = len(order)
        table = self._table(n, parts)
        self._kernels.cut_order(
            self.ground, self.rules(parts), table, self._ints(order), parts, allowed
        )
        if table.violation[parts * (n + 1) + n] == UNREACHED:
            return None
        segments, end = [0] * n, n
        for part in reversed(range(parts)):
            start = int(table.start[(part + 1) * (n + 1) + end])
            segments[start:end] = [part] * (end - start)
            end = start
        return segments

    def improve(
        self, labels: Sequence[int], parts: int, home: Sequence[int] | None = None
    ) -> Sketch:
        """Return what local search makes of a division; with homes, nobody moves for compactness.

        `home` is the part each dwelling should rather be in, -1 for none.
        """
        rules, state = self._begin(labels, parts, home)
        self._kernels.improve(self.ground, rules, state)
        return self._sketch(state)

    def relieve(self, labels: Sequence[int], home: Sequence[int], parts: int) -> Sketch:
        """Return the division after the fewest moves that lessen its violation."""
        rules, state = self._begin(labels, parts, home)
        self._kernels.relieve(self.ground, rules, state)
        return self._sketch(state)

    def judge(self, labels: Sequence[int], parts: int) -> Sketch:
        """Return a division with what it costs."""
        return self._sketch(self._begin(labels, parts)[1])

    def near(self, site: int) -> list[int]:
        """Return the places next to a place."""
        start, end = self.ground.near_from[site], self.ground.near_from[site + 1]
        return list(map(int, self.ground.near[start:end]))

    def at_site(self, site: int) -> list[int]:
        """Return the dwellings at a place."""
        start, end = self.ground.member_from[site], self.ground.member_from[site + 1]
        return list(map(int, self.ground.member[start:end]))

    @cached_property
    def components(self) -> list[int]:
        """For each place which connected piece of the graph it is in."""
        return self.places.components()

    def rules(self, parts: int, *, loyal: bool = False) -> Rules:
        """Return the rules of the kernels for a number of parts."""
        scale, policy = scale_of(self.policy), self.policy
        return Rules(
            *policy.households,
            *policy.persons,
            scale.few_households,
            scale.many_households,
            scale.few_persons,
            scale.many_persons,
            BALANCE * self._spread / max(len(self.dwellings) * parts, 1),
            LOYALTY if loyal else 0.0,
        )

    @cached_property
    def ground(self) -> Ground:
        """The group as columns for the kernels."""
        of, at = self.places.of, self.places.at.tolist()
        lightest = min(one.weight for one in self.dwellings)
        matrix = self.places.graph()
        by_place = sorted(range(len(of)), key=lambda dwelling: (of[dwelling], dwelling))
        placed = [dwelling for dwelling in by_place if of[dwelling] >= 0]
        sizes = np.bincount([of[dwelling] for dwelling in placed], minlength=self.places.count)
        return Ground(
            site=self._ints(of),
            persons=self._ints([one.persons for one in self.dwellings]),
            x=self._floats([at[place][0] if place >= 0 else 0.0 for place in of]),
            y=self._floats([at[place][1] if place >= 0 else 0.0 for place in of]),
            duty=self._floats([one.weight - lightest for one in self.dwellings]),
            near_from=self._ints(matrix.indptr.tolist()),
            near=self._ints(matrix.indices.tolist()),
            member_from=self._ints([0, *np.cumsum(sizes).tolist()]),
            member=self._ints(placed),
        )

    def _begin(
        self, labels: Sequence[int], parts: int, home: Sequence[int] | None = None
    ) -> tuple[Rules, Parts]:
        rules = self.rules(parts, loyal=home is not None)
        sites, n = self.places.count, len(labels)
        state = Parts(
            label=self._ints(labels),
            home=self._ints(home if home is not None else [-1] * n),
            households=self._zeros(parts),
            persons=self._zeros(parts),
            points=self._zeros(parts),
            x=self._floats([0.0] * parts),
            y=self._floats([0.0] * parts),
            duty=self._floats([0.0] * parts),
            violation=self._zeros(parts),
            cost=self._floats([0.0] * parts),
            held=self._zeros(sites * parts),
            nearby=self._zeros(parts),
            beside=self._zeros(n * parts),
            border=self._zeros(n),
            seen=self._zeros(sites),
            queue=self._zeros(sites + 1),
        )
        self._kernels.count_up(self.ground, rules, state)
        return rules, state

    def _sketch(self, state: Parts) -> Sketch:
        parts = len(state.households)
        more = sum(
            max(0, self._kernels.pieces(self.ground, state, part) - 1) for part in range(parts)
        )
        return Sketch(
            violation=sum(map(int, state.violation)),
            pieces=more,
            cost=sum(map(float, state.cost)),
            labels=tuple(map(int, state.label)),
        )

    def _table(self, n: int, parts: int) -> Table:
        states, sites = (parts + 1) * (n + 1), self.places.count
        return Table(
            persons=self._zeros(n + 1),
            points=self._zeros(n + 1),
            x=self._floats([0.0] * (n + 1)),
            y=self._floats([0.0] * (n + 1)),
            duty=self._floats([0.0] * (n + 1)),
            violation=self._ints([UNREACHED] * states),
            cost=self._floats([0.0] * states),
            start=self._zeros(states),
            stamp=self._ints([-1] * sites),
            root=self._zeros(sites),
        )

    @cached_property
    def _kernels(self) -> Kernels:
        return compiled_kernels() if self.accelerated else _PLAIN

    @cached_property
    def _spread(self) -> float:
        """Squared distances of all places to the middle of the group."""
        at = self.places.at[[place for place in self.places.of if place >= 0]]
        return float(((at - at.mean(axis=0)) ** 2).sum()) if len(at) else 0.0

    def _ints(self, values: Sequence[int]) -> list[int]:
        if not self.accelerated:
            return list(values)
        return cast("list[int]", np.array(values, np.int64))

    def _floats(self, values: Sequence[float]) -> list[float]:
        if not self.accelerated:
            return list(values)
        return cast("list[float]", np.array(values, np.float64))

    def _zeros(self, count: int) -> list[int]:
        return self._ints([0] * count)
