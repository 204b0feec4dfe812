"""Yearly household income by item. Which items count is policy data of the county."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


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
