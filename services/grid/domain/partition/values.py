"""Values of the partition engine: what it is given, and the division it returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import isfinite

from kit.model.errors import InvalidValue

from .errors import DuplicateDwelling

_LONGITUDE, _LATITUDE = 180.0, 90.0


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One household as the engine sees it; `persons` by the policy's population.

    Without a point it is placed by its group and told in `Division.placeless`. `weight` is the
    duty it means for the grid leader (red 3, yellow 1.5), used to balance the grids.
    """

    id: str
    persons: int
    longitude: float | None = None
    latitude: float | None = None
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.persons < 0:
            raise InvalidValue(field="户人数", why=f"户（编号 {self.id}）的人数不能为负数")
        if not (isfinite(self.weight) and self.weight >= 0):
            raise InvalidValue(field="户权重", why=f"户（编号 {self.id}）的权重须为非负数")
        if (self.longitude is None) != (self.latitude is None):
            raise InvalidValue(field="经纬度", why=f"户（编号 {self.id}）的经度和纬度须同时填写")
        if self.point is not None:
            check_degrees(*self.point, f"户（编号 {self.id}）的")

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude in degrees, None when the place is unknown."""
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude


@dataclass(frozen=True, slots=True)
class SizePolicy:
    """Bounds of a grid, both ends included: plan 四(一)2, 20–30 households AND 70–120 persons."""

    households: tuple[int, int] = (20, 30)
    persons: tuple[int, int] = (70, 120)

    def __post_init__(self) -> None:
        for name, (least, most) in (("户数", self.households), ("人数", self.persons)):
            if not (0 <= least <= most and most > 0):
                raise InvalidValue(field=f"网格{name}范围", why="下限须不小于 0 且不大于上限")

    @property
    def preferred_households(self) -> float:
        """The geometric middle: 24.5 households."""
        return (max(self.households[0], 1) * self.households[1]) ** 0.5

    @property
    def preferred_persons(self) -> float:
        """The geometric middle: √(70·120) persons."""
        return (max(self.persons[0], 1) * self.persons[1]) ** 0.5


@dataclass(frozen=True, slots=True)
class Ridge:
    """A line that neighbours do not cross (ridge, river), from one end to the other in degrees."""

    start: tuple[float, float]
    end: tuple[float, float]

    def __post_init__(self) -> None:
        check_degrees(*self.start)
        check_degrees(*self.end)


class SizeReason(Enum):
    """Why a part is out of bounds; the value is the wire name."""

    TOO_FEW_HOUSEHOLDS = "too_few_households"
    TOO_MANY_HOUSEHOLDS = "too_many_households"
    TOO_FEW_PERSONS = "too_few_persons"
    TOO_MANY_PERSONS = "too_many_persons"


@dataclass(frozen=True, slots=True)
class Part:
    """One grid of a division: sorted household ids, and why its size is out of bounds."""

    label: str
    households: tuple[str, ...]
    persons: int
    reasons: tuple[SizeReason, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """A group divided into parts; one part means that the group stays one leaf.

    `legal`: every part is in bounds. `contiguous`: every part hangs together among neighbours who
    are not parted by a ridge; households without a point do not count. `violation`: summed
    relative violation of the bounds, 0.0 when legal. `exact` is False only when nobody knows
    whether a legal and contiguous division exists, because the solver came to its limit.
    """

    parts: tuple[Part, ...]
    legal: bool
    contiguous: bool
    violation: float
    exact: bool
    placeless: tuple[str, ...]
    method: str


def size_reasons(households: int, persons: int, policy: SizePolicy) -> tuple[SizeReason, ...]:
    """Return why a grid of this size is out of bounds, nothing when it is legal."""
    checks = (
        (households < policy.households[0], SizeReason.TOO_FEW_HOUSEHOLDS),
        (households > policy.households[1], SizeReason.TOO_MANY_HOUSEHOLDS),
        (persons < policy.persons[0], SizeReason.TOO_FEW_PERSONS),
        (persons > policy.persons[1], SizeReason.TOO_MANY_PERSONS),
    )
    return tuple(reason for broken, reason in checks if broken)


def in_order(dwellings: Iterable[Dwelling]) -> list[Dwelling]:
    """Return the dwellings by id: the engine's result does not depend on the order it was given.

    Raises:
        DuplicateDwelling: an id comes twice.
    """
    ordered = sorted(dwellings, key=lambda dwelling: dwelling.id)
    for one, other in pairwise(ordered):
        if one.id == other.id:
            raise DuplicateDwelling(household=one.id)
    return ordered


def check_degrees(longitude: float, latitude: float, whose: str = "") -> None:
    """Refuse what is no place on earth."""
    if not abs(longitude) <= _LONGITUDE:
        raise InvalidValue(field="经度", why=f"{whose}经度须为 -180 至 180 度")
    if not abs(latitude) <= _LATITUDE:
        raise InvalidValue(field="纬度", why=f"{whose}纬度须为 -90 至 90 度")
