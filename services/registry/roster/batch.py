"""What a scan hands out: good households, problems and held rows of one stretch of the file."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.registry.domain.roster_entry import RosterHousehold

from .problems import Problem


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that is not imported, with its cells as they were written."""

    row: int
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class GoodRows:
    """Good households as columns of canonical text: cheap to send from process to process.

    `rows` are the people's rows in the file and `people` the columns of PERSON_COLUMNS, one entry
    a person; `households` are those of HOUSEHOLD_ROW, one entry a household; `sizes` says how many
    people belong to each.
    """

    rows: list[int]
    people: list[list[str]] = field(repr=False)
    households: list[list[str]] = field(repr=False)
    sizes: list[int]
    hashes: list[bytes]


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """One batch before its entries are built."""

    rows_read: int
    last_row: int
    total_rows_estimate: int
    good: GoodRows
    problems: list[Problem]
    held_rows: list[HeldRow]


@dataclass(frozen=True, slots=True)
class RosterBatch:
    """One stretch of the roster, ending at a household's end.

    `rows_read` counts the rows with content up to here; a later scan may start after `last_row`.
    `good_rows` is what `good` was built from, in the same order.
    Every row of a household with a problem is in `held_rows`, its problems in `problems`.
    """

    rows_read: int
    last_row: int
    total_rows_estimate: int
    good: list[RosterHousehold]
    good_rows: GoodRows = field(repr=False)
    problems: list[Problem]
    held_rows: list[HeldRow]
