"""What happens to a deliberation: facts in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from .clocks import ClockKind
from .deliberation import Deliberation, Stage
from .deliberation_step import DeliberationState, DeliberationStep
from .ids import ProposerId
from .voting import Result


@dataclass(frozen=True, slots=True)
class TopicRaised:
    """A topic was taken in."""


@dataclass(frozen=True, slots=True)
class DeliberationMoved:
    """A step was taken; `before` equals `after` where the state stays."""

    step: DeliberationStep
    before: DeliberationState
    after: DeliberationState


@dataclass(frozen=True, slots=True)
class VoteClosed:
    """A vote was counted."""

    result: Result


@dataclass(frozen=True, slots=True)
class ExecutionChanged:
    """The execution changed: these proposers have to be told (lessons, capability 18)."""

    proposers: tuple[ProposerId, ...]
    stage: Stage


@dataclass(frozen=True, slots=True)
class NotAdoptedTold:
    """It was not adopted, and these proposers have to be told the reason."""

    proposers: tuple[ProposerId, ...]


@dataclass(frozen=True, slots=True)
class DeliberationWarned:
    """So many percent of a clock have passed."""

    kind: ClockKind
    percent: int


@dataclass(frozen=True, slots=True)
class DeliberationExpired:
    """The end of a clock has passed."""

    kind: ClockKind


DeliberationEvent = (
    TopicRaised
    | DeliberationMoved
    | VoteClosed
    | ExecutionChanged
    | NotAdoptedTold
    | DeliberationWarned
    | DeliberationExpired
)
"""Everything that can happen to a deliberation."""

DeliberationOutcome = tuple[Deliberation, tuple[DeliberationEvent, ...]]
"""How a deliberation stands after a decision, and what happened."""
