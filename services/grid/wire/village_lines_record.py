"""People on the lines of a village, as parts of a `VillageRecord`.

A post this version does not know is read as that of a party member, the one that leads nothing by
itself.
"""

from __future__ import annotations

from gov321.grid.events.v1 import village_record_pb2 as pb

from kit.tolerance import read_enum
from kit.wire_time import from_day, from_day_or_none, to_day, to_day_or_none
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId, VacancyId
from services.grid.domain.lines import (
    EndReason,
    Leadership,
    Post,
    Posting,
    Session,
    SessionKind,
    Vacancy,
)


def from_posting(posting: Posting) -> pb.PostingRecord:
    """Return the record of a posting."""
    return pb.PostingRecord(
        person_id=posting.person,
        name=posting.name,
        post=posting.post.value,
        since=from_day(posting.since),
        household_id=posting.household or "",
        term_end=from_day_or_none(posting.term_end),
        until=from_day_or_none(posting.until),
        end_reason=_name(posting.end_reason),
    )


def to_posting(record: pb.PostingRecord) -> Posting:
    """Return the posting of a record."""
    return Posting(
        person=PersonId(record.person_id),
        name=record.name,
        post=read_enum(Post, record.post, Post.PARTY_MEMBER),
        since=to_day(record.since, "since"),
        household=HouseholdId(record.household_id) if record.household_id else None,
        term_end=to_day_or_none(record.term_end, "term_end"),
        until=to_day_or_none(record.until, "until"),
        end_reason=_reason(record.end_reason),
    )


def from_leadership(leadership: Leadership) -> pb.LeadershipRecord:
    """Return the record of a leadership."""
    return pb.LeadershipRecord(
        grid=leadership.grid.text,
        person_id=leadership.person,
        since=from_day(leadership.since),
        substitute=leadership.substitute,
        until=from_day_or_none(leadership.until),
        end_reason=_name(leadership.end_reason),
    )


def to_leadership(record: pb.LeadershipRecord) -> Leadership:
    """Return the leadership of a record."""
    return Leadership(
        grid=GridCode(record.grid),
        person=PersonId(record.person_id),
        since=to_day(record.since, "since"),
        substitute=record.substitute,
        until=to_day_or_none(record.until, "until"),
        end_reason=_reason(record.end_reason),
    )


def from_vacancy(vacancy: Vacancy) -> pb.VacancyRecord:
    """Return the record of a vacancy."""
    return pb.VacancyRecord(
        vacancy_id=vacancy.id,
        grid=vacancy.grid.text,
        opened=from_day(vacancy.opened),
        cause=_name(vacancy.cause),
        filled=from_day_or_none(vacancy.filled),
    )


def to_vacancy(record: pb.VacancyRecord) -> Vacancy:
    """Return the vacancy of a record."""
    return Vacancy(
        id=VacancyId(record.vacancy_id),
        grid=GridCode(record.grid),
        opened=to_day(record.opened, "opened"),
        cause=_reason(record.cause),
        filled=to_day_or_none(record.filled, "filled"),
    )


def from_session(session: Session) -> pb.SessionRecord:
    """Return the record of a session."""
    return pb.SessionRecord(
        kind=session.kind.value,
        on=from_day(session.on),
        deputy_id=session.deputy,
        attendance=session.attendance,
        matters=session.matters,
    )


def to_session(record: pb.SessionRecord) -> Session:
    """Return the session of a record."""
    return Session(
        kind=read_enum(SessionKind, record.kind, SessionKind.RECEPTION_DAY),
        on=to_day(record.on, "on"),
        deputy=PersonId(record.deputy_id),
        attendance=record.attendance,
        matters=record.matters,
    )


def _name(reason: EndReason | None) -> str:
    return reason.value if reason is not None else ""


def _reason(name: str) -> EndReason | None:
    return read_enum(EndReason, name, EndReason.REPLACED) if name else None
