"""Visits (接待、约见、走访) and the duty to make them (plan 四(一)1, 四(二)2).

No photograph, no position, no sign-in, no ranking: nothing here lets anybody ask for a trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from .ids import PersonId, VisitId


class VisitKind(Enum):
    """How they met; the value is the wire name."""

    RECEPTION = "reception"  # 接待
    APPOINTMENT = "appointment"  # 约见
    VISIT = "visit"  # 走访


class DutyCode(Enum):
    """The eight duties of a grid leader (网格长), plan 四(一)2; the value is the wire name."""

    PUBLICITY = "publicity"  # 宣传方针政策
    OPINION = "opinion"  # 掌握社情民意
    APPEAL = "appeal"  # 收集群众诉求
    FEEDBACK = "feedback"  # 及时反馈信息
    MEDIATION = "mediation"  # 化解矛盾纠纷
    SANITATION = "sanitation"  # 环境卫生治理
    FOOD_SAFETY = "food_safety"  # 食品安全协管
    ERRAND = "errand"  # 代办事项


@dataclass(frozen=True, slots=True)
class RaisedNeed:
    """What the household asked for; `number` counts within the visit. Becomes an appeal (诉求)."""

    number: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it was told; `recorded_on` is when the platform heard of it."""

    id: VisitId
    kind: VisitKind
    visitor: PersonId
    on: date
    recorded_on: date
    duties: tuple[DutyCode, ...]
    text: str = field(repr=False)
    needs: tuple[RaisedNeed, ...] = ()

    @property
    def order(self) -> str:
        """Where it stands in lists: day, then id."""
        return f"{self.on.isoformat()}/{self.id}"


@dataclass(frozen=True, slots=True)
class VisitDuty:
    """The next visit the colour asks for: `[since, due]`, then it is overdue.

    `visitor` is the household's named contact, else the contact of the 中心户长 line; None while
    nobody is named.
    """

    since: date
    due: date
    visitor: PersonId | None = None

    def overdue_on(self, day: date) -> bool:
        """Whether the last day has passed."""
        return day > self.due
