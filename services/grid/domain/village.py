"""The grids of one village as one aggregate: structure, membership, leaders, posts, sessions.

Membership is in the aggregate, so that "every household in exactly one leaf" (I3) is a property of
one value and every change of the grids is one write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.model.division import DivisionCode

from .grid import Grid, GridCode, Population
from .ids import HouseholdId, PlanId
from .lines import Leadership, Posting, Session, Vacancy


@dataclass(frozen=True, slots=True)
class Membership:
    """Where a live household sits, and how many persons it brings, by both ways of counting.

    `seen` is the revision of the registry's record this follows from. `placeless`: no point, so
    that the leaf follows from the group alone.
    """

    leaf: GridCode
    registered: int
    present: int
    seen: int
    placeless: bool = False

    def persons(self, population: Population) -> int:
        """Return the persons by one way of counting."""
        return self.registered if population is Population.REGISTERED else self.present


@dataclass(frozen=True, slots=True)
class Ridge:
    """A ridge or river that no grid of level 3 crosses: two ends, WGS84 degrees."""

    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class AppliedPlan:
    """A plan that changed this village, with what undoing it needs.

    `before` is the leaf of each household the plan moved; `undone` tells that it was taken back.
    """

    plan: PlanId
    before: Mapping[HouseholdId, GridCode]
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Village:
    """One village. Ended grids, postings and leaderships stay in it as its history.

    `structure` grows by one with every change of grids or membership: a plan is drafted on it and
    goes stale when it has moved on.
    """

    code: DivisionCode
    grids: tuple[Grid, ...]
    members: Mapping[HouseholdId, Membership] = field(default_factory=dict[HouseholdId, Membership])
    postings: tuple[Posting, ...] = ()
    leaderships: tuple[Leadership, ...] = ()
    vacancies: tuple[Vacancy, ...] = ()
    sessions: tuple[Session, ...] = ()
    ridges: tuple[Ridge, ...] = ()
    plans: tuple[AppliedPlan, ...] = ()
    structure: int = 0
