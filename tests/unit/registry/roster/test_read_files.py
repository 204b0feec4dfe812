"""Files that are read although they look unusual: names, encodings, blank rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.registry.roster.pipeline import scan_roster
from tests.support.roster_files import OPTIONS, a_roster, write_csv, write_xlsx


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "roster.xlsx", a_roster()).rename(tmp_path / "roster.txt")
    assert sum(len(batch.good) for batch in scan_roster(path, OPTIONS)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_is_read_in_the_encodings_spreadsheets_write(
    encoding: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "roster.csv", a_roster())
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    batches = list(scan_roster(path, OPTIONS))
    assert next(p.name for b in batches for h in b.good for p in h.people) == "张甲寅"


def test_blank_rows_are_passed_over_and_keep_their_number(tmp_path: Path) -> None:
    rows = a_roster()
    rows[2][4] = ""
    path = write_csv(tmp_path / "roster.csv", [*rows[:2], [""] * 23, [], rows[2]])
    batches = list(scan_roster(path, OPTIONS))
    assert [p.row for b in batches for p in b.problems] == [6]
    assert batches[-1].rows_read == 3
