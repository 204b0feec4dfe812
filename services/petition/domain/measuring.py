"""What is measured of appeals: what stands open at a site, and what was done there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from .clocking import is_overdue
from .clocks import Clock
from .steps import ANSWERS

SOON = timedelta(hours=24)
"""An appeal with a clock that ends within this is due."""


class Deed(Enum):
    """Something done to an appeal that is counted; the value is the label."""

    SOLVED = "solved"  # 办结
    CONTACTED = "contacted"  # 按时首次联系
    CONTACTED_LATE = "contacted_late"  # 逾期首次联系
    REOPENED = "reopened"  # 重开
    RETURNED = "returned"  # 退单


@dataclass(frozen=True, slots=True)
class Matter:
    """What figures are told apart by: the custodian's tier, the town, the category's letter."""

    tier: str
    town: str
    category: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Appeals of one sort that are open in this site's custody now."""

    matter: Matter
    open: int
    due: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Passing:
    """Handoffs of this site that nobody has taken over yet, and since when the oldest waits."""

    count: int
    age: timedelta


def answered_in_time(clocks: Iterable[Clock]) -> bool:
    """Whether every answer that was due came before its end."""
    answers = [clock for clock in clocks if clock.kind in ANSWERS and clock.stopped_at]
    return bool(answers) and not any(is_overdue(one, one.due_at) for one in answers)
