"""A yearly classification of a division: drafted dry, then applied village by village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """One household whose colour the run changes: from (None = none yet) to.

    `inputs_hash` fixes what the rules decided on, so that nobody is changed on other facts.
    """

    household: HouseholdId
    village: DivisionCode
    before: Colour | None
    after: Colour
    inputs_hash: str

    @property
    def key(self) -> str:
        """Where it stands among the changes of a run: village, then household."""
        return f"{self.village}/{self.household}"


@dataclass(frozen=True, slots=True)
class ColourRun:
    """One run over a division for a year.

    `households` were looked at, `changed` differ from what is in force, `held_back` wait for a
    person (refused by the household, under an override, or the rules decide nothing). `colours`
    counts what the rules say. `after` is the `<village>/<household>` up to which it is applied,
    `applied` counts the households changed so far.
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
    colours: Mapping[Colour, int] = field(default_factory=dict[Colour, int])
