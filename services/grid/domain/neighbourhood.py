"""The leaf of a household's nearest neighbour: where a newcomer of a divided group is put."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians

from .grid import GridCode
from .known import KnownHousehold
from .placement import Nearest
from .structure import structure_of
from .village import Village


def nearest_in(village: Village, known: Iterable[KnownHousehold]) -> Nearest:
    """Return who knows the leaf of the nearest member of the same group; ties by id.

    `known` are the households of the village; those without a point, and newcomers, are no help.
    """
    structure = structure_of(village)
    at: dict[str, list[tuple[str, tuple[float, float], GridCode]]] = {}
    for one in known:
        member = village.members.get(one.id)
        if one.point is not None and member is not None:
            group = structure.live[member.leaf].group
            at.setdefault(group, []).append((one.id, one.point, member.leaf))

    def nearest(household: KnownHousehold) -> GridCode | None:
        here = household.point
        if here is None:
            return None
        others = (other for other in at.get(household.group, ()) if other[0] != household.id)
        near = min(others, key=lambda other: (_apart(here, other[1]), other[0]), default=None)
        return None if near is None else near[2]

    return nearest


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return a squared distance in degrees of latitude; near enough inside a village."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return east * east + (one[1] - other[1]) ** 2
