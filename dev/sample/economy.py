"""What a household earned in the last closed year, by item, and its 平安家庭 awards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from . import figures
from .chance import Dice
from .people import Figure

_WORKING = range(18, 60)


@dataclass(frozen=True, slots=True)
class Income:
    """Yuan in a closed year."""

    year: int
    wage: int
    business: int
    business_cost: int
    property_: int
    transfer: int

    @property
    def net(self) -> int:
        """What counts: all income without the cost of business."""
        return self.wage + self.business + self.property_ + self.transfer - self.business_cost


def income_of(
    people: Sequence[Figure], needs: Sequence[Sequence[str]], year: int, dice: Dice
) -> Income:
    """Return a household's income: wages earned away or nearby, fields, rent, pensions, aid."""
    aided = any({"低保", "特困"} & set(items) for items in needs)
    luck = exp(0.35 * dice.normal()) * (0.45 if aided else 1.0)
    away = sum(one.away and one.years in _WORKING for one in people)
    home = sum(not one.away and one.years in _WORKING for one in people)
    old = sum(one.years >= 60 for one in people)
    wage = (26_000 * away + (14_000 if dice.chance(0.5) else 0) * home) * luck
    business = (3_000 + 9_000 * home + 2_500 * old) * luck
    return Income(
        year=year,
        wage=_tens(wage),
        business=_tens(business),
        business_cost=_tens(business * (0.2 + 0.2 * dice.roll())),
        property_=_tens(600 * luck) if dice.chance(0.4) else 0,
        transfer=_tens(1_900 * old + 300 * len(people) + (4_200 * len(people) if aided else 0)),
    )


def _tens(yuan: float) -> int:
    return round(yuan / 10) * 10


def awards_of(year: int, dice: Dice) -> tuple[int, ...]:
    """Return the years of the award up to `year`; who had it once mostly has it again."""
    inclined = dice.chance(figures.AWARD_SHARE)
    share = 0.93 if inclined else 0.12
    years = range(year - figures.AWARDS + 1, year + 1)
    return tuple(one for one in years if dice.chance(share))
