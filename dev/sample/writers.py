"""The sample county's roster as a file, row after row, at any size."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from kit.model.division_tree import DivisionTree
from services.registry.roster.columns import HEADERS, TEMPLATE
from services.registry.roster.worksheet import SHEET_NAME
from services.registry.roster.xlsx import new_book, new_sheet

from .figures import DEFAULT_SEED, INCOME_YEAR
from .generate import SampleHousehold, households
from .planting import Planted, Planter
from .rows import Row, rows_of

_NUMERIC = tuple(rule.column for rule in TEMPLATE if not rule.is_text)


@dataclass(frozen=True, slots=True)
class Written:
    """What a roster file holds."""

    households: int
    people: int
    planted: tuple[Planted, ...]


def write_roster_csv(
    path: Path,
    count: int,
    seed: int = DEFAULT_SEED,
    bad_ratio: float = 0.0,
    tree: DivisionTree | None = None,
    income_year: int = INCOME_YEAR,
) -> Written:
    """Write a roster as CSV (UTF-8 with the mark spreadsheets expect)."""
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(HEADERS)
        return _write(writer.writerows, households(count, seed, tree, income_year), seed, bad_ratio)


def write_roster_xlsx(
    path: Path,
    count: int,
    seed: int = DEFAULT_SEED,
    bad_ratio: float = 0.0,
    tree: DivisionTree | None = None,
) -> Written:
    """Write a roster as a workbook: codes as text, amounts and coordinates as numbers."""
    with new_book(path, streamed=True) as book:
        sheet = new_sheet(book, SHEET_NAME)
        rows = _SheetRows(sheet)
        rows.append([list(HEADERS)])
        return _write(rows.append, households(count, seed, tree), seed, bad_ratio)


class _SheetRows:
    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 0

    def append(self, rows: list[Row]) -> None:
        for row in rows:
            for column, text in enumerate(row):
                if not text:
                    continue
                if column in _NUMERIC and _is_number(text):
                    self._sheet.write_number(self._row, column, float(text))
                else:
                    self._sheet.write_string(self._row, column, text)
            self._row += 1


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and text.isascii()


def _write(
    append: Callable[[list[Row]], object],
    county: Iterable[SampleHousehold],
    seed: int,
    bad_ratio: float,
) -> Written:
    planter = Planter(seed, bad_ratio)
    count = people = 0
    for rows in map(rows_of, county):
        if bad_ratio:
            planter.spoil(rows, people + 2)
        append(rows)
        count += 1
        people += len(rows)
    return Written(count, people, tuple(planter.planted))
