"""Files that are no roster are refused whole, in a Chinese sentence that says what to do."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from services.registry.roster import refusals
from services.registry.roster.columns import HEADERS, Column
from services.registry.roster.options import MEGABYTE, Limits
from services.registry.roster.pipeline import scan_roster
from services.registry.roster.refusals import RosterRefused
from tests.support.roster_files import OPTIONS, a_household, a_roster, write_csv, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def blanks(path: Path) -> None:
    path.write_bytes(b"\r\n  \r\n")


def only_a_header(path: Path) -> None:
    write_csv(path, [])


def only_a_header_in_a_workbook(path: Path) -> None:
    write_xlsx(path, [])


def other_header(path: Path) -> None:
    write_csv(path, a_roster(), [*HEADERS[:6], "身份证", *HEADERS[7:]])


def short_header(path: Path) -> None:
    write_csv(path, a_roster(), HEADERS[:20])


def other_header_in_a_workbook(path: Path) -> None:
    write_xlsx(path, a_roster(), ["序号", *HEADERS[1:]])


def additional_column(path: Path) -> None:
    write_csv(path, a_roster(), [*HEADERS, "备注"])


def merged_cells(path: Path) -> None:
    write_xlsx(path, a_roster(), merged="A3:A4")


def cells_far_right(path: Path) -> None:
    rows = a_roster()
    rows[1] = [*rows[1], *[""] * 30, "远"]
    write_xlsx(path, rows)


def formulas_everywhere(path: Path) -> None:
    rows = [row for n in range(40) for row in a_household(f"{n:04d}")]
    formulas = {(row, column): "=1" for row in range(2, 80) for column in Column}
    write_xlsx(path, rows, formulas=formulas)


def encrypted(path: Path) -> None:
    directory = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1024 + directory)


def encrypted_zip(path: Path) -> None:
    write_xlsx(path, a_roster())
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)


def old_workbook(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2048)


def truncated(path: Path) -> None:
    write_xlsx(path, a_roster())
    path.write_bytes(path.read_bytes()[:-600])


def broken_inside(path: Path) -> None:
    write_xlsx(path, a_roster())
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(SHEET).header_offset + 30 + len(SHEET) + 40
    content[start : start + 8] = b"\xff" * 8
    path.write_bytes(content)


def not_xml_inside(path: Path) -> None:
    repack(path, {"xl/workbook.xml": b"<workbook><sheets>"})


def entity_bomb(path: Path) -> None:
    repack(path, {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'})


def no_sheet(path: Path) -> None:
    repack(path, {"xl/_rels/workbook.xml.rels": b"<Relationships/>"})


def with_macros(path: Path) -> None:
    repack(path, {"xl/vbaProject.bin": b"macro"})


def zip_bomb(path: Path) -> None:
    repack(path, {"xl/media/image1.png": b"\0" * (40 * MEGABYTE)})


def huge_when_unpacked(path: Path) -> None:
    repack(path, {f"xl/media/{n}.bin": b"\0" * MEGABYTE for n in range(70)})


def lying_directory(path: Path) -> None:
    repack(path, {"xl/sharedStrings.xml": b"<sst>" + b" " * MEGABYTE})
    content = path.read_bytes()
    true_size = struct.pack("<I", MEGABYTE + 5)
    assert true_size in content
    path.write_bytes(content.replace(true_size, struct.pack("<I", 100)))


def many_entries(path: Path) -> None:
    repack(path, {f"xl/media/{n}": b"" for n in range(60)})


def word_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


def any_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")


def a_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 100)


def a_web_page(path: Path) -> None:
    path.write_bytes(b"<html><table></table></html>")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 20)


def utf_16(path: Path) -> None:
    path.write_bytes(",".join(HEADERS).encode("utf-16"))


def no_encoding(path: Path) -> None:
    path.write_bytes(",".join(HEADERS).encode() + b"\r\n\xff\xff\xff\r\n")


def open_quote(path: Path) -> None:
    write_csv(path, a_roster())
    path.write_bytes(path.read_bytes() + b'610921104206,"open\r\n,,\r\n')


def endless_line(path: Path) -> None:
    path.write_bytes(",".join(HEADERS).encode() + b"\r\n" + b"1" * (3 * MEGABYTE))


def too_many_rows(path: Path) -> None:
    write_csv(path, [row for n in range(60) for row in a_household(f"{n:04d}")])


def too_many_rows_in_a_workbook(path: Path) -> None:
    write_xlsx(path, [row for n in range(60) for row in a_household(f"{n:04d}")])


def a_cell_a_million_rows_down(path: Path) -> None:
    write_xlsx(path, a_roster())
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET)
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    repack(path, {SHEET: sheet.replace(b"</sheetData>", far)})


def too_large(path: Path) -> None:
    path.write_bytes(b"x," * MEGABYTE)


def repack(path: Path, parts: dict[str, bytes]) -> None:
    """Write a good workbook with some parts replaced or added."""
    if not path.exists():
        write_xlsx(path, a_roster())
    with zipfile.ZipFile(path) as archive:
        kept = {n: archive.read(n) for n in archive.namelist() if n not in parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | parts).items():
            archive.writestr(name, content)


@dataclass(frozen=True)
class Case:
    """How to make the file, the refusal, and a word of what the person is told."""

    make: Callable[[Path], None]
    refusal: type[RosterRefused]
    told: str


CASES = (
    Case(nothing, refusals.FileEmpty, "文件是空的"),
    Case(blanks, refusals.FileEmpty, "文件是空的"),
    Case(only_a_header, refusals.FileEmpty, "没有任何数据行"),
    Case(only_a_header_in_a_workbook, refusals.FileEmpty, "没有任何数据行"),
    Case(other_header, refusals.WrongHeader, "第 7 列应为“身份证号”，现为“身份证”"),
    Case(short_header, refusals.WrongHeader, "第 21 列应为“财产性收入”，现在是空的"),
    Case(other_header_in_a_workbook, refusals.WrongHeader, "第 1 列应为“村代码”，现为“序号”"),
    Case(additional_column, refusals.WrongHeader, "现为“备注”"),
    Case(merged_cells, refusals.MergedCells, "A3:A4"),
    Case(cells_far_right, refusals.StrayCells, "AA3"),
    Case(formulas_everywhere, refusals.TooManyFormulas, "选择性粘贴"),
    Case(encrypted, refusals.FileEncrypted, "密码"),
    Case(encrypted_zip, refusals.FileEncrypted, "密码"),
    Case(old_workbook, refusals.UnsupportedFormat, "旧版 .xls"),
    Case(truncated, refusals.FileDamaged, "不完整"),
    Case(broken_inside, refusals.FileDamaged, "不完整"),
    Case(not_xml_inside, refusals.FileDamaged, "无法解析"),
    Case(entity_bomb, refusals.FileDamaged, "不允许的声明"),
    Case(no_sheet, refusals.FileDamaged, "找不到工作表"),
    Case(with_macros, refusals.HasMacros, "宏"),
    Case(zip_bomb, refusals.ZipBomb, "压缩比"),
    Case(huge_when_unpacked, refusals.ZipBomb, "解压后达"),
    Case(lying_directory, refusals.FileDamaged, "不完整"),
    Case(many_entries, refusals.ZipBomb, "个文件"),
    Case(word_document, refusals.UnsupportedFormat, "Word"),
    Case(any_zip, refusals.UnsupportedFormat, "压缩包"),
    Case(a_pdf, refusals.UnsupportedFormat, "PDF"),
    Case(a_web_page, refusals.UnsupportedFormat, "网页"),
    Case(binary, refusals.UnsupportedFormat, "既不是工作簿也不是文本"),
    Case(utf_16, refusals.UnsupportedFormat, "UTF-16"),
    Case(no_encoding, refusals.FileDamaged, "文字编码"),
    Case(open_quote, refusals.FileDamaged, "引号不成对"),
    Case(endless_line, refusals.FileDamaged, "超长的行"),
    Case(too_many_rows, refusals.TooManyRows, "100 行"),
    Case(too_many_rows_in_a_workbook, refusals.TooManyRows, "100 行"),
    Case(a_cell_a_million_rows_down, refusals.TooManyRows, "100 行"),
    Case(too_large, refusals.FileTooLarge, "超过 1 MB"),
)

LIMITS: dict[Callable[[Path], None], Limits] = {
    too_many_rows: Limits(rows=100),
    too_many_rows_in_a_workbook: Limits(workbook_rows=100),
    a_cell_a_million_rows_down: Limits(workbook_rows=100),
    too_large: Limits(file_bytes=MEGABYTE),
    huge_when_unpacked: Limits(unpacked_bytes=50 * MEGABYTE),
    many_entries: Limits(archive_entries=50),
}


def name_of(case: Case) -> str:
    return case.make.__name__


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_file_that_is_no_roster_is_refused(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "roster"
    case.make(path)
    options = replace(OPTIONS, limits=LIMITS.get(case.make, Limits()))
    with pytest.raises(case.refusal) as refused:
        next(scan_roster(path, options))
    assert case.told in refused.value.user_text
    assert refused.value.reason.startswith("ROSTER_")
