"""What a start came to: the report for programs and the summary for people."""

from __future__ import annotations

import io
import json
from pathlib import Path

from gov321.petition.v1.petition_service_pb2 import PetitionStatistics
from gov321.registry.v1.roster_service_pb2 import Import
from rich.console import Console

from dev.run.county_file import RunningCounty, RunningService, RunningSite
from dev.run.figures import Counts, TierFigures
from dev.run.grid_figures import Example
from dev.run.grid_step import Gridded
from dev.run.gridding import Changes
from dev.run.importing import Imported
from dev.run.matter_step import Mattered
from dev.run.options import RunOptions
from dev.run.outcome import Outcome, report_of, write_report
from dev.run.sample_roster import SampleRoster
from dev.run.summary import summary
from dev.sample.places import TOPOLOGY_FILE
from kit.topology import load_topology

from .grid_samples import statistics

TOPOLOGY = load_topology(TOPOLOGY_FILE)
SITES = [site.id for site in TOPOLOGY.sites]


def a_gridding(changes: Changes) -> Gridded:
    towns = {"610921104000": statistics("610921104000"), "610921100000": statistics("610921100000")}
    return Gridded(
        figures=dict.fromkeys(SITES, towns),
        changes=changes,
        uncovered=0,
        example=Example("610921104206", "610921104206-01", "h-red"),
        placed_seconds=1.0,
        gridded_seconds=2.0,
        converged_seconds=3.0,
    )


def a_day(steps: int = 9) -> Mattered:
    row = PetitionStatistics(
        division="610921104000",
        received=10,
        open=2,
        overdue=1,
        closed=8,
        closed_in_time=7,
        returned=1,
        solved_at_tier={"village": 6, "town": 2},
    )
    return Mattered({site: {row.division: row} for site in SITES}, steps, 4.0, 5.0)


def an_outcome(
    rejected: int = 4, created: int = 7, changes: Changes | None = None, steps: int = 9
) -> Outcome:
    service = {"registry": RunningService("127.0.0.1:21000", "127.0.0.1:21001")}
    tier = TierFigures(Counts(7, 21), {"610921104000": Counts(7, 21)})
    job = Import(
        id="j-1",
        checked_rows=25,
        rejected_rows=rejected,
        rejected_households=1,
        created_households=created,
        unchanged_households=7 - created,
    )
    return Outcome(
        county=RunningCounty(
            1, 0.0, "610921000000", "k", "s", "t", "d", "keys",
            tuple(RunningSite(site, "village", "log", service) for site in SITES),
        ),
        roster=SampleRoster(Path("roster.csv"), 8, 25, 1),
        imported=Imported(job, 0.5, Path("errors.xlsx"), {"610921104000": rejected}),
        figures=dict.fromkeys(SITES, tier),
        gridded=a_gridding(changes or Changes(plans=3, appointments=5, colours=6, contacts=7)),
        mattered=a_day(steps),
        delays=dict.fromkeys(SITES, 0.4),
        ready_seconds=6.0,
        converged_seconds=0.2,
        example="h-1",
    )  # fmt: skip


def test_every_key_of_the_report_is_explained() -> None:
    document = Path("docs/run-json.md")
    root = next(p for p in Path(__file__).parents if (p / "pyproject.toml").exists())
    explained = (root / document).read_text(encoding="utf-8")
    assert [key for key in report_of(an_outcome()) if f"`{key}`" not in explained] == []


def test_the_report_is_json_with_figures_by_site(tmp_path: Path) -> None:
    write_report(tmp_path / "build" / "run.json", an_outcome())
    report = json.loads((tmp_path / "build" / "run.json").read_text(encoding="utf-8"))
    assert report["households"] == dict.fromkeys(SITES, 7)
    assert report["persons"] == dict.fromkeys(SITES, 21)
    assert report["rejected_rows"] == 4
    assert report["import_rows_per_second"] == 50.0


def test_the_report_sums_the_grids_of_the_towns() -> None:
    report = report_of(an_outcome())
    assert report["grid_households"] == dict.fromkeys(SITES, 14)
    assert report["grids"] == {"second_level": 4, "third_level": 6}
    assert (report["leaves"], report["leaves_in_bounds"]) == (8, 6)
    assert report["colours"] == {"green": 8, "none": 2, "red": 4}
    assert (report["vacant_leaders"], report["red_without_contact"]) == (2, 2)
    assert report["grid_changes"] == {"plans": 3, "appointments": 5, "colours": 6, "contacts": 7}


def test_the_report_tells_what_became_of_the_appeals_of_the_day() -> None:
    report = report_of(an_outcome())
    assert report["matters"] == dict.fromkeys(SITES, 10)
    assert report["matters_solved_at"] == {"town": 2, "village": 6}
    open_and_overdue = report["matters_open"], report["matters_overdue"]
    closed_and_in_time = report["matters_closed"], report["matters_closed_in_time"]
    assert (open_and_overdue, closed_and_in_time) == ((2, 1), (8, 7))
    assert (report["matters_returned"], report["matter_steps"]) == (1, 9)


def shown(outcome: Outcome) -> str:
    console = Console(file=io.StringIO(), width=160)
    console.print(summary(outcome, RunOptions(), {"610921104000": "双乳镇"}.get))  # pyright: ignore[reportArgumentType]
    told = console.file
    assert isinstance(told, io.StringIO)
    return told.getvalue()


def test_the_summary_tells_towns_sites_import_and_commands() -> None:
    told = shown(an_outcome())
    for text in (
        "双乳镇",
        "127.0.0.1:21000",
        "http://127.0.0.1:21001/metrics",
        "新增 7 户",
        "每秒 50 行",
        "gov321ctl household get h-1 --site county",
        "6 / 8",
        "执行方案 3 个，任职任命 5 项，确定颜色 6 户，确定联系 7 项",
        "gov321ctl grid care get h-red",
        "gov321ctl grid show 610921104206",
        "6 / 8 件（75%）",
        "7 / 8 件（88%）",
        "2 件，其中超期 1 件",
    ):
        assert text in told


def test_the_summary_says_when_nothing_was_imported_again() -> None:
    assert "没有重复导入任何内容" in shown(an_outcome(created=0))


def test_the_summary_says_when_nothing_was_gridded_again() -> None:
    assert "没有重复办理" in shown(an_outcome(changes=Changes()))
    assert "没有重复办理" not in shown(an_outcome())


def test_the_summary_says_when_no_appeal_was_handled_again() -> None:
    assert "没有重复登记或办理" in shown(an_outcome(steps=0))
    assert "没有重复登记或办理" not in shown(an_outcome())
