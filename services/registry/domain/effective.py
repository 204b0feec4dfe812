"""Rules about the day a change holds from, shared by all operations on a household.

A change may be recorded late, so its day may lie in the past, but never in the future and never
before the facts it builds on: a leave not before the join, a headship not before the one it ends,
a residence not before the one it ends, a rejoin not before the last leave, a dissolution not before
anything. So intervals never overlap or turn around, and `as_of` stays a pure function.
"""

from __future__ import annotations

from datetime import date

from .errors import DateInFuture, DateOutOfOrder, HouseholdIsDissolved
from .household import Household, HouseholdStatus


def require_open(household: Household, on: date, today: date) -> None:
    """Refuse a change of a dissolved household, in the future or before registration."""
    if household.status is HouseholdStatus.DISSOLVED:
        raise HouseholdIsDissolved(household=household.id)
    require_not_future(on, today)
    require_order(household, household.registered, on)


def require_not_future(on: date, today: date, field: str = "生效日期") -> None:
    """Refuse a day after today."""
    if on > today:
        raise DateInFuture(field=field)


def require_order(household: Household, earlier: date, on: date) -> None:
    """Refuse a day before the recorded change it must follow."""
    if on < earlier:
        raise DateOutOfOrder(household=household.id)


def latest_change(household: Household) -> date:
    """Return the latest day on which membership, headship or residence changed."""
    days = [household.headships[-1].since, household.residence.since]
    days += [member.left or member.joined for member in household.members]
    return max(days)


def anniversary(birth_date: date, years: int) -> date:
    """Return the day a person turns `years`; who was born on 29 February turns on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)
