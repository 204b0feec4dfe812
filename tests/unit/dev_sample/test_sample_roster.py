"""The sample roster goes through the import's checks, and planted faults come back, all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dev.sample.places import divisions
from dev.sample.planting import FAULTS
from dev.sample.writers import Written, write_roster_csv, write_roster_xlsx
from kit.model.division import Tier
from services.registry.roster.pipeline import scan_roster
from tests.support.roster_files import OPTIONS, TODAY

VILLAGES = {d.code.digits: d.name for d in divisions().of_tier(Tier.VILLAGE, TODAY)}
COUNTY = replace(OPTIONS, villages=VILLAGES)


@pytest.mark.parametrize("today", [date(2025, 6, 1), date(2026, 11, 24), date(2028, 5, 31)])
def test_the_sample_has_no_fault_of_its_own_for_years(today: date, tmp_path: Path) -> None:
    written = write_roster_csv(tmp_path / "roster.csv", 3_000)
    batches = list(scan_roster(tmp_path / "roster.csv", replace(COUNTY, today=today)))
    assert [p.message for batch in batches for p in batch.problems] == []
    assert sum(len(batch.good) for batch in batches) == written.households
    assert batches[-1].rows_read == written.people


@pytest.mark.parametrize("write", [write_roster_csv, write_roster_xlsx])
def test_every_planted_fault_comes_back_and_nothing_else(
    write: Callable[..., Written], tmp_path: Path
) -> None:
    written = write(tmp_path / "roster", 1_500, bad_ratio=0.1)
    batches = list(scan_roster(tmp_path / "roster", COUNTY))
    found = {(p.row, p.column, p.code) for batch in batches for p in batch.problems}
    assert found == {(p.row, p.column, p.code) for p in written.planted}
    assert {p.code for p in written.planted} == {fault.code for fault in FAULTS}


def test_workbook_and_text_hold_the_same_households(tmp_path: Path) -> None:
    write_roster_csv(tmp_path / "roster.csv", 300)
    write_roster_xlsx(tmp_path / "roster.xlsx", 300)
    text, book = (
        [h.content_hash for batch in scan_roster(tmp_path / name, COUNTY) for h in batch.good]
        for name in ("roster.csv", "roster.xlsx")
    )
    assert text == book
    assert len(text) == 300


def test_the_same_arguments_write_the_same_file(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        write_roster_csv(tmp_path / name, 200, seed=5, bad_ratio=0.1)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
