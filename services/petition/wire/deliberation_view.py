"""Deliberations as they are shown: words and names in clear only to the centers' own staff."""

from __future__ import annotations

from datetime import datetime

from gov321.petition.v1 import deliberation_pb2 as pb

from kit.authz import Principal
from kit.commit import Versioned
from kit.masking import mask_name
from kit.roles import ADMINISTRATORS, Role
from kit.wire_enum import reverse
from kit.wire_time import from_day, from_day_or_none, timestamp
from services.petition.domain.deliberation import (
    Assignment,
    Change,
    Deliberation,
    DeliberationEntry,
    Meeting,
    Proposer,
    Talk,
)
from services.petition.domain.voting import Count, Vote

from .clock_view import clock_view
from .deliberation_enums import (
    ASSEMBLY,
    BASIS,
    CHOICE,
    DELIBERATION_STATE,
    RESULT,
    STAGE,
    TALK_KIND,
    VALIDITY,
    VOTE_CHANNEL,
)

_CLEAR = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND})
"""Those who keep the file or answer for it; residents see what is put up in public."""

_STATE, _TALK_KIND, _STAGE = reverse(DELIBERATION_STATE), reverse(TALK_KIND), reverse(STAGE)
_ASSEMBLY, _BASIS, _RESULT = reverse(ASSEMBLY), reverse(BASIS), reverse(RESULT)
_CHANNEL, _VALIDITY, _CHOICE = reverse(VOTE_CHANNEL), reverse(VALIDITY), reverse(CHOICE)


def sees_clear(who: Principal) -> bool:
    """Whether somebody may see what was said, and names in full."""
    return bool(who.roles & _CLEAR) and not who.roles & ADMINISTRATORS


def deliberation_view(
    found: Versioned[Deliberation], now: datetime, *, clear: bool
) -> pb.Deliberation:
    """Return a deliberation as it stands; who voted what is shown to nobody."""
    it = found.state

    def said(text: str) -> str:
        return text if clear else ""

    first, last = it.publicity or (None, None)
    return pb.Deliberation(
        deliberation_id=it.id,
        revision=found.revision,
        center=it.center.digits,
        state=_STATE[it.state],
        raise_date=from_day(it.raised_on),
        register_time=timestamp(it.registered_at),
        proposers=[_proposer(proposer, clear=clear) for proposer in it.proposers],
        title=said(it.title),
        text=said(it.text),
        petition_id=it.petition or "",
        linked_meeting=it.linked_meeting,
        talks=[_talk(talk, clear=clear) for talk in it.talks],
        meetings=[_meeting(meeting, clear=clear) for meeting in it.meetings],
        opinion=said(it.opinion),
        assignment=_assignment(it.assignment, clear=clear) if it.assignment else None,
        votes=[_vote(vote) for vote in it.votes],
        decision=said(it.decision),
        execute_by=from_day_or_none(it.execute_by),
        changes=[_change(change, clear=clear) for change in it.changes],
        publicity_from=from_day_or_none(first),
        publicity_to=from_day_or_none(last),
        reason=said(it.reason),
        clocks=[clock_view(clock, now) for clock in it.clocks],
        history=[_entry(entry, clear=clear) for entry in it.history],
    )


def _proposer(proposer: Proposer, *, clear: bool) -> pb.Proposer:
    name = proposer.name if clear else mask_name(proposer.name)
    return pb.Proposer(proposer_id=proposer.id, name=name)


def _talk(talk: Talk, *, clear: bool) -> pb.Talk:
    return pb.Talk(
        talk_id=talk.id,
        kinds=sorted(_TALK_KIND[kind] for kind in talk.kinds),
        on=from_day(talk.on),
        attendance=talk.attendance,
        minutes=talk.minutes if clear else "",
    )


def _meeting(meeting: Meeting, *, clear: bool) -> pb.Consultation:
    return pb.Consultation(
        meeting_id=meeting.id,
        on=from_day(meeting.on),
        attendance=meeting.attendance,
        minutes=meeting.minutes if clear else "",
    )


def _assignment(assignment: Assignment, *, clear: bool) -> pb.OpinionAssignment:
    to = assignment.to if clear else ""
    return pb.OpinionAssignment(on=from_day(assignment.on), major=assignment.major, to=to)


def _vote(vote: Vote) -> pb.Vote:
    return pb.Vote(
        assembly=_ASSEMBLY[vote.assembly],
        basis=_BASIS[vote.basis],
        entitled=vote.entitled,
        notice_date=from_day(vote.noticed_on),
        hold_date=from_day(vote.held_on),
        tallies=[_tally(count) for count in vote.counts],
        turnout=[
            pb.ChannelTurnout(channel=_CHANNEL[channel], number=number)
            for channel, number in vote.turnout.items()
        ],
        present=vote.present,
        result=_RESULT[vote.result] if vote.result else pb.Vote.RESULT_UNSPECIFIED,
    )


def _tally(count: Count) -> pb.BallotTally:
    unsaid = pb.BallotSlip.CHOICE_UNSPECIFIED
    return pb.BallotTally(
        channel=_CHANNEL[count.channel],
        validity=_VALIDITY[count.validity],
        choice=_CHOICE[count.choice] if count.choice else unsaid,
        number=count.number,
    )


def _change(change: Change, *, clear: bool) -> pb.ExecutionChange:
    return pb.ExecutionChange(
        time=timestamp(change.at),
        on=from_day(change.on),
        stage=_STAGE[change.stage],
        note=change.note if clear else "",
    )


def _entry(entry: DeliberationEntry, *, clear: bool) -> pb.DeliberationEntry:
    none = pb.Deliberation.STATE_UNSPECIFIED
    return pb.DeliberationEntry(
        time=timestamp(entry.at),
        step=entry.step.value,
        by=entry.by,
        before=_STATE[entry.before] if entry.before else none,
        after=_STATE[entry.after],
        note=entry.note if clear else "",
    )
