"""The households of the sample county, one after the other, in the order of a roster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kit.model.division_tree import DivisionTree

from . import figures
from .chance import Dice, Weighted
from .circumstances import away_since, needs_of, send_away
from .economy import Income, awards_of, income_of
from .names import given_name, surname
from .numbers import Numbers
from .people import Figure, family
from .places import Hamlet, Village, divisions, house, real_sizes, shares, villages

_SIZES = Weighted(figures.SIZE_WEIGHTS)
_ETHNICITIES = Weighted(figures.ETHNICITIES)
_OWN_SURNAME = frozenset({"配偶", "其他"})
_PHONE_FROM, _PHONE_SHARE = 14, 0.82


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """One invented person, in the roster's words."""

    relation: str
    name: str = field(repr=False)
    male: bool
    id_number: str = field(repr=False)
    birth: date
    ethnicity: str
    phone: str = field(repr=False)
    away: bool
    since: date | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleHousehold:
    """One invented household; the head comes first."""

    village: str
    village_name: str
    group: str
    number: str
    address: str
    longitude: float
    latitude: float
    income: Income
    awards: tuple[int, ...]
    people: tuple[SamplePerson, ...]


def households(
    count: int,
    seed: int = figures.DEFAULT_SEED,
    tree: DivisionTree | None = None,
    income_year: int = figures.INCOME_YEAR,
) -> Iterator[SampleHousehold]:
    """Yield `count` households, by village, group and number; the same for the same arguments."""
    places = villages(tree or divisions(), seed)
    numbers = Numbers()
    split = zip(places, shares(places, count), real_sizes(places), strict=True)
    for village, share, real in split:
        dice = Dice(seed, "households", village.code)
        for at in range(share):
            hamlet = village.hamlets[at * len(village.hamlets) // max(share, real)]
            yield _household(village, hamlet, at + 1, income_year, numbers, dice)


def _household(
    village: Village, hamlet: Hamlet, number: int, year: int, numbers: Numbers, dice: Dice
) -> SampleHousehold:
    figures_ = family(_SIZES.draw(dice), dice)
    send_away(figures_, dice)
    needs = needs_of(figures_, dice)
    longitude, latitude = house(hamlet, dice)
    return SampleHousehold(
        village=village.code,
        village_name=village.name,
        group=hamlet.group,
        number=f"{number:04d}",
        address=f"{village.name}{hamlet.group}{number}号",
        longitude=longitude,
        latitude=latitude,
        income=income_of(figures_, needs, year, dice),
        awards=awards_of(year, dice),
        people=tuple(_people(figures_, needs, numbers, dice)),
    )


def _people(
    people: Sequence[Figure], needs: Sequence[Sequence[str]], numbers: Numbers, dice: Dice
) -> Iterator[SamplePerson]:
    family_name = surname(dice)
    ethnicity = _ETHNICITIES.draw(dice)
    for one, items in zip(people, needs, strict=True):
        by_marriage = one.relation in _OWN_SURNAME or (one.role.line < 0 and not one.male)
        id_number, birth = numbers.citizen(_birthday(one.years, dice), male=one.male)
        has_phone = one.years >= _PHONE_FROM and dice.chance(_PHONE_SHARE)
        yield SamplePerson(
            relation=one.relation,
            name=(surname(dice) if by_marriage else family_name) + given_name(dice),
            male=one.male,
            id_number=id_number,
            birth=birth,
            ethnicity=ethnicity,
            phone=numbers.phone() if has_phone else "",
            away=one.away,
            since=away_since(one, dice),
            needs=tuple(items),
        )


def _birthday(years: int, dice: Dice) -> date:
    """Return a day on which a person of these years was born; not less than years, not a more."""
    return figures.DAY - timedelta(days=int((years + 0.98 * dice.roll()) * 365.25) + 1)
