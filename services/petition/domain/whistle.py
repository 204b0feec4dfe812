"""A whistle (吹哨报到): a lower center calls named units, and each has a part to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from kit.model.division import DivisionCode

from .clocking import is_overdue
from .clocks import Clock, ClockKind
from .ids import PetitionId, UnitCode, WhistleId
from .petition import Rating


class Trigger(Enum):
    """Why units are called (domain §1.5); the value is the wire name."""

    CANNOT_SOLVE = "cannot_solve"  # 单独无法解决
    JOINT_ENFORCEMENT = "joint_enforcement"  # 联合执法
    EMERGENCY = "emergency"  # 突发应急


class Level(Enum):
    """How hard the matter is (domain §1.5); the value is the wire name."""

    ROUTINE = "routine"  # 常规
    FOCUS = "focus"  # 重点
    HARD = "hard"  # 疑难


class PartState(Enum):
    """Where the part of one unit stands; the value is the wire name."""

    CALLED = "called"  # 已吹哨, waits for the unit
    REPORTED = "reported"  # 已报到
    CLOSED = "closed"  # 已办结
    WAIVED = "waived"  # 已免除


ENDED = frozenset({PartState.CLOSED, PartState.WAIVED})
"""Parts with nothing left to do but to be rated."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit has to do; `result` is what came of it, or why it was waived."""

    unit: UnitCode
    lead: bool
    state: PartState
    clocks: tuple[Clock, ...]
    reported_at: datetime | None = None
    reported_by: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    result: str = field(default="", repr=False)
    rating: Rating | None = None
    rating_note: str = field(default="", repr=False)

    def late(self, now: datetime) -> bool:
        """Whether it reported in after its deadline, or has not although that has passed."""
        return any(c.kind is ClockKind.REPORT_IN and is_overdue(c, now) for c in self.clocks)


@dataclass(frozen=True, slots=True)
class Whistle:
    """One call; `center` has it from the call to the end. It is closed when every part has ended.

    The first part is the lead's.
    """

    id: WhistleId
    center: DivisionCode
    trigger: Trigger
    level: Level
    called_at: datetime
    called_by: str
    parts: tuple[Part, ...]
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    petition: PetitionId | None = None
    closed_at: datetime | None = None

    @property
    def open_units(self) -> tuple[UnitCode, ...]:
        """The units whose part has not ended."""
        return tuple(part.unit for part in self.parts if part.state not in ENDED)

    @property
    def next_timer(self) -> datetime | None:
        """When a timer has to look at it next; None when no clock runs."""
        instants = (clock.next_at for part in self.parts for clock in part.clocks)
        return min((instant for instant in instants if instant is not None), default=None)

    @property
    def position(self) -> str:
        """The sort key of lists. Ranges of divisions are ranges of it."""
        return f"{self.center}/{self.id}"

    def calls(self, unit: UnitCode | None) -> bool:
        """Whether the unit is one of those called."""
        return any(part.unit == unit for part in self.parts)
