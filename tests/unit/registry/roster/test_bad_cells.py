"""Every bad cell is named with row, column, reason and suggestion, and its household waits."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from services.registry.roster.cells import Cell
from services.registry.roster.columns import Column
from services.registry.roster.pipeline import scan_roster
from services.registry.roster.problems import REASONS, ProblemCode
from tests.support.roster_files import OPTIONS, a_roster, write_csv, write_xlsx

C = Column
P = ProblemCode


@dataclass(frozen=True)
class Case:
    """A cell of the roster's rows 2 (head) or 3 (son) and what must be said of it."""

    id: str
    row: int
    column: Column
    cell: Cell
    code: ProblemCode
    suggestion: str | None = None
    blamed: tuple[int, Column] | None = None


CASES = (
    Case("village unknown", 2, C.VILLAGE, "610921104299", P.VILLAGE_UNKNOWN),
    Case("village mistyped", 2, C.VILLAGE, "610921100303", P.VILLAGE_UNKNOWN, "杨家坝村"),
    Case("village by name", 2, C.VILLAGE, "玉河村", P.VILLAGE_FORMAT, "610921104207（玉河村）"),
    Case("village as number", 2, C.VILLAGE, "6.10921E+11", P.CODE_AS_NUMBER),
    Case("number missing", 3, C.NUMBER, "", P.REQUIRED),
    Case("number too long", 3, C.NUMBER, "1" * 33, P.TOO_LONG),
    Case("relation unknown", 3, C.RELATION, "长子", P.NOT_A_CHOICE, "子"),
    Case("relation missing", 3, C.RELATION, "", P.REQUIRED),
    Case("name missing", 3, C.NAME, "", P.REQUIRED),
    Case("name masked", 3, C.NAME, "张*", P.ODD_CHARACTERS),
    Case("name too long", 3, C.NAME, "张" * 51, P.TOO_LONG),
    Case("name with a control character", 3, C.NAME, "张\x07三", P.ODD_CHARACTERS),
    Case("address masked", 2, C.ADDRESS, "江河村**号", P.ODD_CHARACTERS),
    Case("sex unknown", 3, C.SEX, "男性", P.NOT_A_CHOICE, "男"),
    Case("sex against number", 3, C.SEX, "女", P.SEX_CONFLICT, "男"),
    Case("birth against number", 3, C.BIRTH_DATE, "2015-06-08", P.BIRTH_CONFLICT, "2015-06-07"),
    Case("birth no day", 3, C.BIRTH_DATE, "2015-02-30", P.DATE_FORMAT),
    Case("birth in the future", 3, C.BIRTH_DATE, "2026-03-02", P.DATE_FUTURE),
    Case("number check digit", 3, C.ID_NUMBER, "610999201506070031", P.ID_CHECK_DIGIT, "0037"),
    Case("number too short", 3, C.ID_NUMBER, "61099920150607003", P.ID_LENGTH),
    Case("number with a letter", 3, C.ID_NUMBER, "61099920150607O037", P.ID_CHARACTERS),
    Case("number with no day", 3, C.ID_NUMBER, "610999201513070037", P.ID_DATE),
    Case("number in scientific form", 3, C.ID_NUMBER, "6.10999E+17", P.ID_AS_NUMBER),
    Case("number of the head again", 3, C.ID_NUMBER, "610999198503150010", P.ID_REPEATED),
    Case("no number and no birth", 3, C.ID_NUMBER, "", P.REQUIRED, None, (3, C.BIRTH_DATE)),
    Case("ethnicity unknown", 3, C.ETHNICITY, "外星族", P.NOT_A_CHOICE),
    Case("phone too short", 3, C.PHONE, "154000", P.PHONE_FORMAT),
    Case("phone as number", 3, C.PHONE, "1.54E+10", P.CODE_AS_NUMBER),
    Case("residence unknown", 3, C.RESIDENCE, "务工", P.NOT_A_CHOICE, "外出"),
    Case(
        "leave day of one at home",
        3,
        C.ABSENT_SINCE,
        "2025-01-01",
        P.ABSENCE_CONFLICT,
        "外出",
        (3, C.RESIDENCE),
    ),
    Case("left before birth", 2, C.ABSENT_SINCE, "1980-01-01", P.ABSENCE_BEFORE_BIRTH),
    Case("need unknown", 3, C.NEEDS, "贫困", P.NEED_FORMAT),
    Case("disability without grade", 3, C.NEEDS, "残疾:肢体", P.NEED_FORMAT),
    Case("sentence without its end", 2, C.NEEDS, "服刑", P.NEED_FORMAT),
    Case("sentence that has ended", 2, C.NEEDS, "服刑:2025-01-01", P.NEED_EXPIRED),
    Case("child of forty", 2, C.NEEDS, "留守儿童", P.NEED_NOT_ALLOWED),
    Case("longitude alone", 2, C.LATITUDE, "", P.POINT_INCOMPLETE),
    Case("coordinates swapped", 2, C.LATITUDE, "108.5", P.NUMBER_RANGE),
    Case("coordinate no number", 2, C.LONGITUDE, "东经108度", P.NUMBER_FORMAT),
    Case("amount in words", 2, C.WAGE, "三万元", P.NUMBER_FORMAT),
    Case("amount with separators", 2, C.WAGE, "32,000", P.NUMBER_FORMAT, "32000"),
    Case("amount below nothing", 2, C.WAGE, "-5", P.NUMBER_RANGE),
    Case("income without year", 2, C.INCOME_YEAR, "", P.INCOME_INCOMPLETE),
    Case("income of an open year", 2, C.INCOME_YEAR, "2026", P.YEAR_FORMAT),
    Case("award year in words", 2, C.AWARDS, "去年", P.YEAR_FORMAT),
    Case("address beside the head's", 3, C.ADDRESS, "别处", P.HEAD_ROW_ONLY),
)


def name_of(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_bad_cell_comes_back_with_its_reason(case: Case, tmp_path: Path) -> None:
    rows = a_roster()
    rows[case.row - 2][case.column] = case.cell
    batches = list(scan_roster(write_csv(tmp_path / "r.csv", rows), OPTIONS))
    found = [p for batch in batches for p in batch.problems]
    place = case.blamed or (case.row, case.column)
    named = [p for p in found if (p.row, p.column, p.code) == (*place, case.code)]
    assert named
    assert (case.suggestion or "") in (named[0].suggestion or "")
    held = {held.row for batch in batches for held in batch.held_rows}
    assert case.row in held
    assert 4 not in held


ADMITTED: tuple[tuple[str, Column, Cell], ...] = (
    ("full-width digits", C.ID_NUMBER, "６１０９９９２０１５０６０７００３７"),
    ("blanks around", C.ID_NUMBER, "\u3000610999201506070037 "),
    ("full-width phone", C.PHONE, "１５４００００００１２"),
    ("phone with blanks", C.PHONE, "154 0000 0012"),
    ("landline", C.PHONE, "0915-5210000"),
    ("slashes", C.BIRTH_DATE, "2015/6/7"),
    ("Chinese date", C.BIRTH_DATE, "2015年6月7日"),
    ("eight digits", C.BIRTH_DATE, "20150607"),
    ("day number", C.BIRTH_DATE, "42162"),
    ("code of 汉", C.ETHNICITY, "01"),
    ("short name", C.ETHNICITY, "汉"),
    ("Chinese separators", C.NEEDS, "留守儿童；低保"),
    ("same address again", C.ADDRESS, "江河村三组12号"),
)


@pytest.mark.parametrize(("name", "column", "cell"), ADMITTED, ids=lambda value: str(value)[:20])
def test_what_can_be_understood_is_taken(
    name: str, column: Column, cell: Cell, tmp_path: Path
) -> None:
    rows = a_roster()
    rows[1][column] = cell
    batches = list(scan_roster(write_csv(tmp_path / "r.csv", rows), OPTIONS))
    assert [p.message for batch in batches for p in batch.problems] == []
    assert sum(len(batch.good) for batch in batches) == 2


def test_a_lower_case_x_and_a_number_of_1985_are_converted(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.ID_NUMBER] = "61099920150607007x"
    rows[2][Column.ID_NUMBER] = "610999621102422"
    batches = list(scan_roster(write_csv(tmp_path / "r.csv", rows), OPTIONS))
    numbers = [p.id_number for batch in batches for h in batch.good for p in h.people]
    assert [n.digits for n in numbers if n] == [
        "610999198503150010",
        "61099920150607007X",
        "610999196211024224",
    ]


def test_citizen_numbers_stored_as_numbers_are_told_from_wrong_ones(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.ID_NUMBER] = 610999201506070037
    batches = list(scan_roster(write_xlsx(tmp_path / "r.xlsx", rows), OPTIONS))
    (problem,) = [p for batch in batches for p in batch.problems]
    assert problem.code is ProblemCode.ID_AS_NUMBER
    assert "设为文本格式" in problem.message


def test_dates_and_amounts_of_a_workbook_are_taken_as_they_are(tmp_path: Path) -> None:
    rows = a_roster()
    rows[0][Column.BIRTH_DATE] = date(1985, 3, 15)
    rows[1][Column.BIRTH_DATE] = 42162
    rows[0][Column.VILLAGE] = 610921104206
    rows[0][Column.WAGE] = 32000.5
    rows[0][Column.INCOME_YEAR] = 2024
    rows[0][Column.LONGITUDE] = 108.512345
    (batch,) = [b for b in scan_roster(write_xlsx(tmp_path / "r.xlsx", rows), OPTIONS) if b.good][
        :1
    ]
    assert [p.message for p in batch.problems] == []
    assert batch.good[0].people[0].birth_date == date(1985, 3, 15)


def test_formulas_are_marked_by_cell(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "r.xlsx", a_roster(), formulas={(3, Column.NAME): "=E2", (2, C.WAGE): "=1+1"}
    )
    batches = list(scan_roster(path, OPTIONS))
    found = {(p.row, p.column) for b in batches for p in b.problems if p.code is P.FORMULA}
    assert found == {(3, Column.NAME), (2, Column.WAGE)}


def test_a_village_outside_the_scope_is_refused(tmp_path: Path) -> None:
    options = replace(OPTIONS, scope=("610921100",))
    batches = list(scan_roster(write_csv(tmp_path / "r.csv", a_roster()), options))
    codes = {p.code for b in batches for p in b.problems}
    assert codes == {ProblemCode.VILLAGE_OUT_OF_SCOPE}


def test_test_numbers_are_taken_only_where_allowed(tmp_path: Path) -> None:
    options = replace(OPTIONS, allow_test_numbers=False)
    batches = list(scan_roster(write_csv(tmp_path / "r.csv", a_roster()), options))
    assert {p.code for b in batches for p in b.problems} == {ProblemCode.ID_TEST}
    assert not any(b.good for b in batches)


def test_a_row_wider_than_the_template_is_named(tmp_path: Path) -> None:
    rows = a_roster()
    rows[2] = [*rows[2], "", "", "", "多出"]
    batches = list(scan_roster(write_csv(tmp_path / "r.csv", rows), OPTIONS))
    found = [(p.row, p.code) for b in batches for p in b.problems]
    assert found == [(4, ProblemCode.ROW_SHAPE)]


def test_problems_do_not_print_what_the_cells_say(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.ID_NUMBER] = "610999201506070031"
    batches = list(scan_roster(write_csv(tmp_path / "r.csv", rows), OPTIONS))
    printed = repr([(b.problems, b.held_rows, b.good) for b in batches])
    assert "61099920150607" not in printed
    assert "张乙卯" not in printed


def test_every_code_has_its_reason() -> None:
    assert set(REASONS) == set(ProblemCode)


def test_formulas_are_found_in_workbooks_whose_tags_have_a_prefix(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "r.xlsx", a_roster(), formulas={(3, C.NAME): "=E2"})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x=")
    parts["xl/worksheets/sheet1.xml"] = prefixed
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    found = [(p.row, p.column, p.code) for b in scan_roster(path, OPTIONS) for p in b.problems]
    assert (3, C.NAME, P.FORMULA) in found
