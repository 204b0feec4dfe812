"""What a county has for reference: categories, units, and who is responsible for what where.

A county may replace all of it by files; routing reads nothing but the responsibility table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue

from .ids import CategoryCode, UnitCode

NAME_MOST = 30
"""Characters of a category's name (domain §4.1)."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the first level (`parent` empty) or of the second."""

    code: CategoryCode
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that handles matters. One of a town or village stands for that of the place."""

    code: UnitCode
    name: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who is responsible: main unit (主责), helpers (协办), and the tier where a matter starts."""

    main: UnitCode
    helpers: tuple[UnitCode, ...]
    start_tier: Tier
    basis: str


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """A line of the table (权责清单), in force `[valid_from, valid_to)` in a division.

    Without a place it holds in the whole county.
    """

    category: CategoryCode
    place: DivisionCode | None
    responsibility: Responsibility
    valid_from: date
    valid_to: date = date.max

    def holds(self, place: DivisionCode, day: date) -> bool:
        """Whether it holds for a matter in a place on a day."""
        here = self.place is None or self.place.contains(place)
        return here and self.valid_from <= day < self.valid_to

    @property
    def depth(self) -> int:
        """How local it is: 0 for the whole county, else the digits of the division."""
        return 0 if self.place is None else self.place.tier.value

    @property
    def label(self) -> str:
        """What a mistake in it is told by."""
        return f"权责清单 {self.category}（{self.place or '全县'}）"


@dataclass(frozen=True, slots=True)
class Reference:
    """All of a county's reference data, checked by `check_reference` when it is loaded."""

    categories: Mapping[CategoryCode, Category]
    units: Mapping[UnitCode, Unit]
    rows: Mapping[CategoryCode, tuple[ResponsibilityRow, ...]]

    def responsible(
        self, category: CategoryCode, place: DivisionCode, day: date
    ) -> Responsibility | None:
        """Return who is responsible by the most local row; None sends it to the center's desk."""
        holding = [row for row in self.rows.get(category, ()) if row.holds(place, day)]
        if not holding:
            return None
        return max(holding, key=lambda row: row.depth).responsibility


def assignable(reference: Reference) -> Iterable[Category]:
    """Return the categories of the second level: those a matter can have."""
    return (category for category in reference.categories.values() if category.parent)


def check_reference(reference: Reference) -> None:
    """Pass when names are unique and short, every category has a row, and every unit exists.

    Raises:
        InvalidValue: the first mistake; the text names its key.
    """
    _check_names(reference.categories)
    for category in assignable(reference):
        if not reference.rows.get(category.code):
            raise InvalidValue(field=f"类别 {category.code}", why="权责清单中没有对应的行")
    for rows in reference.rows.values():
        for row in rows:
            _check_row(row, reference)
        _check_overlap(rows)


def _check_names(categories: Mapping[CategoryCode, Category]) -> None:
    for one in categories.values():
        if not 0 < len(one.name) <= NAME_MOST:
            raise InvalidValue(field=f"类别 {one.code}", why=f"名称须为 1 至 {NAME_MOST} 个字")
        parent = categories.get(CategoryCode(one.parent))
        if one.parent and (parent is None or parent.parent):
            raise InvalidValue(field=f"类别 {one.code}", why=f"没有这个一级类别：{one.parent}")
    counted = Counter((one.parent, one.name) for one in categories.values())
    for (parent, name), count in counted.items():
        if count > 1:
            raise InvalidValue(field=f"类别 {parent or '一级'}", why=f"名称“{name}”重复")


def _check_row(row: ResponsibilityRow, reference: Reference) -> None:
    where = row.label
    category = reference.categories.get(row.category)
    if category is None or not category.parent:
        raise InvalidValue(field=where, why="没有这个二级类别")
    who = (row.responsibility.main, *row.responsibility.helpers)
    for unit in who:
        if unit not in reference.units:
            raise InvalidValue(field=where, why=f"单位字典中没有 {unit}")
    if len(set(who)) < len(who):
        raise InvalidValue(field=where, why="同一单位只能列一次")
    if row.valid_from >= row.valid_to:
        raise InvalidValue(field=where, why="valid_to 须晚于 valid_from")


def _check_overlap(rows: Iterable[ResponsibilityRow]) -> None:
    last: dict[DivisionCode | None, ResponsibilityRow] = {}
    for row in sorted(rows, key=lambda row: row.valid_from):
        before = last.get(row.place)
        if before is not None and row.valid_from < before.valid_to:
            raise InvalidValue(field=row.label, why=f"有效期自 {row.valid_from} 起与另一行重叠")
        last[row.place] = row
