"""Repair a division after households came, left or changed: few move, labels stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .divide import divide_group
from .matching import kept_labels
from .neighbours import places_of
from .placing import Placing
from .result import as_division, undivided
from .sizes import scale_of
from .values import Division, Dwelling, Ridge, SizePolicy, in_order
from .workshop import Sketch, Workshop

WORTH = 0.1
"""Summed violation that justifies a new division where none is legal: two households of 20."""


def repair_group(
    dwellings: Sequence[Dwelling],
    parts: Mapping[str, str],
    policy: SizePolicy,
    ridges: Sequence[Ridge] = (),
    *,
    accelerated: bool = False,
) -> Division:
    """Return the division that keeps the parts as they stand as far as the sizes allow.

    Newcomers join the part next to them that bears them best. Only when a part is out of bounds
    do households move that had a part, as few as possible; a part is added or dropped only when
    that makes the division legal or its violation less. What cannot get better stays.

    Args:
        dwellings: who lives in the group now.
        parts: the label of each household's part as it stands; who left may still be in it.
        policy: the bounds.
        ridges: lines that neighbours do not cross.
        accelerated: as for `divide_group`.

    Raises:
        DuplicateDwelling: a household is given twice.
        ModuleNotFoundError: accelerated without numba.
    """
    ordered = in_order(dwellings)
    if not ordered:
        return undivided(policy)
    known = {one.id: parts[one.id] for one in ordered if one.id in parts}
    if not known:
        return divide_group(ordered, policy, ridges, accelerated=accelerated)
    workshop = Workshop(ordered, places_of(ordered, ridges), policy, accelerated)
    repair = Repair(workshop, known, frozenset(parts.values()))
    found = repair.standing()
    if found.sketch.violation:
        found = repair.against(divide_group(ordered, policy, ridges, accelerated=accelerated))
    return found.division(ordered, policy)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A division under labels."""

    sketch: Sketch
    labels: Sequence[str]
    method: str
    exact: bool = True

    def division(self, dwellings: Sequence[Dwelling], policy: SizePolicy) -> Division:
        """Return it as the caller sees it."""
        groups: dict[str, list[Dwelling]] = {}
        for one, part in zip(dwellings, self.sketch.labels, strict=True):
            groups.setdefault(self.labels[part], []).append(one)
        return as_division(groups, policy, self.sketch.pieces, self.exact, self.method)


@dataclass
class Repair:
    """The steps from "nobody moves" to "as many parts as it takes", for one group.

    `known` is the label of those who had one, `taken` are all labels that were ever in use.
    """

    workshop: Workshop
    known: Mapping[str, str]
    taken: frozenset[str]

    def standing(self) -> Repaired:
        """Return the parts as they stand, with the newcomers in them."""
        return self._repaired(self.workshop.judge(self._start, len(self._labels)), "kept")

    def against(self, fresh: Division) -> Repaired:
        """Return the eased division, or what remains of a new one when that is worth it."""
        eased = self._eased()
        if eased.sketch.violation == 0:
            return eased
        homeward = self._homeward(fresh)
        least = 0 if fresh.legal else WORTH * scale_of(self.workshop.policy).unit
        if eased.sketch.violation - homeward.sketch.violation > least:
            return homeward
        return replace(eased, exact=fresh.exact)

    def _eased(self) -> Repaired:
        """Return the division after the fewest moves, then swaps, that lessen its violation."""
        home, count = self._homes(self._labels), len(self._labels)
        eased = self._repaired(self.workshop.relieve(self._start, home, count), "moves")
        if eased.sketch.violation == 0:
            return eased
        return self._repaired(self.workshop.improve(eased.sketch.labels, count, home), "moves")

    def _homeward(self, fresh: Division) -> Repaired:
        """Return a new division in which all who can do without harm are back in their part."""
        groups = [part.households for part in fresh.parts]
        labels = kept_labels(groups, self.known, self.taken)
        part_of = {id: part for part, group in enumerate(groups) for id in group}
        start = [part_of[one.id] for one in self.workshop.dwellings]
        sketch = self.workshop.improve(start, len(labels), self._homes(labels))
        return self._repaired(sketch, fresh.method, labels, exact=fresh.exact)

    def _repaired(
        self, sketch: Sketch, method: str, labels: Sequence[str] = (), *, exact: bool = True
    ) -> Repaired:
        return Repaired(sketch, labels or self._labels, method, exact)

    def _homes(self, labels: Sequence[str]) -> list[int]:
        """Return for each dwelling which of the labels it had, -1 for none of them."""
        had = (self.known.get(one.id) for one in self.workshop.dwellings)
        return [labels.index(label) if label in labels else -1 for label in had]

    @cached_property
    def _labels(self) -> list[str]:
        return sorted(set(self.known.values()))

    @cached_property
    def _start(self) -> list[int]:
        return Placing(self.workshop, self._homes(self._labels), len(self._labels)).filled()
