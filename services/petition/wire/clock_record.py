"""The clocks of an appeal as part of its record; also told from a record that stays sealed."""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from gov321.petition.events.v1 import petition_record_pb2 as pb

from kit.tolerance import read_enum
from kit.wire_time import timestamp
from services.petition.domain.clocks import Clock, ClockKind, ClockState, Span, TimeKind


def from_clock(clock: Clock) -> pb.ClockRecord:
    """Return the record of a clock."""
    paused_for = Duration()
    paused_for.FromTimedelta(clock.paused_for)
    return pb.ClockRecord(
        kind=clock.kind.value,
        amount=clock.span.amount,
        time_kind=clock.span.kind.value,
        start_time=timestamp(clock.started_at),
        due_time=timestamp(clock.due_at),
        marks=[timestamp(mark) for mark in clock.marks],
        state=clock.state.value,
        fired=clock.fired,
        pause_time=timestamp_or_none(clock.paused_at),
        paused_for=paused_for,
        extended=clock.extended,
        stop_time=timestamp_or_none(clock.stopped_at),
    )


def to_clock(record: pb.ClockRecord) -> Clock:
    """Return the clock of a record; a kind a newer version added is kept as a plain duty."""
    return Clock(
        kind=read_enum(ClockKind, record.kind, ClockKind.PERFORMANCE),
        span=Span(record.amount, read_enum(TimeKind, record.time_kind, TimeKind.CALENDAR_DAYS)),
        started_at=instant(record.start_time),
        due_at=instant(record.due_time),
        marks=tuple(instant(mark) for mark in record.marks),
        state=read_enum(ClockState, record.state, ClockState.RUNNING),
        fired=record.fired,
        paused_at=instant(record.pause_time) if record.HasField("pause_time") else None,
        paused_for=record.paused_for.ToTimedelta(),
        extended=record.extended,
        stopped_at=instant(record.stop_time) if record.HasField("stop_time") else None,
    )


def instant(message: Timestamp) -> datetime:
    """Return the instant of a message."""
    return message.ToDatetime(UTC)


def timestamp_or_none(at: datetime | None) -> Timestamp | None:
    """Return the message of an instant, None where there is none."""
    return None if at is None else timestamp(at)
