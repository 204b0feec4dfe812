"""A plan that changes the grids of one village: drafted dry, applied in one write, undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from kit.model.division import DivisionCode

from .grid import GridCode, Population
from .ids import HouseholdId, PlanId


class PlanKind(Enum):
    """What is asked for; the value is the wire name."""

    PARTITION = "partition"  # divide every group anew
    REPAIR = "repair"  # touch only what is out of bounds or not divided yet
    SPLIT = "split"  # one leaf into several
    MERGE = "merge"  # several leaves of one group into one
    MOVE = "move"  # households to another leaf of their group
    EXTRACT = "extract"  # households into a leaf of their own


class PlanStatus(Enum):
    """Life of a plan; the value is the wire name."""

    DRAFTED = "drafted"
    APPLIED = "applied"
    UNDONE = "undone"
    STALE = "stale"  # the village has moved on since it was drafted


@dataclass(frozen=True, slots=True)
class PlannedGrid:
    """One leaf as it will be: size and reasons are for the person who decides."""

    code: GridCode
    name: str
    group: str
    households: int
    persons: int
    reasons: tuple[str, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """One household that changes its leaf, and what follows it."""

    household: HouseholdId
    before: GridCode
    after: GridCode
    contacts: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """How a group came out: legal or not, contiguous or not, and whether that is proven."""

    group: str
    households: int
    persons: int
    grids: int
    legal: bool
    contiguous: bool
    exact: bool
    violation: float
    method: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan with its diff. `structure` is the village's when it was drafted.

    `leaves` tells for every household of the touched groups in which leaf it will be.
    """

    id: PlanId
    village: DivisionCode
    kind: PlanKind
    population: Population
    structure: int
    drafted_at: datetime
    drafted_by: str
    grids: tuple[PlannedGrid, ...]
    ended: tuple[GridCode, ...]
    leaves: Mapping[HouseholdId, GridCode] = field(repr=False)
    moves: tuple[PlannedMove, ...]
    outcomes: tuple[GroupOutcome, ...]
    status: PlanStatus = PlanStatus.DRAFTED

    @property
    def position(self) -> str:
        """The sort key of lists, newest last."""
        return f"{self.drafted_at.isoformat()}/{self.id}"
