"""The sample county's roster, written once for each size and kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dev.sample import figures, places
from dev.sample.writers import write_roster_csv
from services.grid.domain.colour.policy import DEFAULT_POLICY, assessment_year

from .options import BAD_RATIO

_GENERATOR = Path(places.__file__).parent


@dataclass(frozen=True, slots=True)
class SampleRoster:
    """A roster file and what was written into it."""

    path: Path
    households: int
    persons: int
    planted: int


def sample_roster(
    folder: Path, households: int, income_year: int = figures.INCOME_YEAR
) -> SampleRoster:
    """Return the roster of this size and year, written now unless it is there already.

    The name carries a digest of the generator, so a changed generator writes a new file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"roster-{households}-{income_year}-{generator_digest()}.csv"
    notes = path.with_suffix(".json")
    if not (path.exists() and notes.exists()):
        _write(path, notes, households, income_year)
    return SampleRoster(path, **json.loads(notes.read_text(encoding="utf-8")))


def income_year(day: date) -> int:
    """Return the closed year whose income the colours of a day are decided from."""
    return assessment_year(DEFAULT_POLICY, day) - 1


def _write(path: Path, notes: Path, households: int, income_year: int) -> None:
    part = path.with_suffix(".part")
    written = write_roster_csv(part, households, bad_ratio=BAD_RATIO, income_year=income_year)
    part.replace(path)
    told = {
        "households": written.households,
        "persons": written.people,
        "planted": len(written.planted),
    }
    notes.write_text(json.dumps(told), encoding="utf-8")


def generator_digest() -> str:
    """Return a short digest of everything the roster's content depends on."""
    digest = hashlib.sha256(str(BAD_RATIO).encode())
    for file in sorted(_GENERATOR.glob("*.py")) + sorted(_GENERATOR.glob("*.csv")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
