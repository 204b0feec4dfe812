"""Categories, units and the responsibility table of a county, read from JSON files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue
from services.petition.domain.ids import CategoryCode, UnitCode
from services.petition.domain.reference import (
    Category,
    Reference,
    Responsibility,
    ResponsibilityRow,
    Unit,
    check_reference,
)

from .data_file import Entry, TierName, read_list


def load_reference(categories: str = "", units: str = "", responsibilities: str = "") -> Reference:
    """Return the reference data, checked.

    Raises:
        InvalidValue: a file or a key of it is wrong, a category has no row, or a unit is unknown.
        OSError: a file cannot be read.
    """
    rows: dict[CategoryCode, tuple[ResponsibilityRow, ...]] = {}
    for entry in read_list(responsibilities, "responsibilities.json", "权责清单"):
        row = _row(entry)
        rows[row.category] = (*rows.get(row.category, ()), row)
    reference = Reference(_categories(categories), _units(units), rows)
    check_reference(reference)
    return reference


def tier_of(entry: Entry, key: str) -> Tier:
    """Return a tier by its name in files.

    Raises:
        InvalidValue: there is no such tier.
    """
    return Tier[entry.one_of(key, TierName).name]


def _categories(file: str) -> dict[CategoryCode, Category]:
    found: dict[CategoryCode, Category] = {}
    for top in read_list(file, "categories.json", "类别"):
        for entry, category in _family(top):
            if category.code in found:
                raise entry.wrong("code", f"{category.code} 重复")
            found[category.code] = category
    return found


def _family(top: Entry) -> Iterator[tuple[Entry, Category]]:
    top.only(("code", "name", "children"))
    parent = Category(CategoryCode(top.text("code")), top.text("name"))
    yield top, parent
    for child in top.parts("children"):
        child.only(("code", "name"))
        code = CategoryCode(child.text("code"))
        yield child, Category(code, child.text("name"), parent.code)


def _units(file: str) -> dict[UnitCode, Unit]:
    found: dict[UnitCode, Unit] = {}
    for entry in read_list(file, "units.json", "单位字典"):
        entry.only(("code", "name", "tier"))
        unit = Unit(UnitCode(entry.text("code")), entry.text("name"), tier_of(entry, "tier"))
        if unit.code in found:
            raise entry.wrong("code", f"{unit.code} 重复")
        found[unit.code] = unit
    return found


def _row(entry: Entry) -> ResponsibilityRow:
    keys = "category", "place", "main", "helpers", "start_tier", "basis", "valid_from", "valid_to"
    entry.only(keys)
    return ResponsibilityRow(
        category=CategoryCode(entry.text("category")),
        place=_place(entry),
        responsibility=Responsibility(
            main=UnitCode(entry.text("main")),
            helpers=tuple(UnitCode(str(code)) for code in entry.items("helpers")),
            start_tier=tier_of(entry, "start_tier"),
            basis=entry.text("basis"),
        ),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to", date.max),
    )


def _place(entry: Entry) -> DivisionCode | None:
    if "place" not in entry.values:
        return None
    try:
        return DivisionCode.parse(entry.text("place"))
    except InvalidValue as wrong:
        raise entry.wrong("place", wrong.fields["why"]) from None
