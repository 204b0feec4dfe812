"""`gov321ctl up`: a county out of nothing, and again with what it had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dev.sample.matters import KINDS, MATTERS

pytestmark = [pytest.mark.scenario, pytest.mark.kafka, pytest.mark.mongo, pytest.mark.timeout(300)]

HOUSEHOLDS = 400
SETTLED = (
    *("grid_households", "grids", "leaves", "leaves_in_bounds", "vacant_leaders"),
    *("red_without_contact", "colours", "proposals", "visits_overdue"),
    *("matters", "matters_closed", "matters_closed_in_time", "matters_solved_at"),
)
"""Keys of the report that the next start finds as the first one left them."""

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Start:
    """One `gov321ctl up --once`."""

    code: int
    out: str
    err: str
    report: dict[str, Any]


def start(data: Path) -> Start:
    report = data / "run.json"
    script = "import sys; from dev.ctl.main import main; sys.argv[0] = 'gov321ctl'; main()"
    words = ("up", "--once", "--households", str(HOUSEHOLDS), "--data", data, "--report", report)
    done = subprocess.run(
        [sys.executable, "-c", script, *(str(word) for word in words)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "GOV321_MIN_MEMORY_MB": "300"},
    )
    assert done.returncode == 0, done.stderr
    return Start(
        done.returncode, done.stdout, done.stderr, json.loads(report.read_text(encoding="utf-8"))
    )


def test_a_county_comes_up_with_its_roster_and_the_next_start_changes_nothing(
    tmp_path: Path,
) -> None:
    data = tmp_path / "county"
    first, second = start(data), start(data)
    whole = first.report["households"]["villages"]

    assert whole + first.report["rejected_households"] == HOUSEHOLDS
    assert first.report["created_households"] == whole
    assert set(first.report["households"].values()) == {whole}
    assert len(set(first.report["persons"].values())) == 1
    assert first.report["rejected_rows"] > 0
    assert Path(first.report["errors_workbook"]).stat().st_size > 0
    assert "双乳镇" in first.out

    assert first.report["uncovered_households"] == 0
    assert set(first.report["grid_households"].values()) == {whole}
    assert sum(first.report["colours"].values()) == whole
    assert first.report["colours"]["red"] > 0
    assert first.report["proposals"] == first.report["colours"]["none"]
    assert first.report["vacant_leaders"] == first.report["red_without_contact"] == 0
    assert first.report["grids"]["third_level"] > 0
    assert first.report["leaves_in_bounds"] > first.report["leaves"] / 2
    assert all(first.report["grid_changes"].values())

    _played(first.report)
    assert second.report["created_households"] == second.report["changed_households"] == 0
    assert second.report["unchanged_households"] == whole
    assert second.report["households"] == first.report["households"]
    assert "没有重复导入任何内容" in second.out
    assert not any(second.report["grid_changes"].values())
    assert {key: second.report[key] for key in SETTLED} == {
        key: first.report[key] for key in SETTLED
    }
    assert "没有重复办理" in second.out
    assert second.report["matter_steps"] == 0
    assert "没有重复登记或办理" in second.out
    assert not (data / "county.json").exists()


def _played(report: dict[str, Any]) -> None:
    """The appeals of the day are at every site, and all but those that stay are solved."""
    stays = sum(KINDS[n % len(KINDS)].stays for n in range(MATTERS))
    assert set(report["matters"].values()) == {MATTERS}
    assert (report["matters_open"], report["matters_closed"]) == (stays, MATTERS - stays)
    solved = report["matters_solved_at"]
    assert sum(solved.values()) == MATTERS - stays
    assert solved["village"] > solved["town"] > 0 < solved["county"]
    assert report["matters_closed_in_time"] == report["matters_closed"]
    assert report["matters_overdue"] == 0 < report["matters_returned"]
