"""A clock as it is shown."""

from __future__ import annotations

from datetime import datetime

from gov321.petition.v1 import petition_pb2 as pb

from kit.wire_time import timestamp
from services.petition.domain.clocking import is_overdue
from services.petition.domain.clocks import Clock

from .clock_record import timestamp_or_none


def clock_view(clock: Clock, now: datetime) -> pb.Clock:
    """Return a clock as it stands."""
    return pb.Clock(
        kind=clock.kind.value,
        start_time=timestamp(clock.started_at),
        due_time=timestamp(clock.due_at),
        state=clock.state.value,
        overdue=is_overdue(clock, now),
        paused_seconds=int(clock.paused_for.total_seconds()),
        extended=clock.extended,
        stop_time=timestamp_or_none(clock.stopped_at),
    )
