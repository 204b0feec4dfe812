"""Villages, their share of the county, their groups and hamlets along valleys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import cos, pi, radians, sin
from pathlib import Path

from kit.model.division import Tier
from kit.model.division_tree import DivisionTree, load_divisions

from .chance import Dice
from .figures import COUNTY_GROUPS, COUNTY_HOUSEHOLDS, DAY

DIVISIONS_FILE = Path(__file__).with_name("hanyin-divisions.csv")
TOPOLOGY_FILE = Path(__file__).with_name("topology.json")

LONGITUDES = (108.1, 108.7)
LATITUDES = (32.6, 33.1)

_DIGITS = "一二三四五六七八九"
_COMMUNITY, _COUNTY_SEAT = 1.9, 1.5  # people live more densely there
_METRE = 1 / 111_320  # degrees of latitude

_TOWNS: dict[str, tuple[float, float, float]] = {
    "610921100": (108.505, 32.893, 95.0),
    "610921101": (108.585, 32.862, 80.0),
    "610921102": (108.640, 32.845, 70.0),
    "610921103": (108.420, 32.885, 100.0),
    "610921104": (108.670, 32.815, 60.0),
    "610921105": (108.350, 33.010, 20.0),
    "610921107": (108.420, 32.690, 75.0),
    "610921108": (108.270, 32.660, 60.0),
    "610921110": (108.230, 32.960, 30.0),
    "610921112": (108.480, 33.040, 15.0),
}
"""About where each town lies (degrees) and where its valley runs (degrees from north)."""


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A cluster of houses; belongs to one village group."""

    group: str
    longitude: float
    latitude: float
    spread: float  # metres


@dataclass(frozen=True, slots=True)
class Village:
    """One village or community with its weight in the county and its hamlets in order."""

    code: str
    name: str
    weight: float
    hamlets: tuple[Hamlet, ...]


@lru_cache(maxsize=1)
def divisions() -> DivisionTree:
    """Return the real divisions of the county (snapshot of the statistics bureau, 2022-10-31)."""
    return load_divisions(DIVISIONS_FILE)


def villages(tree: DivisionTree, seed: int) -> tuple[Village, ...]:
    """Return all village-level divisions, by code."""
    found = tree.of_tier(Tier.VILLAGE, DAY)
    weights = [_weight(division.code.digits, seed) for division in found]
    total = sum(weights)
    return tuple(
        Village(
            division.code.digits,
            division.name,
            weight,
            tuple(_hamlets(division.code.digits, weight / total, seed)),
        )
        for division, weight in zip(found, weights, strict=True)
    )


def shares(places: Sequence[Village], count: int) -> list[int]:
    """Split a number of households over the villages.

    A county smaller than the real one is fewer villages, not thinner ones, so that groups and
    grids are of their real size: each town has its part, and its villages fill up one by one.
    """
    if count >= COUNTY_HOUSEHOLDS:
        return _split(count, [place.weight for place in places])
    sizes = zip(places, real_sizes(places), strict=True)
    towns = [[size for _, size in town] for _, town in groupby(sizes, lambda one: one[0].code[:9])]
    parts = _split(count, [sum(town) for town in towns])
    return [n for town, part in zip(towns, parts, strict=True) for n in _filled(town, part)]


def _filled(sizes: Iterable[int], count: int) -> Iterator[int]:
    """Yield how many of `count` go to each, one filled up after the other."""
    for size in sizes:
        yield min(count, size)
        count -= min(count, size)


def real_sizes(places: Sequence[Village]) -> list[int]:
    """Return how many households each village has in a county of the real size."""
    return _split(COUNTY_HOUSEHOLDS, [place.weight for place in places])


def _split(count: int, weights: Sequence[float]) -> list[int]:
    """Split a number by weight; the largest remainders get what is left."""
    total = sum(weights)
    exact = [count * weight / total for weight in weights]
    given = [int(share) for share in exact]
    by_rest = sorted(range(len(weights)), key=lambda at: (given[at] - exact[at], at))
    for at in by_rest[: count - sum(given)]:
        given[at] += 1
    return given


def _weight(code: str, seed: int) -> float:
    dice = Dice(seed, "weight", code)
    is_community = code[9] < "2"
    seat = _COUNTY_SEAT if code.startswith("610921100") else 1.0
    return (0.6 + 0.8 * dice.roll()) * (_COMMUNITY if is_community else 1.0) * seat


def _hamlets(code: str, share: float, seed: int) -> Iterator[Hamlet]:
    dice = Dice(seed, "place", code)
    longitude, latitude, heading = _village_centre(code, dice)
    groups = max(3, round(share * COUNTY_GROUPS))
    bend = (dice.roll() - 0.5) * 60
    for group in range(groups):
        for part in range(dice.between(1, 3)):
            along = ((group + part / 3) / groups - 0.5) * 4_000
            angle = radians(heading + bend * along / 4_000)
            off = dice.normal() * 150
            yield Hamlet(
                f"{_numeral(group + 1)}组",
                longitude + _east(along * sin(angle) + off * cos(angle), latitude),
                latitude + (along * cos(angle) - off * sin(angle)) * _METRE,
                40 + 60 * dice.roll(),
            )


def _village_centre(code: str, dice: Dice) -> tuple[float, float, float]:
    """Villages lie on the town's valley, a curve, or in a side valley that leaves it."""
    longitude, latitude, heading = _TOWNS[code[:9]]
    along = (dice.roll() - 0.5) * 9_000
    aside = dice.normal() * 1_300
    angle = radians(heading + along / 9_000 * 50)
    east = along * sin(angle) + aside * cos(angle)
    north = along * cos(angle) - aside * sin(angle)
    turn = 60 if aside > 0 else -60
    return longitude + _east(east, latitude), latitude + north * _METRE, heading + turn


def _east(metres: float, latitude: float) -> float:
    return metres * _METRE / cos(latitude * pi / 180)


def house(hamlet: Hamlet, dice: Dice) -> tuple[float, float]:
    """Return a point near the hamlet's middle, inside the county."""
    longitude = hamlet.longitude + _east(dice.normal() * hamlet.spread, hamlet.latitude)
    latitude = hamlet.latitude + dice.normal() * hamlet.spread * _METRE
    return _within(longitude, LONGITUDES), _within(latitude, LATITUDES)


def _within(value: float, bounds: tuple[float, float]) -> float:
    return round(min(max(value, bounds[0]), bounds[1]), 6)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else ""
    return head + (_DIGITS[ones - 1] if ones else "")
