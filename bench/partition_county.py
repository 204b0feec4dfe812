"""The groups of the sample county as the partition engine sees them, and changes in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from dev.sample.chance import Dice
from dev.sample.figures import DEFAULT_SEED
from dev.sample.generate import households
from services.grid.domain.partition.values import Dwelling

COUNTY = 90_000
"""Households of the county, so that its groups are as large as they are there."""

CHANGED = 0.02
"""P9: the share of households that leave, and as many that come."""

SMALL = range(31, 40)
"""Households of groups that cannot be divided legally: one part is too large, two too small."""

Group = Sequence[Dwelling]


@dataclass(frozen=True, slots=True)
class Populations:
    """The same groups twice: by registered persons (about 3.4 a household) and by those present."""

    registered: Sequence[Group]
    present: Sequence[Group]


def county_groups(count: int) -> Populations:
    """Return the groups of the first so many households of a county of 90,000."""
    registered: dict[tuple[str, str], list[Dwelling]] = {}
    present: dict[tuple[str, str], list[Dwelling]] = {}
    for one in islice(households(COUNTY), count):
        key = (one.village, one.group)
        here = sum(not person.away for person in one.people)
        dwelling = Dwelling(one.number, len(one.people), one.longitude, one.latitude)
        registered.setdefault(key, []).append(dwelling)
        present.setdefault(key, []).append(replace(dwelling, persons=here))
    return Populations(list(registered.values()), list(present.values()))


def small_groups(groups: Sequence[Group]) -> list[Group]:
    """Return groups of 31 … 39 households: the first of larger ones."""
    large = [group for group in groups if len(group) > max(SMALL)]
    return [group[:size] for group, size in zip(large, _repeated(SMALL), strict=False)]


def changed(group: Group, number: int) -> list[Dwelling]:
    """Return the group after some households left and others came near one that stayed."""
    dice = Dice(DEFAULT_SEED, "partition", str(number))
    stay = [one for one in group if not dice.chance(CHANGED)]
    come = [one for one in group if dice.chance(CHANGED)]
    return stay + [_newcomer(dice.one_of(stay), one, dice) for one in come]


def _newcomer(near: Dwelling, like: Dwelling, dice: Dice) -> Dwelling:
    longitude, latitude = near.point or (0.0, 0.0)
    return replace(
        like,
        id=f"new-{like.id}",
        longitude=longitude + dice.normal() * 3e-4,
        latitude=latitude + dice.normal() * 3e-4,
    )


def _repeated(sizes: range) -> Iterator[int]:
    while True:
        yield from sizes
