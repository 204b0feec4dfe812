"""The roster of a small county: two villages as they are in the sample county of full size."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path

from dev.sample.generate import households
from dev.sample.rows import rows_of
from services.registry.roster.columns import HEADERS

VILLAGES = ("610921104206", "610921104207")
_WHOLE_COUNTY = 90_000


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into a file."""

    households: int
    people: int


def write_roster(file: Path) -> Written:
    """Write the roster of the villages as CSV."""
    later = dropwhile(lambda one: one.village < VILLAGES[0], households(_WHOLE_COUNTY))
    chosen = [rows_of(one) for one in takewhile(lambda one: one.village <= VILLAGES[-1], later)]
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(HEADERS)
        writer.writerows(row for rows in chosen for row in rows)
    return Written(len(chosen), sum(map(len, chosen)))
