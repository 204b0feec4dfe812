"""What a department may hand to villages (村级事务准入目录): items with basis, period and quota.

The national frame has three lists: 厅字〔2022〕28号 (domain §1.5). The county center keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from kit.model.division import DivisionCode, Tier

from .catalogue_errors import (
    CatalogueItemEnded,
    CatalogueItemWrong,
    CatalogueNotAtCounty,
    CatalogueTooLarge,
    ItemNotInCatalogue,
)
from .ids import ItemCode, UnitCode

MOST_ITEMS = 2_000
"""Versions of items in one county's catalogue [prop]; every fact carries them all."""


class TaskList(Enum):
    """Which of the three lists an item is on; the value is the wire name."""

    OWN = "own"  # 村级履行职责事项
    ASSIST = "assist"  # 村级协助事项
    NEGATIVE = "negative"  # 负面清单: never handed to villages


class TaskKind(Enum):
    """What a village has to do; the value is the wire name."""

    WORK = "work"  # 工作任务
    DATA = "data"  # 填表报数
    CERTIFICATE = "certificate"  # 盖章证明


class QuotaPeriod(Enum):
    """What a quota is counted by; the value is the wire name."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One item as it holds `[valid_from, valid_to)`. `approver`: whose approval each task needs.

    An item without units may be sent by every department.
    """

    code: ItemCode
    name: str
    list: TaskList
    kind: TaskKind
    basis: str
    valid_from: date
    valid_to: date = date.max
    units: tuple[UnitCode, ...] = ()
    quota: int = 1
    per: QuotaPeriod = QuotaPeriod.YEAR
    approver: str = ""

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day < self.valid_to

    def period_of(self, day: date) -> str:
        """Return the period a task of a day is counted in: `2026`, `2026-Q1` or `2026-03`."""
        if self.per is QuotaPeriod.YEAR:
            return f"{day.year}"
        if self.per is QuotaPeriod.QUARTER:
            return f"{day.year}-Q{(day.month + 2) // 3}"
        return f"{day.year}-{day.month:02}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All items of a county, also those that have ended: what held when a task was sent."""

    county: DivisionCode
    items: tuple[CatalogueItem, ...] = ()

    def versions(self, code: ItemCode) -> tuple[CatalogueItem, ...]:
        """Return all versions of an item, oldest first."""
        return tuple(item for item in self.items if item.code == code)

    def in_force(self, code: ItemCode, day: date) -> CatalogueItem | None:
        """Return an item as it holds on a day."""
        return next((item for item in self.versions(code) if item.holds(day)), None)

    def on(self, day: date) -> tuple[CatalogueItem, ...]:
        """Return what holds on a day, by code."""
        return tuple(sorted((i for i in self.items if i.holds(day)), key=lambda i: i.code))


@dataclass(frozen=True, slots=True)
class CatalogueItemPut:
    """An item was added, or holds anew from a day."""

    code: ItemCode


@dataclass(frozen=True, slots=True)
class CatalogueItemClosed:
    """An item ends."""

    code: ItemCode


CatalogueEvent = CatalogueItemPut | CatalogueItemClosed
CatalogueOutcome = tuple[Catalogue, tuple[CatalogueEvent, ...]]


def found_catalogue(county: DivisionCode) -> Catalogue:
    """Return the empty catalogue of a county.

    Raises:
        CatalogueNotAtCounty: towns and villages have none.
    """
    if county.tier is not Tier.COUNTY:
        raise CatalogueNotAtCounty(center=county)
    return Catalogue(county)


def put_item(catalogue: Catalogue, item: CatalogueItem, today: date) -> CatalogueOutcome:
    """Return the catalogue with an item that holds from a day on; what held until then ends.

    Raises:
        Refusal: it changes the past, or is no item.
    """
    _require_item(item)
    before = catalogue.versions(item.code)
    if before and (item.valid_from < today or item.valid_from <= before[-1].valid_from):
        raise CatalogueItemWrong(code=item.code, what="生效日期须不早于今天，且晚于上一版本")
    if len(catalogue.items) >= MOST_ITEMS:
        raise CatalogueTooLarge(most=MOST_ITEMS)
    kept = _ended(catalogue.items, item.code, item.valid_from)
    return replace(catalogue, items=(*kept, item)), (CatalogueItemPut(item.code),)


def end_item(catalogue: Catalogue, code: ItemCode, last: date, today: date) -> CatalogueOutcome:
    """Return the catalogue with an item that does not hold any more from a day on.

    Raises:
        Refusal: there is none, it ends earlier already, or the day has passed.
    """
    versions = catalogue.versions(code)
    if not versions:
        raise ItemNotInCatalogue(code=code)
    if versions[-1].valid_to <= last:
        raise CatalogueItemEnded(code=code, until=versions[-1].valid_to)
    if last < today or last <= versions[-1].valid_from:
        raise CatalogueItemWrong(code=code, what="失效日期须不早于今天，且晚于生效日期")
    kept = _ended(catalogue.items, code, last)
    return replace(catalogue, items=kept), (CatalogueItemClosed(code),)


def _ended(items: Iterable[CatalogueItem], code: ItemCode, day: date) -> tuple[CatalogueItem, ...]:
    return tuple(
        replace(item, valid_to=min(item.valid_to, day)) if item.code == code else item
        for item in items
    )


def _require_item(item: CatalogueItem) -> None:
    if item.valid_to <= item.valid_from:
        raise CatalogueItemWrong(code=item.code, what="失效日期须晚于生效日期")
    if item.list is not TaskList.NEGATIVE and item.quota < 1:
        raise CatalogueItemWrong(code=item.code, what="每期次数须不少于 1")
    if item.list is not TaskList.NEGATIVE and not item.basis:
        raise CatalogueItemWrong(code=item.code, what="须填写法律政策依据")
