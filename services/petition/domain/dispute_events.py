"""What happens to a dispute: facts in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from .clocks import ClockKind
from .dispute import Dispute, EndReason
from .dispute_step import DisputeState, DisputeStep


@dataclass(frozen=True, slots=True)
class DisputeRegistered:
    """A dispute was taken in."""


@dataclass(frozen=True, slots=True)
class DisputeMoved:
    """A step was taken; `before` equals `after` where the state stays."""

    step: DisputeStep
    before: DisputeState
    after: DisputeState


@dataclass(frozen=True, slots=True)
class RiskFlagged:
    """It may escalate: somebody must report it."""


@dataclass(frozen=True, slots=True)
class RiskReported:
    """The open risks were reported."""


@dataclass(frozen=True, slots=True)
class MediationAgreed:
    """An agreement is effective."""

    written: bool


@dataclass(frozen=True, slots=True)
class MediationFailed:
    """It ended without an agreement, or the agreement is not performed; routes were told."""

    reason: EndReason


@dataclass(frozen=True, slots=True)
class DisputeWarned:
    """So many percent of a clock have passed."""

    kind: ClockKind
    percent: int


@dataclass(frozen=True, slots=True)
class DisputeExpired:
    """The end of a clock has passed."""

    kind: ClockKind


DisputeEvent = (
    DisputeRegistered
    | DisputeMoved
    | RiskFlagged
    | RiskReported
    | MediationAgreed
    | MediationFailed
    | DisputeWarned
    | DisputeExpired
)
"""Everything that can happen to a dispute."""

DisputeOutcome = tuple[Dispute, tuple[DisputeEvent, ...]]
"""How a dispute stands after a decision, and what happened."""
