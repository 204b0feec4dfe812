"""What happens to a whistle: facts in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from .clocks import ClockKind
from .ids import UnitCode
from .petition import Rating
from .whistle import Whistle


@dataclass(frozen=True, slots=True)
class UnitsCalled:
    """A center called units."""


@dataclass(frozen=True, slots=True)
class UnitReportedIn:
    """A unit reported in, after its deadline or in time."""

    unit: UnitCode
    late: bool


@dataclass(frozen=True, slots=True)
class PartClosed:
    """A unit closed its part."""

    unit: UnitCode


@dataclass(frozen=True, slots=True)
class PartWaived:
    """The caller waived a part."""

    unit: UnitCode


@dataclass(frozen=True, slots=True)
class UnitRated:
    """The caller rated a unit."""

    unit: UnitCode
    rating: Rating


@dataclass(frozen=True, slots=True)
class WhistleClosed:
    """Every part has ended."""


@dataclass(frozen=True, slots=True)
class WhistleWarned:
    """So many percent of a clock of a part have passed."""

    unit: UnitCode
    kind: ClockKind
    percent: int


@dataclass(frozen=True, slots=True)
class WhistleExpired:
    """The end of a clock of a part has passed."""

    unit: UnitCode
    kind: ClockKind


WhistleEvent = (
    UnitsCalled
    | UnitReportedIn
    | PartClosed
    | PartWaived
    | UnitRated
    | WhistleClosed
    | WhistleWarned
    | WhistleExpired
)
"""Everything that can happen to a whistle."""

WhistleOutcome = tuple[Whistle, tuple[WhistleEvent, ...]]
"""How a whistle stands after a decision, and what happened."""
