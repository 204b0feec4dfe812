"""A yearly classification of a division: drafted dry, then applied village by village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kit.model.division import DivisionCode

from .colour.values import Colour
from .ids import HouseholdId, RunId


class RunStatus(Enum):
    """Life of a run; the value is the wire name."""

    DRAFTED = "drafted"
    APPLYING = "applying"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class RunChange:
    """One household whose colour the run changes: from (None = none yet) to."""

    household: HouseholdId
    village: DivisionCode
    before: Colour | None
    after: Colour


@dataclass(frozen=True, slots=True)
class ColourRun:
    """One run over a division for a year.

    `households` were looked at, `changed` differ from what is in force, `held_back` wait for a
    person (refused by the household or under an override). `after` is the village up to which it
    is applied, `applied` counts the households changed so far.
    """

    id: RunId
    division: DivisionCode
    year: int
    drafted_at: datetime
    drafted_by: str
    households: int
    changed: int
    held_back: int
    status: RunStatus = RunStatus.DRAFTED
    applied_by: str = ""
    applied: int = 0
    after: str = ""
