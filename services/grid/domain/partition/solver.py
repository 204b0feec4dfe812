"""The last resort: a mixed-integer model (HiGHS) of a division, made connected by cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from .fragments import Fragment, fragments_of
from .middles import distances
from .sizes import scale_of
from .values import SizePolicy
from .workshop import Workshop

ROUNDS = 12
"""How often a solution that is not connected is cut off before we give up."""

NODES = 100
"""Of the branch-and-bound tree in each round: a limit that is the same on every machine."""

GAP = 0.2
"""Relative; the local search makes the solution compact afterwards."""

OUTWEIGHS = 100.0
"""The least violation against the dearest dwelling."""

_INFEASIBLE = 2
Row = tuple[list[int], list[float], float, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """Labels of a connected division, or None; `decided` says that there surely is none."""

    labels: list[int] | None
    decided: bool


@dataclass
class Model:
    """Dwelling v is in part j when variable v·k + j is 1; `price` is what that costs.

    A `soft` model may leave the bounds at a price that always outweighs the others. Its variables
    are: dwelling in part, connected piece chosen for part (if there are several), what is missing
    or too much in a part (if soft).
    """

    workshop: Workshop
    parts: int
    price: NDArray[np.float64]
    soft: bool = False
    rows: list[Row] = field(default_factory=list[Row])

    def solve(self) -> Answer:
        """Solve, cut off what is not connected, until the answer is, or is known not to exist."""
        if not self.rows:
            self.rows += [*self._once(), *self._sizes(), *self._pieces()]
        for _ in range(ROUNDS):
            labels, decided = self._round()
            if labels is None:
                return Answer(None, decided)
            broken = fragments_of(self.workshop, labels, self.parts)
            if not broken:
                return Answer(labels, decided=True)
            self.rows += [row for fragment in broken for row in self._cuts(fragment)]
        return Answer(None, decided=False)

    def _round(self) -> tuple[list[int] | None, bool]:
        choices = self._slack_from
        excess = np.repeat(self._excess_prices, self.parts) if self.soft else np.empty(0)
        price = np.concatenate((self.price, np.zeros(choices - len(self.price)), excess))
        found = milp(
            price,
            integrality=np.repeat([1, 0], (choices, len(excess))),
            bounds=Bounds(0, np.repeat([1, np.inf], (choices, len(excess)))),
            constraints=self._matrix(len(price)),
            options={"node_limit": NODES, "mip_rel_gap": 0.0 if self.soft else GAP},
        )
        if found.x is None:
            return None, found.status == _INFEASIBLE
        chosen = np.asarray(found.x[: len(self.price)]).reshape(-1, self.parts)
        return chosen.argmax(axis=1).tolist(), True

    def _matrix(self, columns: int) -> LinearConstraint:
        counts = [len(row[0]) for row in self.rows]
        across = np.concatenate([np.array(row[0], np.int64) for row in self.rows])
        values = np.concatenate([np.array(row[1], np.float64) for row in self.rows])
        starts = np.concatenate(([0], np.cumsum(counts)))
        matrix = csr_array((values, across, starts), shape=(len(self.rows), columns))
        return LinearConstraint(
            matrix, np.array([row[2] for row in self.rows]), np.array([row[3] for row in self.rows])
        )

    def _once(self) -> Iterator[Row]:
        for v in range(len(self.workshop.dwellings)):
            yield [v * self.parts + j for j in range(self.parts)], [1.0] * self.parts, 1, 1

    def _sizes(self) -> Iterator[Row]:
        policy: SizePolicy = self.workshop.policy
        persons = [float(one.persons) for one in self.workshop.dwellings]
        for j in range(self.parts):
            column = [v * self.parts + j for v in range(len(persons))]
            yield self._bounded(column, [1.0] * len(persons), policy.households, j)
            yield self._bounded(column, persons, policy.persons, 2 * self.parts + j)

    def _bounded(
        self, column: list[int], values: list[float], bounds: tuple[int, int], slack: int
    ) -> Row:
        """Return the row of one bound; in a soft model with what is missing or too much."""
        if self.soft:
            missing = self._slack_from + slack
            column, values = [*column, missing, missing + self.parts], [*values, 1.0, -1.0]
        return column, values, *bounds

    def _pieces(self) -> Iterator[Row]:
        """A part lies in one connected piece of the graph, where there are several."""
        if not self._components:
            return
        base = len(self.price)
        for j in range(self.parts):
            choice = [base + c * self.parts + j for c in range(self._components)]
            yield choice, [1.0] * len(choice), 0, 1
            for v, site in enumerate(self.workshop.places.of):
                if site >= 0:
                    chosen = base + self.workshop.components[site] * self.parts + j
                    yield [v * self.parts + j, chosen], [1.0, -1.0], -1, 0

    def _cuts(self, fragment: Fragment) -> Iterator[Row]:
        """A part with this fragment has something of its border, or nothing of the rest."""
        for j in range(self.parts):
            border = [v * self.parts + j for v in fragment.border]
            strict = fragment.small and not self.soft
            for v in fragment.inside if strict else fragment.inside[:1]:
                one = [v * self.parts + j]
                if strict:
                    yield one + border, [1.0] + [-1.0] * len(border), -np.inf, 0
                else:
                    both = [*one, fragment.elsewhere * self.parts + j]
                    yield both + border, [1.0, 1.0] + [-1.0] * len(border), -np.inf, 1

    @property
    def _slack_from(self) -> int:
        return len(self.price) + self._components * self.parts

    @property
    def _excess_prices(self) -> list[float]:
        """What one household or person out of bounds costs: more than all distances together."""
        scale = scale_of(self.workshop.policy)
        units = (
            scale.few_households,
            scale.many_households,
            scale.few_persons,
            scale.many_persons,
        )
        return [
            OUTWEIGHS * float(self.price.max(initial=1.0)) * unit / min(units) for unit in units
        ]

    @property
    def _components(self) -> int:
        """How many connected pieces the graph has; none counted when it is one."""
        count = max(self.workshop.components, default=0) + 1
        return count if count > 1 else 0


def nearness(workshop: Workshop, labels: Sequence[int], parts: int) -> NDArray[np.float64]:
    """Return the price of each dwelling in each part: how far it is from the middles of labels.

    Scaled so that all of them together are about one.
    """
    away = distances(workshop.places, labels, parts)
    away[~np.isfinite(away)] = 0.0
    return (away / max(float(away.min(axis=1).sum()), 1e-9)).ravel()
