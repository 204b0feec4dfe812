"""What happens to an appeal: facts in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kit.model.division import DivisionCode

from .clocks import ClockKind
from .ids import PetitionerId
from .petition import Petition, Rating
from .states import State
from .step import Step


class HandoffReason(Enum):
    """Why custody passes to another center; the value is the wire name."""

    MANUAL = "manual"  # 人工移交, with a reason in words
    UNASSIGNED = "unassigned"  # 无人交办
    OVERDUE = "overdue"  # 超期
    URGENT = "urgent"  # 特急、紧急直报
    DISSATISFIED = "dissatisfied"  # 不满意, handled anew by the next level once
    RETURNED = "returned"  # 办结回交
    REVIEW = "review"  # 复查、复核
    PROTECTED = "protected"  # 检举控告, straight to the county's discipline channel


@dataclass(frozen=True, slots=True)
class Submitted:
    """An appeal was taken in."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A step was taken; `before` equals `after` where the state stays."""

    step: Step
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Classified:
    """Category, urgency, household or grid changed."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was given to these petitioners."""

    petitioners: tuple[PetitionerId, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """A petitioner rated the answer."""

    petitioner: PetitionerId
    rating: Rating


@dataclass(frozen=True, slots=True)
class HandedOff:
    """Custody passes to another center; it is in flight until that center has it."""

    from_center: DivisionCode
    to_center: DivisionCode
    epoch: int
    reason: HandoffReason


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The other center has it now."""

    center: DivisionCode
    epoch: int


@dataclass(frozen=True, slots=True)
class Warned:
    """So many percent of a clock have passed."""

    kind: ClockKind
    percent: int


@dataclass(frozen=True, slots=True)
class Expired:
    """The end of a clock has passed."""

    kind: ClockKind


PetitionEvent = (
    Submitted | Moved | Classified | Answered | Rated | HandedOff | TakenOver | Warned | Expired
)
"""Everything that can happen to an appeal."""

Outcome = tuple[Petition, tuple[PetitionEvent, ...]]
"""How an appeal stands after a decision, and what happened."""
