"""What each step needs of a deliberation and does to it; the state itself is moved by the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from kit.model.clock import local_date

from . import deliberation_orders as orders
from . import voting
from .calendar import Calendars
from .clocks import Span, TimeKind
from .deliberation import Assignment, Change, Deliberation, Stage, TalkKind
from .deliberation_errors import (
    BallotNotCounting,
    DeliberationDateWrong,
    DeliberationNeedsBothTalks,
    DeliberationNeedsVote,
    DeliberationPublicityRuns,
    VoteBasisWrong,
    VoteDecisionMissing,
    VoteEntitledWrong,
    VoteMoreThanEntitled,
    VoteNotHeldYet,
    VoteNoticeTooShort,
    VotePresentWrong,
    VoteTooManyBallots,
)
from .deliberation_step import DeliberationStep
from .voting import Result, Vote

MOST_ENTITLED = 20_000
"""No village or community has more adults [prop]."""

MOST_BALLOTS = 2 * MOST_ENTITLED
"""Ballots of one vote, those that do not count included [prop]."""

MOST_AHEAD = timedelta(days=3653)
"""Nobody decides for more than ten years ahead [prop]; beyond that it is a slip of the pen."""

STAGES = {
    DeliberationStep.BEGIN: Stage.BEGUN,
    DeliberationStep.PROGRESS: Stage.ADVANCED,
    DeliberationStep.DELAY: Stage.DELAYED,
    DeliberationStep.COMPLETE: Stage.DONE,
}
"""What each step of the execution is told as."""

RESULT_STEPS = {
    Result.CARRIED: DeliberationStep.CARRY,
    Result.LOST: DeliberationStep.LOSE,
    Result.NO_QUORUM: DeliberationStep.MISS_QUORUM,
}
"""The step a closed vote takes; nobody chooses it."""


DECIDE = Span(90, TimeKind.CALENDAR_DAYS)
PUBLISH = Span(5, TimeKind.WORKING_DAYS)
FEED_BACK = Span(5, TimeKind.WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class DeliberationPolicy:
    """What a county sets [prop]: nothing of it is fixed by law."""

    decide: Span = DECIDE
    publish: Span = PUBLISH
    feed_back: Span = FEED_BACK
    publicity_days: int = 7


@dataclass(frozen=True, slots=True)
class DeliberationGround:
    """What a step stands on: when, who, the county's days and rules."""

    at: datetime
    by: str
    calendars: Calendars
    policy: DeliberationPolicy = field(default_factory=DeliberationPolicy)

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.at)


DeliberationChange = Callable[[Deliberation, Any, DeliberationGround], Deliberation]
"""Does what one order says, or refuses. The order is of the row's own type."""


def talk(it: Deliberation, order: orders.RecordTalk, ground: DeliberationGround) -> Deliberation:
    """Keep a talk; one that is there already is kept once."""
    _require_past(it, "说事日期", order.talk.on, ground)
    return replace(it, talks=(*it.talks, order.talk))


def meet(it: Deliberation, order: orders.RecordMeeting, ground: DeliberationGround) -> Deliberation:
    """Keep a meeting, once officials and residents have both spoken."""
    _require_past(it, "会议日期", order.meeting.on, ground)
    heard = {kind for one in it.talks for kind in one.kinds}
    if heard != set(TalkKind):
        raise DeliberationNeedsBothTalks(id=it.id)
    return replace(it, meetings=(*it.meetings, order.meeting))


def opine(it: Deliberation, order: orders.RecordOpinion, _: DeliberationGround) -> Deliberation:
    """Keep the opinion."""
    return replace(it, opinion=order.opinion)


def assign(it: Deliberation, order: orders.Assign, ground: DeliberationGround) -> Deliberation:
    """Keep what the party organisation came to."""
    _require_past(it, "研究日期", order.on, ground)
    return replace(it, assignment=Assignment(order.on, order.major, order.to))


def call_vote(it: Deliberation, order: orders.CallVote, ground: DeliberationGround) -> Deliberation:
    """Call an assembly, with the notice the law asks for."""
    if not voting.can_be_called(order.assembly, order.basis):
        raise VoteBasisWrong(id=it.id)
    if not 1 <= order.entitled <= MOST_ENTITLED:
        raise VoteEntitledWrong(id=it.id, entitled=order.entitled, most=MOST_ENTITLED)
    _require_past(it, "通知日期", order.noticed_on, ground)
    earliest = voting.earliest_day(order.assembly, order.noticed_on)
    if order.held_on < earliest:
        raise VoteNoticeTooShort(id=it.id, earliest=earliest)
    if order.held_on > ground.today + MOST_AHEAD:
        raise DeliberationDateWrong(id=it.id, what="会议日期", day=order.held_on)
    vote = Vote(order.assembly, order.basis, order.entitled, order.noticed_on, order.held_on)
    return replace(it, votes=(*it.votes, vote))


def cast(it: Deliberation, order: orders.CastBallots, ground: DeliberationGround) -> Deliberation:
    """Judge the ballots, each by its own day; none is of tomorrow."""
    vote = it.votes[-1]
    for slip in order.slips:
        _require_past(it, "投票日期", slip.cast_on, ground)
    earlier = {ballot.id for one in it.votes[:-1] for ballot in one.ballots}
    slips = [slip for slip in order.slips if slip.id not in earlier]
    ballots = (*vote.ballots, *voting.judged(vote, slips))
    if len(ballots) > MOST_BALLOTS:
        raise VoteTooManyBallots(id=it.id, most=MOST_BALLOTS)
    changed = _with_ballots(it, replace(vote, ballots=ballots))
    if changed.votes[-1].took_part > vote.entitled:
        raise VoteMoreThanEntitled(id=it.id, entitled=vote.entitled)
    return changed


def void(it: Deliberation, order: orders.VoidBallot, _: DeliberationGround) -> Deliberation:
    """Take one ballot out of the count; it stays on record with the reason."""
    vote = it.votes[-1]
    if not any(b.id == order.ballot and b.validity in voting.PRESENT for b in vote.ballots):
        raise BallotNotCounting(id=it.id, ballot=order.ballot)
    ballots = tuple(
        replace(b, validity=voting.Validity.VOIDED, why=order.note) if b.id == order.ballot else b
        for b in vote.ballots
    )
    return _with_ballots(it, replace(vote, ballots=ballots))


def close_vote(
    it: Deliberation, order: orders.CloseVote, ground: DeliberationGround
) -> Deliberation:
    """Keep what the count came to; a carried vote says what is decided and until when."""
    vote, result = it.votes[-1], vote_result(it, order, ground)
    counts = voting.counted(vote.ballots, told=True)
    closed = replace(vote, counts=counts, present=order.present, result=result)
    changed = replace(it, votes=(*it.votes[:-1], closed))
    if result is not Result.CARRIED:
        return changed
    if order.execute_by is None or not order.decision:
        raise VoteDecisionMissing(id=it.id)
    return _decided(changed, order.decision, order.execute_by, ground)


def vote_result(it: Deliberation, order: orders.CloseVote, ground: DeliberationGround) -> Result:
    """Return what the open vote comes to with so many present.

    Raises:
        Refusal: it is before its day, or not so many can have been there.
    """
    vote = it.votes[-1]
    if ground.today < vote.held_on:
        raise VoteNotHeldYet(id=it.id, held_on=vote.held_on)
    if not vote.took_part <= order.present <= vote.entitled:
        raise VotePresentWrong(
            id=it.id, present=order.present, least=vote.took_part, most=vote.entitled
        )
    agree = voting.agreeing(vote)
    return voting.result_of(vote.assembly, vote.basis, vote.entitled, order.present, agree)


def decide(it: Deliberation, order: orders.Decide, ground: DeliberationGround) -> Deliberation:
    """Decide without a vote what is not major."""
    if it.assignment is None or it.assignment.major:
        raise DeliberationNeedsVote(id=it.id)
    return _decided(it, order.decision, order.execute_by, ground)


def as_it_is(it: Deliberation, _order: object, _ground: DeliberationGround) -> Deliberation:
    """Change nothing but the state and the history."""
    return it


def feed_back(it: Deliberation, order: orders.FeedBack, _: DeliberationGround) -> Deliberation:
    """Keep the reason the proposers were told."""
    return replace(it, reason=order.reason)


def execute(
    it: Deliberation, order: orders.ExecutionOrder, ground: DeliberationGround
) -> Deliberation:
    """Keep a change of the execution."""
    _require_past(it, "执行日期", order.on, ground)
    if it.changes and order.on < it.changes[-1].on:
        raise DeliberationDateWrong(id=it.id, what="执行日期", day=order.on)
    change = Change(ground.at, order.on, STAGES[order.step], order.note)
    return replace(it, changes=(*it.changes, change))


def delay(it: Deliberation, order: orders.Delay, ground: DeliberationGround) -> Deliberation:
    """Move the last day of the execution, later only."""
    if it.execute_by is None or order.execute_by <= it.execute_by:
        raise DeliberationDateWrong(id=it.id, what="新的执行期限", day=order.execute_by)
    _require_due(it, order.execute_by, ground)
    return replace(execute(it, order, ground), execute_by=order.execute_by)


def publicise(
    it: Deliberation, order: orders.Publicise, ground: DeliberationGround
) -> Deliberation:
    """Keep the days of publicity."""
    _require_past(it, "公示日期", order.since, ground)
    if it.changes and order.since < it.changes[-1].on:
        raise DeliberationDateWrong(id=it.id, what="公示日期", day=order.since)
    last = order.since + timedelta(days=ground.policy.publicity_days - 1)
    return replace(it, publicity=(order.since, last))


def close(it: Deliberation, _order: orders.Close, ground: DeliberationGround) -> Deliberation:
    """Pass when the last day of publicity is over."""
    if it.publicity is not None and ground.today <= it.publicity[1]:
        raise DeliberationPublicityRuns(id=it.id, until=it.publicity[1])
    return it


def _decided(
    it: Deliberation, decision: str, execute_by: date, ground: DeliberationGround
) -> Deliberation:
    _require_due(it, execute_by, ground)
    return replace(it, decision=decision, execute_by=execute_by)


def _with_ballots(it: Deliberation, vote: Vote) -> Deliberation:
    """While a vote is open, nobody is told what the ballots say."""
    vote = replace(vote, counts=voting.counted(vote.ballots, told=False))
    return replace(it, votes=(*it.votes[:-1], vote))


def _require_past(it: Deliberation, what: str, day: date, ground: DeliberationGround) -> None:
    """Offline work is entered later: any day since the topic was raised, up to today."""
    if not it.raised_on <= day <= ground.today:
        raise DeliberationDateWrong(id=it.id, what=what, day=day)


def _require_due(it: Deliberation, day: date, ground: DeliberationGround) -> None:
    if not it.raised_on <= day <= ground.today + MOST_AHEAD:
        raise DeliberationDateWrong(id=it.id, what="执行期限", day=day)
