"""Roster files for tests: two good households to begin with, as CSV or workbook."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from services.registry.roster.cells import Cell
from services.registry.roster.columns import HEADERS, WIDTH, Column
from services.registry.roster.options import RosterOptions
from services.registry.roster.worksheet import SHEET_NAME
from services.registry.roster.xlsx import new_book, new_format, new_sheet

TODAY = date(2026, 3, 1)
VILLAGES = {
    "610921104206": "江河村",
    "610921104207": "玉河村",
    "610921100001": "南街社区",
    "610921100203": "杨家坝村",
}
OPTIONS = RosterOptions(VILLAGES, TODAY, b"k" * 32, allow_test_numbers=True)

Row = list[Cell]


def a_row(**cells: Cell) -> Row:
    """Return a row of the template with some cells filled, named by column."""
    row: Row = [""] * WIDTH
    for name, cell in cells.items():
        row[Column[name.upper()]] = cell
    return row


def a_household(number: str = "0001") -> list[Row]:
    """Return a head and his son, with everything filled."""
    head = a_row(
        village="610921104206",
        group="三组",
        number=number,
        relation="户主",
        name="张甲寅",
        sex="男",
        id_number="610999198503150010",
        birth_date="1985-03-15",
        ethnicity="汉族",
        phone="15400000001",
        residence="外出",
        absent_since="2024-02-18",
        needs="低保;残疾:肢体:2",
        address="江河村三组12号",
        longitude="108.512345",
        latitude="32.891234",
        income_year="2024",
        wage="32000",
        business="8600",
        business_cost="2100",
        property="300",
        transfer="1250.5",
        awards="2023;2024",
    )
    son = a_row(
        village="610921104206",
        number=number,
        relation="子",
        name="张乙卯",
        id_number="610999201506070037",
    )
    return [head, son]


def another_household(number: str = "0002") -> list[Row]:
    """Return a woman who lives alone."""
    return [
        a_row(
            village="610921104206",
            number=number,
            relation="户主",
            name="李丙辰",
            id_number="610999196211024224",
        )
    ]


def a_roster() -> list[Row]:
    """Return two good households: rows 2, 3 and 4 of the file."""
    return [*a_household(), *another_household()]


def write_csv(path: Path, rows: Sequence[Row], header: Sequence[str] = HEADERS) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([header, *rows])
    return path


def write_xlsx(
    path: Path,
    rows: Sequence[Row],
    header: Sequence[str] = HEADERS,
    formulas: Mapping[tuple[int, Column], str] | None = None,
    merged: str = "",
) -> Path:
    """Write rows as a workbook; `formulas` by row of the file and column."""
    with new_book(path) as book:
        sheet = new_sheet(book, SHEET_NAME)
        day = new_format(book, {"num_format": "yyyy-mm-dd"})
        for at, row in enumerate([list[Cell](header), *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime.combine(cell, time.min), day)
                elif isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(at, column, cell)
        for (row_number, column), text in (formulas or {}).items():
            sheet.write_formula(row_number - 1, column, text, None, 1)
        if merged:
            sheet.merge_range(merged, "合并")
    return path
