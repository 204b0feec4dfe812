"""People on the lines of contact: posts, leaders of grids, sessions, vacancies (plan 四(一)1).

党员联系群众, 人大代表联系选民, 中心户长联系村民. One person may wear several hats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from .grid import GridCode
from .ids import HouseholdId, PersonId, VacancyId


class Post(Enum):
    """What somebody is in the village; the value is the wire name."""

    COMMITTEE_MEMBER = "committee_member"  # 村委班子成员
    GROUP_HEAD = "group_head"  # 村民小组组长
    CORE_HOUSEHOLDER = "core_householder"  # 中心户长
    PARTY_MEMBER = "party_member"  # 党员
    DEPUTY = "deputy"  # 人大代表


class Line(Enum):
    """Which of the three lines a contact belongs to; the value is the wire name."""

    PARTY = "party"  # 党员联系群众
    DEPUTY = "deputy"  # 人大代表联系选民
    CORE_HOUSEHOLDER = "core_householder"  # 中心户长联系村民


POST_OF_LINE = {
    Line.PARTY: Post.PARTY_MEMBER,
    Line.DEPUTY: Post.DEPUTY,
    Line.CORE_HOUSEHOLDER: Post.CORE_HOUSEHOLDER,
}
"""Which post makes somebody a contact on a line."""


class EndReason(Enum):
    """Why a posting, leadership or contact ended; the value is the wire name."""

    TERM_OVER = "term_over"  # 任期届满
    REPLACED = "replaced"  # 换人
    RESIGNED = "resigned"  # 辞任
    DIED = "died"  # 去世
    LEFT = "left"  # 迁出或不再是本村成员
    GRID_ENDED = "grid_ended"  # 网格撤销
    HOUSEHOLD_ENDED = "household_ended"  # 户已注销或迁出


@dataclass(frozen=True, slots=True)
class Posting:
    """Somebody holds a post `[since, until)`; `term_end` is the last day of the term, if set.

    `household` is where the registry knows the person; None for somebody registered elsewhere.
    """

    person: PersonId
    name: str = field(repr=False)
    post: Post
    since: date
    household: HouseholdId | None = None
    term_end: date | None = None
    until: date | None = None
    end_reason: EndReason | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on a day."""
        ended = self.until is not None and self.until <= day
        return self.since <= day and not ended and (self.term_end is None or day <= self.term_end)


@dataclass(frozen=True, slots=True)
class Leadership:
    """Somebody leads a grid (网格长) `[since, until)`.

    `substitute`: the post does not match the level; a party member or deputy stands in.
    """

    grid: GridCode
    person: PersonId
    since: date
    substitute: bool = False
    until: date | None = None
    end_reason: EndReason | None = None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A grid without a leader: a task that is open until `filled`."""

    id: VacancyId
    grid: GridCode
    opened: date
    cause: EndReason | None = None
    filled: date | None = None


class SessionKind(Enum):
    """What a deputy's office in the village holds; the value is the wire name."""

    RECEPTION_DAY = "reception_day"  # 接待选民日, every Wednesday
    VOTER_MEETING = "voter_meeting"  # 选民座谈会, once a quarter


@dataclass(frozen=True, slots=True)
class Session:
    """One reception day or voter meeting that was held; `attendance` counts, it names nobody."""

    kind: SessionKind
    on: date
    deputy: PersonId
    attendance: int
    matters: int = 0
