"""A look at a workbook's sheet before it is parsed: formulas, merged and stray cells, rows.

The sheet's XML is only searched for a few tags while it is unpacked in pieces: a fraction of what
parsing costs, and it proves the checksum of every part the parser will read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as Xml

from .archive import WORKBOOK, open_archive, read_through
from .columns import REVIEW_HEADERS, WIDTH, Column, letter
from .options import MEGABYTE, Limits
from .refusals import (
    FileDamaged,
    FileEmpty,
    FileTooLarge,
    MergedCells,
    StrayCells,
    TooManyFormulas,
    TooManyRows,
)

SHEET_NAME = "居民名册"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SMALL_PART = 4 * MEGABYTE
_LONGEST_CELL = 4 * MEGABYTE
_LAST_LETTER = letter(WIDTH + len(REVIEW_HEADERS) - 1)
_COLUMN_OF = {letter(column).encode(): column for column in Column}


@dataclass(frozen=True, slots=True)
class SheetLook:
    """What the look found: which sheet, how many rows (about), which cells are formulas."""

    sheet: str
    rows: int
    formulas: frozenset[tuple[int, Column]]


def look_at_workbook(path: Path, limits: Limits) -> SheetLook:
    """Return what the roster sheet of a workbook holds.

    Raises:
        RosterRefused: the workbook cannot be taken; see `refusals`.
    """
    with open_archive(path, limits) as archive:
        name, part = _roster_sheet(archive)
        scan = _Scan(limits)
        scan.run(read_through(archive, part))
        for other in archive.namelist():
            if other != part:
                _prove(archive, other)
    if scan.rows <= 1:
        raise FileEmpty
    return SheetLook(name, scan.rows - 1, frozenset(scan.formulas))


def _prove(archive: zipfile.ZipFile, part: str) -> None:
    for _ in read_through(archive, part):
        pass


def _roster_sheet(archive: zipfile.ZipFile) -> tuple[str, str]:
    targets = {
        element.get("Id", ""): element.get("Target", "")
        for element in _small_xml(archive, _RELATIONS).iter()
        if _local(element.tag) == "Relationship" and element.get("Type", "").endswith("/worksheet")
    }
    sheets = [
        (element.get("name", ""), targets[_relation_id(element)])
        for element in _small_xml(archive, WORKBOOK).iter()
        if _local(element.tag) == "sheet" and _relation_id(element) in targets
    ]
    if not sheets:
        raise FileDamaged(why="找不到工作表")
    name, target = next((sheet for sheet in sheets if sheet[0] == SHEET_NAME), sheets[0])
    return name, _part_of(archive, target)


def _part_of(archive: zipfile.ZipFile, target: str) -> str:
    part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    if part not in archive.namelist():
        raise FileDamaged(why="找不到工作表")
    return part


def _small_xml(archive: zipfile.ZipFile, part: str) -> Xml.Element:
    if part not in archive.namelist():
        raise FileDamaged(why="缺少工作簿目录")
    if archive.getinfo(part).file_size > _SMALL_PART:
        raise FileTooLarge(why="工作簿目录过大")
    document = b"".join(read_through(archive, part))
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        raise FileDamaged(why="工作簿目录含有不允许的声明")
    try:
        return Xml.fromstring(document)  # noqa: S314 - no DTD, no entity: checked above
    except Xml.ParseError as error:
        raise FileDamaged(why="工作簿目录无法解析") from error


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _relation_id(element: Xml.Element) -> str:
    ids = (value for name, value in element.attrib.items() if _local(name) == "id")
    return next(ids, "")


@dataclass(slots=True)
class _Patterns:
    """What to search for; some programs write every tag with a namespace prefix."""

    row: re.Pattern[bytes]
    merged: re.Pattern[bytes]
    any_formula: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    stray: re.Pattern[bytes]
    cell: bytes


def _patterns(prefix: bytes) -> _Patterns:
    tag = b"<" + prefix
    return _Patterns(
        row=re.compile(tag + rb'row(?: r="([0-9]+)")?[ >/]'),
        merged=re.compile(tag + rb'mergeCell ref="([A-Z0-9:]+)"'),
        any_formula=re.compile(tag + rb"f[ >/]"),
        formula=re.compile(tag + rb'c r="([A-Z]+)([0-9]+)"[^>]*>\s*' + tag + rb"f[ >/]"),
        stray=re.compile(tag + rb'c r="([A-Z]{2,}[0-9]+)"[^>]*[^>/]>'),
        cell=tag + b"c ",
    )


@dataclass(slots=True)
class _Scan:
    """Search of a sheet's XML, piece by piece; a cell is never cut in two."""

    limits: Limits
    rows: int = 0
    formulas: set[tuple[int, Column]] = field(default_factory=set[tuple[int, Column]])

    def run(self, pieces: Iterator[bytes]) -> None:
        """Search all pieces.

        Raises:
            RosterRefused: merged cells, stray cells, too many rows or formulas.
        """
        first = next(pieces, b"")
        root = re.search(rb"<(\w+:)?worksheet[ >]", first)
        patterns = _patterns((root and root.group(1)) or b"")
        rest = first
        for piece in pieces:
            cut = max(rest.rfind(patterns.cell), 0) or max(rest.rfind(b"<"), 0)
            if not cut and len(rest) > _LONGEST_CELL:
                raise FileDamaged(why="工作表里有超长内容")
            self._search(rest[:cut], patterns)
            rest = rest[cut:] + piece
        self._search(rest, patterns)

    def _search(self, xml: bytes, patterns: _Patterns) -> None:
        numbers = patterns.row.findall(xml)
        if numbers:
            self.rows = max(self.rows + len(numbers), int(numbers[-1] or 0))
        if self.rows > self.limits.workbook_rows + 1:
            raise TooManyRows(limit=self.limits.workbook_rows)
        if merged := patterns.merged.search(xml):
            raise MergedCells(place=merged.group(1).decode())
        if stray := patterns.stray.search(xml):
            raise StrayCells(last=_LAST_LETTER, place=stray.group(1).decode())
        if patterns.any_formula.search(xml):
            self._note_formulas(xml, patterns)

    def _note_formulas(self, xml: bytes, patterns: _Patterns) -> None:
        places = patterns.formula.findall(xml)
        in_template = [(int(row), _COLUMN_OF[at]) for at, row in places if at in _COLUMN_OF]
        self.formulas.update(in_template)
        if not places or len(self.formulas) > self.limits.formulas:
            at, row = places[0] if places else (b"?", b"")
            raise TooManyFormulas(place=(at + row).decode())
