"""What people order about a deliberation: one order for each step of the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from .deliberation import Meeting, Talk
from .deliberation_step import DeliberationStep
from .voting import Assembly, Basis, Slip


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationOrder:
    """What every order has: the words that go into the history."""

    step: ClassVar[DeliberationStep]
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTalk(DeliberationOrder):
    """A talk goes on record, also one of days ago."""

    step: ClassVar[DeliberationStep] = DeliberationStep.TALK
    talk: Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeeting(DeliberationOrder):
    """A meeting goes on record, also one of days ago."""

    step: ClassVar[DeliberationStep] = DeliberationStep.MEET
    meeting: Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOpinion(DeliberationOrder):
    """What the meeting agreed to propose."""

    step: ClassVar[DeliberationStep] = DeliberationStep.OPINE
    opinion: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(DeliberationOrder):
    """The party organisation studied the opinion and assigned it (分类交办)."""

    step: ClassVar[DeliberationStep] = DeliberationStep.ASSIGN
    on: date
    major: bool
    to: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallVote(DeliberationOrder):
    """An assembly is called to vote."""

    step: ClassVar[DeliberationStep] = DeliberationStep.CALL_VOTE
    assembly: Assembly
    basis: Basis
    entitled: int
    noticed_on: date
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CastBallots(DeliberationOrder):
    """Ballots are handed in."""

    step: ClassVar[DeliberationStep] = DeliberationStep.CAST
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidBallot(DeliberationOrder):
    """A ballot that counted does not count any more; the note says why."""

    step: ClassVar[DeliberationStep] = DeliberationStep.VOID
    ballot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseVote(DeliberationOrder):
    """The ballots are counted: so many were there. The result names the step of the table."""

    step: ClassVar[DeliberationStep] = DeliberationStep.CARRY
    present: int
    decision: str = field(default="", repr=False)
    execute_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(DeliberationOrder):
    """What is decided without a vote; a major matter is not."""

    step: ClassVar[DeliberationStep] = DeliberationStep.DECIDE
    decision: str = field(repr=False)
    execute_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(DeliberationOrder):
    """It is not adopted; the note says why."""

    step: ClassVar[DeliberationStep] = DeliberationStep.DECLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBack(DeliberationOrder):
    """The proposers are told why it was not adopted."""

    step: ClassVar[DeliberationStep] = DeliberationStep.FEED_BACK
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionOrder(DeliberationOrder):
    """A change of the execution on a day, told to the proposers."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(ExecutionOrder):
    """Execution begins."""

    step: ClassVar[DeliberationStep] = DeliberationStep.BEGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(ExecutionOrder):
    """Execution goes on; the note says how far it is."""

    step: ClassVar[DeliberationStep] = DeliberationStep.PROGRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(ExecutionOrder):
    """Execution takes until a later day; the note says why."""

    step: ClassVar[DeliberationStep] = DeliberationStep.DELAY
    execute_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(ExecutionOrder):
    """What was decided is done."""

    step: ClassVar[DeliberationStep] = DeliberationStep.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicise(DeliberationOrder):
    """The result is put up in public (公示) from a day on."""

    step: ClassVar[DeliberationStep] = DeliberationStep.PUBLICISE
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(DeliberationOrder):
    """The days of publicity are over."""

    step: ClassVar[DeliberationStep] = DeliberationStep.CLOSE
