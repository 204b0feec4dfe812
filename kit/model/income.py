"""Yearly household income by item, and the county's policy of which items count.

The registry records income, the grid compares it with the village, monitoring with the line: all
by the same policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from kit.model.errors import NotFound

CENT = Decimal("0.01")


class IncomeItem(Enum):
    """Items of domain §2.6: four kinds of income and what is deducted or may be left out."""

    WAGE = "wage"  # 工资性收入
    BUSINESS = "business"  # 生产经营性收入
    BUSINESS_COST = "business_cost"  # 生产经营性支出 (deducted)
    PROPERTY = "property"  # 财产性收入
    TRANSFER = "transfer"  # 转移性收入
    EARMARKED_AID = "earmarked_aid"  # 专项补助 (relocation, house repair)
    ONE_OFF_AID = "one_off_aid"  # 一次性补助
    CONDOLENCE = "condolence"  # 慰问金


@dataclass(frozen=True, slots=True)
class IncomeYear:
    """Income of one year in yuan, by item; the year's per-person mean follows from a policy."""

    year: int
    items: tuple[tuple[IncomeItem, Decimal], ...]


@dataclass(frozen=True, slots=True)
class IncomePolicy:
    """Which items count and which are deducted, `[valid_from, valid_to)`: data of the county."""

    included: frozenset[IncomeItem]
    deducted: frozenset[IncomeItem]
    valid_from: date
    valid_to: date = date.max

    def valid_on(self, day: date) -> bool:
        """Whether the policy is in force on a day."""
        return self.valid_from <= day < self.valid_to


DEFAULT_POLICY = IncomePolicy(
    included=frozenset(
        {IncomeItem.WAGE, IncomeItem.BUSINESS, IncomeItem.PROPERTY, IncomeItem.TRANSFER}
    ),
    deducted=frozenset({IncomeItem.BUSINESS_COST}),
    valid_from=date(2021, 1, 1),
)
"""Domain §2.6: four kinds of income less business cost; earmarked and one-off aid stay out."""


def policy_for(policies: Iterable[IncomePolicy], year: int) -> IncomePolicy:
    """Return the policy in force at the end of a year.

    Raises:
        NotFound: the county has no policy for the year.
    """
    last_day = date(year, 12, 31)
    for policy in policies:
        if policy.valid_on(last_day):
            return policy
    raise NotFound(what="收入核算口径", id=year)


def net_income(income: IncomeYear, policy: IncomePolicy) -> Decimal:
    """Return the year's net income in yuan: what is included less what is deducted."""
    gained = sum((a for item, a in income.items if item in policy.included), Decimal(0))
    return gained - sum((a for item, a in income.items if item in policy.deducted), Decimal(0))


def persons_sharing(stays: Iterable[tuple[date, date | None]], registered: date, year: int) -> int:
    """Return how many persons share a household's income of a year, from stays `[joined, left)`.

    Members on 31 December of that year; for a household registered later, those on the day of
    registration, because the income of the year before comes with it.
    """
    day = max(date(year, 12, 31), registered)
    return sum(joined <= day and (left is None or day < left) for joined, left in stays)
