"""A deliberation as the published and stored `DeliberationRecord`: words and names are sealed."""

from __future__ import annotations

from datetime import date

from gov321.petition.events.v1 import deliberation_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import is_known, read_enum
from kit.vault import Vault
from kit.wire_time import (
    from_day,
    from_day_or_none,
    timestamp,
    to_day,
    to_day_or_none,
)
from services.petition.domain.deliberation import (
    Assignment,
    Change,
    Deliberation,
    DeliberationEntry,
    Meeting,
    Proposer,
    Stage,
    Talk,
    TalkKind,
)
from services.petition.domain.deliberation_step import DeliberationState, DeliberationStep
from services.petition.domain.ids import DeliberationId, PetitionId, ProposerId

from .clock_record import from_clock, instant, to_clock
from .deliberation_votes_record import from_vote, to_votes
from .record_seals import Seals

_TITLE, _TEXT, _OPINION, _DECISION, _REASON = "title", "text", "opinion", "decision", "reason"
_PROPOSER, _TALK, _MEETING, _TO = "proposer", "talk", "meeting", "assignment"
_CHANGE, _ENTRY = "change", "entry"
_NO_BALLOTS = pb.BallotBook()


def from_deliberation(it: Deliberation, revision: int, vault: Vault) -> pb.DeliberationRecord:
    """Return the record of a deliberation at a revision; it has no single ballot."""
    seals, center = Seals(vault, it.id), it.center.digits
    first, last = it.publicity or (None, None)
    return pb.DeliberationRecord(
        deliberation_id=it.id,
        revision=revision,
        home=center,
        custodian=center,
        state=it.state.value,
        raise_date=from_day(it.raised_on),
        register_time=timestamp(it.registered_at),
        proposers=[_from_proposer(proposer, seals) for proposer in it.proposers],
        title=seals.seal(it.title, _TITLE),
        text=seals.seal(it.text, _TEXT),
        petition_id=it.petition or "",
        linked_meeting=it.linked_meeting,
        talks=[_from_talk(talk, seals) for talk in it.talks],
        meetings=[_from_meeting(meeting, seals) for meeting in it.meetings],
        opinion=seals.seal(it.opinion, _OPINION),
        assignment=_from_assignment(it.assignment, seals) if it.assignment else None,
        votes=[from_vote(vote) for vote in it.votes],
        decision=seals.seal(it.decision, _DECISION),
        execute_by=from_day_or_none(it.execute_by),
        changes=[_from_change(change, seals) for change in it.changes],
        publicity_from=from_day_or_none(first),
        publicity_to=from_day_or_none(last),
        reason=seals.seal(it.reason, _REASON),
        clocks=[from_clock(clock) for clock in it.clocks],
        history=[_from_entry(entry, seals) for entry in it.history],
    )


def to_deliberation(
    record: pb.DeliberationRecord, vault: Vault, ballots: pb.BallotBook = _NO_BALLOTS
) -> Deliberation:
    """Return the deliberation of a record; only the custodian has its single ballots.

    Raises:
        CannotOpen: a sealed field does not open.
    """
    seals = Seals(vault, record.deliberation_id)
    assigned = record.HasField("assignment")
    return Deliberation(
        id=DeliberationId(record.deliberation_id),
        center=DivisionCode.parse(record.home),
        state=_to_state(record.state),
        raised_on=to_day(record.raise_date, "raise_date"),
        registered_at=instant(record.register_time),
        proposers=tuple(_to_proposer(proposer, seals) for proposer in record.proposers),
        history=tuple(_to_entry(entry, seals) for entry in record.history),
        title=seals.open(record.title, _TITLE),
        text=seals.open(record.text, _TEXT),
        petition=PetitionId(record.petition_id) if record.petition_id else None,
        linked_meeting=record.linked_meeting,
        talks=tuple(_to_talk(talk, seals) for talk in record.talks),
        meetings=tuple(_to_meeting(meeting, seals) for meeting in record.meetings),
        opinion=seals.open(record.opinion, _OPINION),
        assignment=_to_assignment(record.assignment, seals) if assigned else None,
        votes=to_votes(record.votes, ballots),
        decision=seals.open(record.decision, _DECISION),
        execute_by=to_day_or_none(record.execute_by, "execute_by"),
        changes=tuple(_to_change(change, seals) for change in record.changes),
        publicity=_to_publicity(record),
        reason=seals.open(record.reason, _REASON),
        clocks=tuple(to_clock(clock) for clock in record.clocks),
    )


def _from_proposer(proposer: Proposer, seals: Seals) -> pb.ProposerRecord:
    name = seals.seal(proposer.name, f"{_PROPOSER}/{proposer.id}")
    return pb.ProposerRecord(proposer_id=proposer.id, name=name)


def _to_proposer(record: pb.ProposerRecord, seals: Seals) -> Proposer:
    name = seals.open(record.name, f"{_PROPOSER}/{record.proposer_id}")
    return Proposer(ProposerId(record.proposer_id), name)


def _from_talk(talk: Talk, seals: Seals) -> pb.TalkRecord:
    return pb.TalkRecord(
        talk_id=talk.id,
        kinds=sorted(kind.value for kind in talk.kinds),
        on=from_day(talk.on),
        attendance=talk.attendance,
        minutes=seals.seal(talk.minutes, f"{_TALK}/{talk.id}"),
    )


def _to_talk(record: pb.TalkRecord, seals: Seals) -> Talk:
    kinds = frozenset(TalkKind(kind) for kind in record.kinds if is_known(TalkKind, kind))
    minutes = seals.open(record.minutes, f"{_TALK}/{record.talk_id}")
    return Talk(record.talk_id, kinds, to_day(record.on, "on"), record.attendance, minutes)


def _from_meeting(meeting: Meeting, seals: Seals) -> pb.ConsultationRecord:
    return pb.ConsultationRecord(
        meeting_id=meeting.id,
        on=from_day(meeting.on),
        attendance=meeting.attendance,
        minutes=seals.seal(meeting.minutes, f"{_MEETING}/{meeting.id}"),
    )


def _to_meeting(record: pb.ConsultationRecord, seals: Seals) -> Meeting:
    minutes = seals.open(record.minutes, f"{_MEETING}/{record.meeting_id}")
    return Meeting(record.meeting_id, to_day(record.on, "on"), record.attendance, minutes)


def _from_assignment(assignment: Assignment, seals: Seals) -> pb.OpinionAssignmentRecord:
    on, to = from_day(assignment.on), seals.seal(assignment.to, _TO)
    return pb.OpinionAssignmentRecord(on=on, major=assignment.major, to=to)


def _to_assignment(record: pb.OpinionAssignmentRecord, seals: Seals) -> Assignment:
    return Assignment(to_day(record.on, "on"), record.major, seals.open(record.to, _TO))


def _from_change(change: Change, seals: Seals) -> pb.ExecutionChangeRecord:
    return pb.ExecutionChangeRecord(
        time=timestamp(change.at),
        on=from_day(change.on),
        stage=change.stage.value,
        note=seals.seal(change.note, _CHANGE),
    )


def _to_change(record: pb.ExecutionChangeRecord, seals: Seals) -> Change:
    stage = read_enum(Stage, record.stage, Stage.ADVANCED)
    note = seals.open(record.note, _CHANGE)
    return Change(instant(record.time), to_day(record.on, "on"), stage, note)


def _to_publicity(record: pb.DeliberationRecord) -> tuple[date, date] | None:
    first = to_day_or_none(record.publicity_from, "publicity_from")
    return (first, to_day(record.publicity_to, "publicity_to")) if first else None


def _from_entry(entry: DeliberationEntry, seals: Seals) -> pb.DeliberationEntryRecord:
    return pb.DeliberationEntryRecord(
        time=timestamp(entry.at),
        step=entry.step.value,
        by=entry.by,
        before=entry.before.value if entry.before else "",
        after=entry.after.value,
        note=seals.seal(entry.note, _ENTRY),
    )


def _to_entry(record: pb.DeliberationEntryRecord, seals: Seals) -> DeliberationEntry:
    return DeliberationEntry(
        at=instant(record.time),
        step=read_enum(DeliberationStep, record.step, DeliberationStep.RAISE),
        by=record.by,
        before=_to_state(record.before) if record.before else None,
        after=_to_state(record.after),
        note=seals.open(record.note, _ENTRY),
    )


def _to_state(text: str) -> DeliberationState:
    """A state this version does not know is one in which it may do nothing."""
    return read_enum(DeliberationState, text, DeliberationState.CLOSED)
