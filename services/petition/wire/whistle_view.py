"""Whistles as they are shown: words in clear only to the caller's staff and the units called."""

from __future__ import annotations

from datetime import datetime

from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import whistle_pb2 as pb

from kit.authz import Principal
from kit.commit import Versioned
from kit.roles import ADMINISTRATORS, Role
from kit.wire_enum import reverse
from kit.wire_time import timestamp
from services.petition.domain.whistle import Part, Whistle

from .clock_record import timestamp_or_none
from .clock_view import clock_view
from .dispute_enums import LEVEL, PART_STATE, TRIGGER
from .whistle_orders import RATING

_CLEAR = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND, Role.HANDLER})
"""Those who call and those who are called; who may see a whistle at all is the desk's."""

_TRIGGER = reverse(TRIGGER)
_LEVEL = reverse(LEVEL)
_PART_STATE = reverse(PART_STATE)
_RATING = reverse(RATING)


def sees_clear(who: Principal) -> bool:
    """Whether somebody may see what it is about and what came of it."""
    return bool(who.roles & _CLEAR) and not who.roles & ADMINISTRATORS


def whistle_view(found: Versioned[Whistle], now: datetime, *, clear: bool) -> pb.Whistle:
    """Return a whistle as it stands."""
    whistle = found.state
    return pb.Whistle(
        whistle_id=whistle.id,
        revision=found.revision,
        center=whistle.center.digits,
        trigger=_TRIGGER[whistle.trigger],
        level=_LEVEL[whistle.level],
        title=whistle.title if clear else "",
        text=whistle.text if clear else "",
        call_time=timestamp(whistle.called_at),
        petition_id=whistle.petition or "",
        parts=[_part(part, now, clear=clear) for part in whistle.parts],
        closed=whistle.closed_at is not None,
        close_time=timestamp_or_none(whistle.closed_at),
    )


def _part(part: Part, now: datetime, *, clear: bool) -> pb.WhistlePart:
    return pb.WhistlePart(
        unit=part.unit,
        lead=part.lead,
        state=_PART_STATE[part.state],
        report_time=timestamp_or_none(part.reported_at),
        late=part.late(now),
        clocks=[clock_view(clock, now) for clock in part.clocks],
        end_time=timestamp_or_none(part.ended_at),
        result=part.result if clear else "",
        rating=_RATING[part.rating] if part.rating else petition_pb2.RATING_UNSPECIFIED,
        rating_note=part.rating_note if clear else "",
    )
