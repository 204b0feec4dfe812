"""The partition engine as plans use it; pure or with its compiled inner loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .partition.divide import divide_group
from .partition.neighbours import places_of
from .partition.repair import repair_group
from .partition.result import as_division, numbered
from .partition.sizes import least_violation, scale_of
from .partition.starts import Starts
from .partition.values import Division, Dwelling, Ridge, SizePolicy, in_order
from .partition.workshop import Workshop


@dataclass(frozen=True, slots=True)
class PartitionEngine:
    """`planning_values.Engine`; `accelerated` needs the extra `fast`, the result is the same."""

    accelerated: bool = False

    def divide(
        self, dwellings: Sequence[Dwelling], policy: SizePolicy, ridges: Sequence[Ridge]
    ) -> Division:
        """See `Engine`."""
        return divide_group(dwellings, policy, ridges, accelerated=self.accelerated)

    def repair(
        self,
        dwellings: Sequence[Dwelling],
        before: Mapping[str, str],
        policy: SizePolicy,
        ridges: Sequence[Ridge],
    ) -> Division:
        """See `Engine`."""
        return repair_group(dwellings, before, policy, ridges, accelerated=self.accelerated)

    def divide_into(
        self,
        parts: int,
        dwellings: Sequence[Dwelling],
        policy: SizePolicy,
        ridges: Sequence[Ridge],
    ) -> Division:
        """See `Engine`: from every start that is within, or a little outside, what is possible."""
        ordered = in_order(dwellings)
        workshop = Workshop(ordered, places_of(ordered, ridges), policy, self.accelerated)
        persons, unit = sum(one.persons for one in ordered), scale_of(policy).unit
        bound = least_violation(len(ordered), persons, parts, policy)
        found = Starts(workshop).relaxed(parts, (bound, bound + unit // 2, bound + 4 * unit))
        groups = [
            [one for one, label in zip(ordered, found.labels, strict=True) if label == part]
            for part in range(parts)
        ]
        filled = numbered([group for group in groups if group])
        return as_division(filled, policy, found.pieces, True, "ordered number")

    def judge(
        self,
        parts: Sequence[Sequence[Dwelling]],
        policy: SizePolicy,
        ridges: Sequence[Ridge],
    ) -> Division:
        """See `Engine`."""
        part_of = {one.id: number for number, part in enumerate(parts) for one in part}
        ordered = in_order(one for part in parts for one in part)
        workshop = Workshop(ordered, places_of(ordered, ridges), policy, self.accelerated)
        seen = workshop.judge([part_of[one.id] for one in ordered], len(parts))
        return as_division(numbered(parts), policy, seen.pieces, True, "as ordered")
