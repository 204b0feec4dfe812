"""What a case is, and the figures it brings back: each a ratio with a goal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bench.setting import Setting


class Bound(Enum):
    """On which side of its limit a ratio should lie; the value is how it is written."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Goal:
    """The limit of a ratio (design: goals.md). `slack` is how much of a change is noise."""

    bound: Bound
    limit: float
    slack: float = 0.0

    @property
    def text(self) -> str:
        """The goal as it is printed and stored, such as `≤ 1.9`."""
        return f"{self.bound.value} {self.limit:g}"

    def met(self, ratio: float) -> bool:
        """Whether a ratio reaches the goal."""
        return ratio <= self.limit if self.bound is Bound.AT_MOST else ratio >= self.limit

    def worse(self, ratio: float, before: float, share: float) -> bool:
        """Whether a ratio has got worse than it was by more than a share of it and the slack."""
        if self.bound is Bound.AT_MOST:
            return ratio > before * (1 + share) + self.slack
        return ratio < before * (1 - share) - self.slack


def at_most(limit: float, slack: float = 0.0) -> Goal:
    """Return the goal of a cost."""
    return Goal(Bound.AT_MOST, limit, slack)


def at_least(limit: float, slack: float = 0.0) -> Goal:
    """Return the goal of a gain."""
    return Goal(Bound.AT_LEAST, limit, slack)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `ours` and `reference` are in `unit`; `against` says what the
    reference is; `others` holds further variants of the same run, by name.
    """

    id: str
    name: str
    goal: Goal
    ours: float
    reference: float
    ratio: float
    unit: str
    against: str
    rounds: int = 1
    others: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.goal.met(self.ratio)


@dataclass(frozen=True, slots=True)
class Case:
    """One goal of goals.md. `run` measures it and may return several figures."""

    id: str
    name: str
    goal: str
    run: Callable[[Setting], Sequence[Figure]]
