"""Votes in a deliberation's record; single ballots in a sealed book beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat

from gov321.petition.events.v1 import deliberation_record_pb2 as pb

from kit.tolerance import read_enum
from kit.wire_time import from_day, to_day
from services.petition.domain.voting import (
    Assembly,
    Ballot,
    Basis,
    Choice,
    Count,
    Result,
    Validity,
    Vote,
    VoteChannel,
)


def from_vote(vote: Vote) -> pb.VoteRecord:
    """Return the record of a vote: what is counted, no ballot."""
    return pb.VoteRecord(
        assembly=vote.assembly.value,
        basis=vote.basis.value,
        entitled=vote.entitled,
        notice_date=from_day(vote.noticed_on),
        hold_date=from_day(vote.held_on),
        counts=[_from_count(count) for count in vote.counts],
        present=vote.present,
        result=vote.result.value if vote.result else "",
    )


def to_votes(records: Iterable[pb.VoteRecord], book: pb.BallotBook) -> tuple[Vote, ...]:
    """Return the votes of records with their ballots; without them where the book is empty."""
    known = chain((one.ballots for one in book.votes), repeat(()))
    return tuple(_to_vote(record, ballots) for record, ballots in zip(records, known, strict=False))


def ballot_book(votes: Sequence[Vote]) -> pb.BallotBook:
    """Return the single ballots of votes."""
    return pb.BallotBook(
        votes=[pb.VoteBallots(ballots=[_from_ballot(b) for b in vote.ballots]) for vote in votes]
    )


def _to_vote(record: pb.VoteRecord, ballots: Iterable[pb.BallotRecord]) -> Vote:
    return Vote(
        assembly=read_enum(Assembly, record.assembly, Assembly.VILLAGERS),
        basis=read_enum(Basis, record.basis, Basis.PERSON),
        entitled=record.entitled,
        noticed_on=to_day(record.notice_date, "notice_date"),
        held_on=to_day(record.hold_date, "hold_date"),
        ballots=tuple(_to_ballot(ballot) for ballot in ballots),
        counts=tuple(_to_count(count) for count in record.counts),
        present=record.present,
        result=read_enum(Result, record.result, Result.NO_QUORUM) if record.result else None,
    )


def _from_count(count: Count) -> pb.BallotCount:
    return pb.BallotCount(
        channel=count.channel.value,
        validity=count.validity.value,
        choice=count.choice.value if count.choice else "",
        number=count.number,
    )


def _to_count(record: pb.BallotCount) -> Count:
    """A ballot of a sort this version does not know counts for nobody."""
    return Count(
        _to_channel(record.channel),
        read_enum(Validity, record.validity, Validity.VOIDED),
        _to_choice(record.choice) if record.choice else None,
        record.number,
    )


def _from_ballot(ballot: Ballot) -> pb.BallotRecord:
    return pb.BallotRecord(
        ballot_id=ballot.id,
        voter=ballot.voter,
        choice=ballot.choice.value,
        channel=ballot.channel.value,
        cast_date=from_day(ballot.cast_on),
        validity=ballot.validity.value,
        why=ballot.why,
    )


def _to_ballot(record: pb.BallotRecord) -> Ballot:
    return Ballot(
        id=record.ballot_id,
        voter=record.voter,
        choice=_to_choice(record.choice),
        channel=_to_channel(record.channel),
        cast_on=to_day(record.cast_date, "cast_date"),
        validity=read_enum(Validity, record.validity, Validity.VOIDED),
        why=record.why,
    )


def _to_channel(text: str) -> VoteChannel:
    return read_enum(VoteChannel, text, VoteChannel.ON_SITE)


def _to_choice(text: str) -> Choice:
    return read_enum(Choice, text, Choice.UNREADABLE)
