"""Clocks of an appeal: stored on the record, moved by steps and by timers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class ClockKind(Enum):
    """What has to be done before it ends; the value is the wire name."""

    ACCEPT = "accept"  # 受理
    FIRST_CONTACT = "first_contact"  # 首次联系
    INTERIM = "interim"  # 阶段性答复 (U1: 24 h, domain §4.2)
    FINISH = "finish"  # 办结
    CLIMB = "climb"  # 本级办结或上交 (village: 7 days, domain §4.2)
    CONFIRM = "confirm"  # 核实答复
    RATE = "rate"  # 评价, then it closes by itself
    RETURN = "return"  # 退单期限 (5 working days, domain §2.3)
    SUSPENSION = "suspension"  # 中止期限, then the clock runs again
    REOPEN = "reopen"  # 重开期限
    REVIEW = "review"  # 申请复查 (30 days, domain §2.3)
    REVIEW_ANSWER = "review_answer"  # 复查答复
    RECHECK = "recheck"  # 申请复核
    RECHECK_ANSWER = "recheck_answer"  # 复核答复
    PERFORMANCE = "performance"  # 履行回访 and the like, for other aggregates
    COURT = "court"  # 申请司法确认 (30 days, domain §2.4), of a dispute
    REPORT_IN = "report_in"  # 单位报到, of a whistle
    PUBLISH = "publish"  # 执行完毕后公示, of a deliberation
    PUBLICITY = "publicity"  # 公示期, of a deliberation
    FEEDBACK = "feedback"  # 未采纳后反馈提出人, of a deliberation


class TimeKind(Enum):
    """How a span is counted; the value is the wire name."""

    ELAPSED = "elapsed"  # minutes and hours, as the clock on the wall
    CALENDAR_DAYS = "calendar_days"  # 日
    WORKING_DAYS = "working_days"  # 工作日, by the county's calendar


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `amount` minutes (ELAPSED) or days."""

    amount: int
    kind: TimeKind


class ClockState(Enum):
    """The value is the wire name."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # done in time or not: `stopped_at` tells
    EXPIRED = "expired"  # its end has passed and was told


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `due_at` is its end; `marks` are the instants of 50 % and 80 %.

    `fired` counts how many of marks and end a timer has told of; `paused_at` is set while it
    stands, `paused_for` is the sum of pauses, reported apart. Two clocks of one kind do not run at
    the same time.
    """

    kind: ClockKind
    span: Span
    started_at: datetime
    due_at: datetime
    marks: tuple[datetime, ...] = ()
    state: ClockState = ClockState.RUNNING
    fired: int = 0
    paused_at: datetime | None = None
    paused_for: timedelta = timedelta(0)
    extended: bool = False
    stopped_at: datetime | None = None

    @property
    def next_at(self) -> datetime | None:
        """When a timer has to look at it next; None while it does not run."""
        if self.state is not ClockState.RUNNING:
            return None
        instants = (*self.marks, self.due_at)
        return instants[self.fired] if self.fired < len(instants) else None
