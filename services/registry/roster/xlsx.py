"""The three calls of xlsxwriter whose types its authors left open, typed once."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Style = dict[str, object]


def new_book(path: Path, *, streamed: bool = False) -> Workbook:
    """Return a workbook to be written; a streamed one keeps only the present row in memory."""
    options = {"constant_memory": streamed, "strings_to_formulas": False}
    return xlsxwriter.Workbook(str(path), options)


def new_sheet(book: Workbook, name: str) -> Worksheet:
    """Add a worksheet."""
    return book.add_worksheet(name)  # pyright: ignore[reportUnknownMemberType]


def new_format(book: Workbook, style: Style) -> Format:
    """Add a cell format."""
    return book.add_format(style)  # pyright: ignore[reportUnknownMemberType]
