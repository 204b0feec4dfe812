"""Granting and revoking 平安家庭 awards, and the award history the three colours are read from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from kit.model.errors import InvalidValue

from .award import Award
from .effective import require_not_future, require_open
from .errors import AwardExists, AwardNotFound, DateInFuture, DateOutOfOrder
from .events import AwardGranted, AwardRevoked, Outcome
from .household import Household

FIRST_YEAR = 2000
"""No award list is older: an earlier year is a typing error."""

REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class GrantAward:
    """Order to name the household 平安家庭 for a year."""

    year: int
    on: date


@dataclass(frozen=True, slots=True)
class RevokeAward:
    """Order to revoke the award of a year, with the reason."""

    year: int
    on: date
    reason: str = field(repr=False)


def grant_award(household: Household, order: GrantAward, today: date) -> Outcome:
    """Return the household with one more award; a revoked one may be granted anew.

    Raises:
        Refusal: dissolved, it has the award, the year or the day lies in the future.
    """
    require_open(household, household.registered, today)
    require_not_future(order.on, today)
    check_award_year(order.year, order.on)
    if valid_award(household, order.year) is not None:
        raise AwardExists(household=household.id, year=order.year)
    awards = (*household.awards, Award(order.year, order.on))
    return replace(household, awards=in_order(awards)), (AwardGranted(order.on, order.year),)


def revoke_award(household: Household, order: RevokeAward, today: date) -> Outcome:
    """Return the household with the award revoked; it stays in the record.

    Raises:
        Refusal: dissolved, no valid award of the year, no reason, the day is out of order.
    """
    require_open(household, household.registered, today)
    require_not_future(order.on, today)
    if not 0 < len(order.reason.strip()) <= REASON_LENGTH:
        raise InvalidValue(field="撤销原因", why=f"请填写 1 至 {REASON_LENGTH} 个字")
    award = valid_award(household, order.year)
    if award is None:
        raise AwardNotFound(household=household.id, year=order.year)
    if order.on < award.granted:
        raise DateOutOfOrder(household=household.id)
    revoked = replace(award, revoked=order.on, revoke_reason=order.reason.strip())
    awards = tuple(revoked if a is award else a for a in household.awards)
    return replace(household, awards=awards), (AwardRevoked(order.on, order.year),)


def check_award_year(year: int, on: date) -> None:
    """Refuse a year that had not begun when the award was given, or lies before the practice."""
    if year > on.year:
        raise DateInFuture(field="平安家庭年度")
    if year < FIRST_YEAR:
        raise InvalidValue(field="平安家庭年度", why=f"不得早于 {FIRST_YEAR} 年")


def valid_award(household: Household, year: int) -> Award | None:
    """Return the award of a year that has not been revoked."""
    return next((a for a in household.awards if a.year == year and a.revoked is None), None)


def awards_of_last_years(household: Household, year: int, count: int = 3) -> tuple[bool, ...]:
    """Return whether it holds the award of `year`-1, `year`-2, … (a1, a2, a3 of domain §1.3)."""
    held = {award.year for award in household.awards if award.revoked is None}
    return tuple(year - back in held for back in range(1, count + 1))


def in_order(awards: tuple[Award, ...]) -> tuple[Award, ...]:
    """Return the awards by year, then by the day they were granted."""
    return tuple(sorted(awards, key=lambda award: (award.year, award.granted)))
