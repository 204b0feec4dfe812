"""The error workbook: rows that were not imported as they were written, bad cells marked.

Its columns are the template's plus three, so that it can be corrected and uploaded as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from .batch import HeldRow
from .columns import HEADERS, REVIEW_HEADERS, TEMPLATE, WIDTH
from .problems import Problem
from .worksheet import SHEET_NAME
from .xlsx import Style, new_book, new_format, new_sheet

MOST_ROWS = 200_000
"""More bad rows than anybody corrects by hand: the rest is counted in a note."""

NOTE_NAME = "说明"
_COMPANION = "本行无误；同户其他行有误，整户暂不导入"
_REVIEW_WIDTHS = (8, 60, 40)
_HEADER: Style = {"bold": True, "bg_color": "#DDEBF7", "border": 1}
_MARKED: Style = {"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#9C0006"}


class ErrorsWorkbook:
    """Writes the workbook batch by batch with flat memory; use it as a context manager."""

    def __init__(self, path: Path, most_rows: int = MOST_ROWS) -> None:
        self._book = new_book(path, streamed=True)
        self._text = new_format(self._book, {"num_format": "@"})
        self._marked = new_format(self._book, _MARKED)
        self._wrapped = new_format(self._book, {"text_wrap": True})
        self._most_rows = most_rows
        self._written = 0
        self._left_out = 0
        self._sheet = new_sheet(self._book, SHEET_NAME)
        self._write_header()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def rows(self) -> int:
        """How many rows were held back, written or not."""
        return self._written + self._left_out

    def add(self, held_rows: Iterable[HeldRow], problems: Sequence[Problem]) -> None:
        """Append the held rows of a batch with the problems found in them."""
        by_row: dict[int, list[Problem]] = defaultdict(list)
        for problem in problems:
            by_row[problem.row].append(problem)
        for held in held_rows:
            if self._written < self._most_rows:
                self._written += 1
                self._write(held, by_row[held.row])
            else:
                self._left_out += 1

    def close(self) -> None:
        """Finish the file."""
        note = new_sheet(self._book, NOTE_NAME)
        for row, text in enumerate(self._notes()):
            note.write_string(row, 0, text)
        self._book.close()

    def _notes(self) -> list[str]:
        notes = [
            f"共 {self.rows} 行暂未导入。红色单元格有误，原因和建议见右侧三列。",
            "在“居民名册”表中改正后，可将本文件直接再次上传；右侧三列不用删除。",
        ]
        if self._left_out:
            notes.append(f"行数过多，另有 {self._left_out} 行没有列出，请改正后分批上传。")
        return notes

    def _write_header(self) -> None:
        header = new_format(self._book, _HEADER)
        self._sheet.freeze_panes(1, 0)
        for rule in TEMPLATE:
            self._sheet.set_column(rule.column, rule.column, rule.width, self._text)
        for column, width in enumerate(_REVIEW_WIDTHS, WIDTH):
            self._sheet.set_column(column, column, width)
        for column, title in enumerate((*HEADERS, *REVIEW_HEADERS)):
            self._sheet.write_string(0, column, title, header)

    def _write(self, held: HeldRow, problems: Sequence[Problem]) -> None:
        marked = {problem.column for problem in problems}
        for column, cell in enumerate(held.cells):
            style = self._marked if column in marked else self._text
            if cell:
                self._sheet.write_string(self._written, column, cell, style)
            elif column in marked:
                self._sheet.write_blank(self._written, column, None, style)
        reasons = "；".join(problem.message for problem in problems) or _COMPANION
        advice = "；".join(problem.suggestion for problem in problems if problem.suggestion)
        self._sheet.write_number(self._written, WIDTH, held.row)
        self._sheet.write_string(self._written, WIDTH + 1, reasons, self._wrapped)
        self._sheet.write_string(self._written, WIDTH + 2, advice, self._wrapped)
