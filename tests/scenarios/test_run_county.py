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

pytestmark = [pytest.mark.scenario, pytest.mark.kafka, pytest.mark.mongo, pytest.mark.timeout(300)]

HOUSEHOLDS = 400
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

    assert second.report["created_households"] == second.report["changed_households"] == 0
    assert second.report["unchanged_households"] == whole
    assert second.report["households"] == first.report["households"]
    assert "没有重复导入任何内容" in second.out
    assert not (data / "county.json").exists()
