"""Recording income, and what a policy makes of it: net income and the per-person mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kit.model.errors import InvalidValue
from kit.model.income import (
    CENT,
    DEFAULT_POLICY,
    IncomePolicy,
    IncomeYear,
    net_income,
    persons_sharing,
)

from .effective import require_open
from .errors import YearNotClosed
from .events import IncomeRecorded, Outcome
from .household import Household

LARGEST = Decimal("1000000000")
"""Nobody earns a billion yuan a year here: a larger amount is a typing error."""


@dataclass(frozen=True, slots=True)
class RecordIncome:
    """Order to record the income of a closed year, replacing what was recorded for it."""

    income: IncomeYear


def record_income(household: Household, order: RecordIncome, today: date) -> Outcome:
    """Return the household with the year's income; the same figures again change nothing.

    Raises:
        Refusal: dissolved, the year is not over, an amount cannot be right.
    """
    require_open(household, household.registered, today)
    check_income(order.income, today)
    incomes = with_income(household.incomes, order.income)
    if incomes == household.incomes:
        return household, ()
    fact = IncomeRecorded(today, order.income.year)
    return replace(household, incomes=incomes), (fact,)


def check_income(income: IncomeYear, today: date) -> None:
    """Refuse a year that is not over and amounts that are negative, odd or given twice."""
    if income.year >= today.year:
        raise YearNotClosed(year=income.year)
    items = [item for item, _ in income.items]
    if len(items) != len(set(items)):
        raise InvalidValue(field="收入项目", why="同一项目填写了两次，请合并为一项")
    for _, amount in income.items:
        check_amount(amount)


def check_amount(amount: Decimal) -> None:
    """Refuse an amount that is negative, not a number, too large or finer than a cent."""
    if not amount.is_finite() or amount < 0:
        raise InvalidValue(field="收入金额", why="须为不小于 0 的数字，亏损请填入支出项")
    if amount >= LARGEST or amount.quantize(CENT) != amount:
        raise InvalidValue(field="收入金额", why="单位为元，至多两位小数且小于 10 亿")


def with_income(incomes: tuple[IncomeYear, ...], income: IncomeYear) -> tuple[IncomeYear, ...]:
    """Return the years in order with this one put in; the same tuple when nothing differs."""
    for known in incomes:
        if known.year == income.year:
            if dict(known.items) == dict(income.items):
                return incomes
            break
    others = [known for known in incomes if known.year != income.year]
    return tuple(sorted([*others, income], key=lambda year: year.year))


def persons_in(household: Household, year: int) -> int:
    """Return how many persons share the income of a year; see `persons_sharing`."""
    stays = ((member.joined, member.left) for member in household.members)
    return persons_sharing(stays, household.registered, year)


def per_person_mean(
    household: Household, year: int, policy: IncomePolicy = DEFAULT_POLICY
) -> Decimal | None:
    """Return the net income per person in yuan, None without a record or without persons."""
    persons = persons_in(household, year)
    income = next((known for known in household.incomes if known.year == year), None)
    if income is None or persons == 0:
        return None
    return (net_income(income, policy) / persons).quantize(CENT, ROUND_HALF_UP)
