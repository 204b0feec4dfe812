"""The template to fill in and the workbook of errors to correct."""

from __future__ import annotations

import csv
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from services.registry.roster.cells import Cell
from services.registry.roster.columns import HEADERS, REVIEW_HEADERS, TEMPLATE, WIDTH, Column
from services.registry.roster.errors_workbook import NOTE_NAME, ErrorsWorkbook
from services.registry.roster.pipeline import scan_roster
from services.registry.roster.refusals import FileEmpty
from services.registry.roster.template import (
    GUIDE_NAME,
    write_template_csv,
    write_template_xlsx,
)
from services.registry.roster.worksheet import SHEET_NAME
from tests.support.roster_files import OPTIONS, a_roster, write_csv, write_xlsx


def cells_of(path: Path, sheet: str) -> list[list[Cell]]:
    with CalamineWorkbook.from_filelike(BytesIO(path.read_bytes())) as book:
        return list(book.get_sheet_by_name(sheet).iter_rows())


def errors_of(tmp_path: Path, roster: Path, most_rows: int = 100) -> Path:
    path = tmp_path / "errors.xlsx"
    with ErrorsWorkbook(path, most_rows) as errors:
        for batch in scan_roster(roster, OPTIONS):
            errors.add(batch.held_rows, batch.problems)
    return path


def test_the_template_has_the_header_the_reader_wants(tmp_path: Path) -> None:
    write_template_xlsx(tmp_path / "template.xlsx")
    with pytest.raises(FileEmpty):
        next(scan_roster(tmp_path / "template.xlsx", OPTIONS))
    assert cells_of(tmp_path / "template.xlsx", SHEET_NAME)[0] == list(HEADERS)


def test_the_template_explains_every_column(tmp_path: Path) -> None:
    write_template_xlsx(tmp_path / "template.xlsx")
    guide = cells_of(tmp_path / "template.xlsx", GUIDE_NAME)
    assert [row[1] for row in guide[1 : WIDTH + 1]] == list(HEADERS)
    assert all(row[2] and row[3] for row in guide[1 : WIDTH + 1])


def test_the_examples_of_the_template_are_taken(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "roster.csv", [[rule.example for rule in TEMPLATE]])
    (batch,) = scan_roster(path, OPTIONS)
    assert [p.message for p in batch.problems] == []


def test_the_csv_template_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    write_template_csv(tmp_path / "template.csv")
    with (tmp_path / "template.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert list(csv.reader(lines)) == [list(HEADERS)]
    assert (tmp_path / "template.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_bad_rows_come_back_as_they_were_with_reason_and_advice(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.SEX] = "男性"
    rows[1][Column.PHONE] = "12"
    path = errors_of(tmp_path, write_csv(tmp_path / "roster.csv", rows))
    header, head, son = cells_of(path, SHEET_NAME)
    assert header == [*HEADERS, *REVIEW_HEADERS]
    assert head[:WIDTH] == rows[0]
    assert head[WIDTH:] == [2.0, "本行无误；同户其他行有误，整户暂不导入", ""]
    assert son[:WIDTH] == rows[1]
    assert son[WIDTH] == 3.0
    assert "“性别”只能填：男、女" in str(son[WIDTH + 1])
    assert "联系电话应为 11 位" in str(son[WIDTH + 1])
    assert son[WIDTH + 2] == "男"


def test_bad_cells_are_marked(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.PHONE] = "12"
    rows[1][Column.NAME] = ""
    path = errors_of(tmp_path, write_csv(tmp_path / "roster.csv", rows))
    assert styled_like(path, "J3") == ["E3", "J3"]


def styled_like(path: Path, cell: str) -> list[str]:
    """Return the cells of the sheet with the style of one of them."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    styles = dict(re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', xml))
    return sorted(place for place, style in styles.items() if style == styles[cell])


def test_a_corrected_error_workbook_may_be_uploaded_as_it_is(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.PHONE] = "12"
    errors = errors_of(tmp_path, write_csv(tmp_path / "roster.csv", rows))
    header, *bad = cells_of(errors, SHEET_NAME)
    bad[1][Column.PHONE] = "15400000003"
    corrected = write_xlsx(tmp_path / "corrected.xlsx", bad, [str(title) for title in header])
    (batch,) = [b for b in scan_roster(corrected, OPTIONS) if b.rows_read]
    assert batch.problems == []
    assert [household.number for household in batch.good] == ["0001"]


def test_more_bad_rows_than_anybody_reads_are_counted_in_a_note(tmp_path: Path) -> None:
    rows = a_roster()
    rows[0][Column.PHONE] = "12"
    rows[2][Column.PHONE] = "12"
    path = errors_of(tmp_path, write_csv(tmp_path / "roster.csv", rows), most_rows=2)
    assert len(cells_of(path, SHEET_NAME)) == 3
    assert any("另有 1 行没有列出" in str(row[0]) for row in cells_of(path, NOTE_NAME))
