"""What a scan is told: the divisions it may meet, the day, the key, and how much is too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold. A county of 310,000 residents stays well inside.

    `workbook_rows` is lower than `rows` because a workbook is held in memory while it is read
    (about 2 KB a row); a CSV file is streamed and its size does not matter.
    """

    file_bytes: int = 2048 * MEGABYTE
    workbook_bytes: int = 256 * MEGABYTE
    unpacked_bytes: int = 1536 * MEGABYTE
    unpack_ratio: int = 200
    archive_entries: int = 2_000
    rows: int = 3_500_000
    workbook_rows: int = 500_000
    formulas: int = 1_000
    household_members: int = 100


@dataclass(frozen=True, slots=True)
class RosterOptions:
    """Everything a scan depends on besides the file: the same options give the same batches.

    `villages` maps the county's village codes to names; `scope` holds the division prefixes the
    importer may write (empty: the whole county); rows up to `start_after_row` are read again,
    for the sake of duplicates, but not handed out.
    """

    villages: Mapping[str, str]
    today: date
    hash_key: bytes = field(repr=False)
    scope: tuple[str, ...] = ()
    start_after_row: int = 0
    allow_test_numbers: bool = False
    batch_rows: int = 5_000
    limits: Limits = field(default_factory=Limits)
