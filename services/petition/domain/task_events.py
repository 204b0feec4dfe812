"""What happens to a task sent down: facts in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from kit.model.division import DivisionCode

from .clocks import ClockKind
from .task import Task


@dataclass(frozen=True, slots=True)
class TaskSent:
    """A department sent a task to villages."""


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A village reported that it has done its part."""

    village: DivisionCode


@dataclass(frozen=True, slots=True)
class TaskCompleted:
    """The last village reported."""


@dataclass(frozen=True, slots=True)
class TaskWithdrawn:
    """The department takes it back."""


@dataclass(frozen=True, slots=True)
class TaskWarned:
    """So many percent of a clock have passed."""

    kind: ClockKind
    percent: int


@dataclass(frozen=True, slots=True)
class TaskExpired:
    """The end of a clock has passed."""

    kind: ClockKind


TaskEvent = TaskSent | TaskDone | TaskCompleted | TaskWithdrawn | TaskWarned | TaskExpired
"""Everything that can happen to a task."""

TaskOutcome = tuple[Task, tuple[TaskEvent, ...]]
"""How a task stands after a decision, and what happened."""
