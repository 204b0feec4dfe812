"""What a run came to, and `run.json`: the same for programs, with documented keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .county_file import RunningCounty
from .figures import TierFigures
from .importing import Imported
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
    delays: Mapping[str, float]
    ready_seconds: float
    converged_seconds: float
    example: str = ""


def report_of(outcome: Outcome) -> dict[str, Any]:
    """Return the document of `run.json`; every key is explained in docs/run-json.md."""
    job = outcome.imported.job
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
    }


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
