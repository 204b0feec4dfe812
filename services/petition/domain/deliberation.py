"""A deliberation (两说一商) of one village: from a topic to what came of it, one aggregate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from kit.model.division import DivisionCode

from .clocks import Clock
from .deliberation_step import DeliberationState, DeliberationStep
from .ids import DeliberationId, PetitionId, ProposerId
from .voting import Vote


class TalkKind(Enum):
    """One of the two talks (两说); the value is the wire name."""

    OFFICIALS = "officials"  # 干部说法说政策
    RESIDENTS = "residents"  # 群众说事说心声


class Stage(Enum):
    """What happened to the execution; the value is the wire name."""

    BEGUN = "begun"  # 开始执行
    ADVANCED = "advanced"  # 有进展
    DELAYED = "delayed"  # 延期
    DONE = "done"  # 执行完毕


@dataclass(frozen=True, slots=True)
class Proposer:
    """One who raised the topic, and is told what comes of it."""

    id: ProposerId
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk on record; one evening may be both talks. `id` is the client's."""

    id: str
    kinds: frozenset[TalkKind]
    on: date
    attendance: int
    minutes: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of democratic consultation (民主协商); `id` is the client's."""

    id: str
    on: date
    attendance: int
    minutes: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the party organisation came to: who has to see to it, and whether it must be voted."""

    on: date
    major: bool
    to: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the execution; the proposers are told of each."""

    at: datetime
    on: date
    stage: Stage
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DeliberationEntry:
    """One line of the history: what was done, by whom."""

    at: datetime
    step: DeliberationStep
    by: str
    before: DeliberationState | None
    after: DeliberationState
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Deliberation:
    """One deliberation; the village center has it from the first day to the last.

    `linked_meeting` is the meeting elsewhere that it came from. `publicity` are its first and
    last day of 公示.
    """

    id: DeliberationId
    center: DivisionCode
    state: DeliberationState
    raised_on: date
    registered_at: datetime
    proposers: tuple[Proposer, ...]
    history: tuple[DeliberationEntry, ...]
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    petition: PetitionId | None = None
    linked_meeting: str = ""
    talks: tuple[Talk, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    opinion: str = field(default="", repr=False)
    assignment: Assignment | None = None
    votes: tuple[Vote, ...] = ()
    decision: str = field(default="", repr=False)
    execute_by: date | None = None
    changes: tuple[Change, ...] = ()
    publicity: tuple[date, date] | None = None
    reason: str = field(default="", repr=False)
    clocks: tuple[Clock, ...] = ()

    @property
    def next_timer(self) -> datetime | None:
        """When a timer has to look at it next; None when no clock runs."""
        return min((c.next_at for c in self.clocks if c.next_at is not None), default=None)

    @property
    def proposer_ids(self) -> tuple[ProposerId, ...]:
        """Those to tell."""
        return tuple(proposer.id for proposer in self.proposers)

    @property
    def open_vote(self) -> Vote | None:
        """The vote that has no result yet."""
        return self.votes[-1] if self.votes and self.votes[-1].result is None else None

    @property
    def position(self) -> str:
        """The sort key of lists. Ranges of divisions are ranges of it."""
        return f"{self.center}/{self.id}"
