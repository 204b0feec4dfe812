"""What a run came to, and `run.json`: the same for programs, with documented keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gov321.grid.v1.grid_service_pb2 import GridStatistics

from .county_file import RunningCounty
from .figures import TierFigures
from .grid_figures import GridFigures, summed
from .grid_step import Gridded
from .importing import Imported
from .matter_step import Mattered
from .sample_roster import SampleRoster
from .scrape import highest, samples

REPLICA_DELAY = "gov321_replica_delay_seconds"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One finished start of the county."""

    county: RunningCounty
    roster: SampleRoster
    imported: Imported
    figures: Mapping[str, TierFigures]
    gridded: Gridded
    mattered: Mattered
    delays: Mapping[str, float]
    ready_seconds: float
    converged_seconds: float
    example: str = ""


def report_of(outcome: Outcome) -> dict[str, Any]:
    """Return the document of `run.json`; every key is explained in docs/run-json.md."""
    job, gridded, sites = outcome.imported.job, outcome.gridded, outcome.gridded.figures
    grids = _whole(next(iter(sites.values())))  # all sites say the same
    return {
        "households": {site: one.whole.households for site, one in outcome.figures.items()},
        "persons": {site: one.whole.persons for site, one in outcome.figures.items()},
        "rows": job.checked_rows,
        "rejected_rows": job.rejected_rows,
        "rejected_households": job.rejected_households,
        "created_households": job.created_households,
        "changed_households": job.changed_households,
        "unchanged_households": job.unchanged_households,
        "planted_rows": outcome.roster.planted,
        "import_seconds": round(outcome.imported.seconds, 3),
        "import_rows_per_second": round(outcome.imported.rows_per_second, 1),
        "converged_seconds": round(outcome.converged_seconds, 3),
        "ready_seconds": round(outcome.ready_seconds, 3),
        "replica_delay_seconds": {site: round(d, 3) for site, d in outcome.delays.items()},
        "errors_workbook": str(outcome.imported.errors or ""),
        "grid_households": {site: _whole(rows).households for site, rows in sites.items()},
        "uncovered_households": gridded.uncovered,
        "grids": {"second_level": grids.second_level, "third_level": grids.third_level},
        "leaves": grids.leaves,
        "leaves_in_bounds": grids.leaves_in_bounds,
        "vacant_leaders": grids.vacant_leaders,
        "red_without_contact": grids.red_without_contact,
        "colours": dict(sorted(grids.colours.items())),
        "proposals": grids.proposals,
        "visits_overdue": grids.visits_overdue,
        "grid_changes": asdict(gridded.changes),
        "placed_seconds": round(gridded.placed_seconds, 3),
        "gridded_seconds": round(gridded.gridded_seconds, 3),
        "grid_converged_seconds": round(gridded.converged_seconds, 3),
        **_matters(outcome.mattered),
    }


def _matters(mattered: Mattered) -> dict[str, Any]:
    whole = mattered.whole
    sites = mattered.figures.items()
    return {
        "matters": {site: sum(row.received for row in rows.values()) for site, rows in sites},
        "matters_open": whole.open,
        "matters_overdue": whole.overdue,
        "matters_closed": whole.closed,
        "matters_closed_in_time": whole.closed_in_time,
        "matters_returned": whole.returned,
        "matters_solved_at": dict(sorted(whole.solved_at_tier.items())),
        "matter_steps": mattered.steps,
        "matters_played_seconds": round(mattered.played_seconds, 3),
        "matters_converged_seconds": round(mattered.converged_seconds, 3),
    }


def _whole(towns: GridFigures) -> GridStatistics:
    return summed(towns.values())


def replica_delays(county: RunningCounty) -> dict[str, float]:
    """Return, by site, how old the newest event was when its copy took it over."""
    return {
        site.id: max(
            highest(samples(service.http), REPLICA_DELAY) for service in site.services.values()
        )
        for site in county.sites
    }


def write_report(path: Path, outcome: Outcome) -> None:
    """Write `run.json`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(
        json.dumps(report_of(outcome), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    part.replace(path)
