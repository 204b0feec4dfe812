"""A roster file as batches of columns: workbooks through calamine, CSV through the csv module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from .cells import Cell, as_text
from .columns import HEADERS, REVIEW_HEADERS, WIDTH, Column
from .options import RosterOptions
from .preflight import inspect
from .refusals import FileDamaged, FileEmpty, WrongHeader
from .textfile import TextLook, csv_rows
from .worksheet import SheetLook

_HEADER_ROW = 1
_IGNORED_IN_HEADER = str.maketrans("", "", " \u3000*＊\ufeff\r\n")


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Rows as columns. `rows` are spreadsheet row numbers; `last_row` counts blank rows too.

    `too_wide` maps the row numbers of rows with more cells than the template to their width.
    """

    rows: list[int]
    columns: list[Sequence[Cell]]
    last_row: int
    too_wide: dict[int, int] = field(default_factory=dict[int, int])


@dataclass(frozen=True, slots=True)
class OpenRoster:
    """A file that passed inspection: about how many rows, which cells are formulas, the batches."""

    rows: int
    formulas: frozenset[tuple[int, Column]]
    batches: Iterator[RawBatch]


def open_roster(path: Path, options: RosterOptions) -> OpenRoster:
    """Inspect a file and return its rows in batches.

    Raises:
        RosterRefused: the file is not read; nothing of it has been handed out.
    """
    look = inspect(path, options.limits)
    if isinstance(look, TextLook):
        batches = _csv_batches(path, look, options.batch_rows)
        return OpenRoster(look.rows, frozenset(), _proved(batches))
    batches = _workbook_batches(path, look, options.batch_rows)
    return OpenRoster(look.rows, look.formulas, _proved(batches))


def _proved(batches: Iterator[RawBatch]) -> Iterator[RawBatch]:
    """Read the header and the first batch now, so that a refusal comes before any batch."""
    first = next(batches, None)
    if first is None:
        raise FileEmpty
    return _chain(first, batches)


def _chain(first: RawBatch, others: Iterator[RawBatch]) -> Iterator[RawBatch]:
    yield first
    yield from others


def _csv_batches(path: Path, look: TextLook, size: int) -> Iterator[RawBatch]:
    with ExitStack() as stack:
        yield from _batches(stack.enter_context(csv_rows(path, look)), size)


def _workbook_batches(path: Path, look: SheetLook, size: int) -> Iterator[RawBatch]:
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:  # pyright: ignore[reportUnknownMemberType]
            sheet = workbook.get_sheet_by_name(look.sheet)
    except CalamineError as error:
        raise FileDamaged(why="工作表无法解析") from error
    yield from _batches(sheet.iter_rows(), size)


def _batches(rows: Iterator[Sequence[Cell]], size: int) -> Iterator[RawBatch]:
    _check_header([as_text(cell) for cell in next(rows, ())])
    last_row = _HEADER_ROW
    while piece := list(islice(rows, size)):
        batch = _batch(piece, last_row)
        last_row = batch.last_row
        if batch.rows:
            yield batch


def _check_header(cells: Iterable[str]) -> None:
    found = [cell.translate(_IGNORED_IN_HEADER) for cell in cells]
    if not any(found):
        raise WrongHeader(place=1, expected=HEADERS[0], why="第一行是空的")
    for at, expected in enumerate(HEADERS):
        actual = found[at] if at < len(found) else ""
        if actual != expected:
            why = f"现为“{actual[:20]}”" if actual else "现在是空的"
            raise WrongHeader(place=at + 1, expected=expected, why=why)
    for at, actual in enumerate(found[WIDTH:], WIDTH):
        if actual and actual not in REVIEW_HEADERS:
            raise WrongHeader(place=at + 1, expected="（空）", why=f"现为“{actual[:20]}”")


def _batch(piece: list[Sequence[Cell]], before: int) -> RawBatch:
    last_row = before + len(piece)
    numbers = list(range(before + 1, last_row + 1))
    too_wide: dict[int, int] = {}
    if set(map(len, piece)) != {WIDTH}:
        too_wide = {n: len(row) for n, row in zip(numbers, piece, strict=True) if _too_wide(row)}
        piece = [_fit(row) for row in piece]
    columns: list[Sequence[Cell]] = list(zip(*piece, strict=True))
    if any(_blank(columns[at][k] for at in range(WIDTH)) for k in _suspects(columns)):
        keep = [k for k, row in enumerate(piece) if not _blank(row)]
        numbers = [numbers[k] for k in keep]
        columns = [[column[k] for k in keep] for column in columns]
    return RawBatch(numbers, columns, last_row, too_wide)


def _suspects(columns: list[Sequence[Cell]]) -> list[int]:
    names = columns[Column.NAME]
    return [at for at, name in enumerate(names) if name == ""] if "" in names else []


def _too_wide(row: Sequence[Cell]) -> bool:
    return not _blank(row[WIDTH + len(REVIEW_HEADERS) :])


def _fit(row: Sequence[Cell]) -> list[Cell]:
    return [*row[:WIDTH], *[""] * (WIDTH - len(row))]


def _blank(cells: Iterable[Cell]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in cells)
