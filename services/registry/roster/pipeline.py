"""A whole roster, batch by batch: read, check, group. Same file and options, same batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .batch import CheckedRows, RosterBatch
from .checks import Checker
from .entries import build_batch
from .households import Grouper, Places, split_good
from .options import RosterOptions
from .reader import OpenRoster, open_roster
from .sheet import Sheet


def scan_roster(path: Path, options: RosterOptions) -> Iterator[RosterBatch]:
    """Yield the batches of a roster that end after `options.start_after_row`.

    Every batch ends at a household's end, so `last_row` of one is a place to start after. The rows
    before it are read again, because a number they hold may come back later in the file.

    Raises:
        RosterRefused: before the first batch; nothing of the file has been handed out.
    """
    for checked in scan_rows(path, options):
        yield build_batch(checked, options.today)


def scan_rows(path: Path, options: RosterOptions) -> Iterator[CheckedRows]:
    """Yield the same batches with their good households still in columns (see `child`)."""
    roster = open_roster(path, options)
    rows_read = 0
    for sheet, starts in _closed_sheets(roster, options):
        rows_read += len(sheet.rows)
        if sheet.rows and sheet.rows[-1] > options.start_after_row:
            yield _checked(sheet, starts, rows_read, max(roster.rows, rows_read), options)


def _closed_sheets(roster: OpenRoster, options: RosterOptions) -> Iterator[tuple[Sheet, Places]]:
    checker = Checker(options, roster.formulas)
    grouper = Grouper(options)
    for raw in roster.batches:
        yield grouper.feed(checker.check(raw))
    yield grouper.finish()


def _checked(
    sheet: Sheet, starts: Places, rows_read: int, total: int, options: RosterOptions
) -> CheckedRows:
    good, held = split_good(sheet, starts, options.hash_key)
    problems = sorted(sheet.problems, key=lambda found: (found.row, found.column))
    return CheckedRows(rows_read, sheet.rows[-1], total, good, problems, held)
