"""The fields of an appeal's document that queries use; everything else is in the snapshot.

They follow from the record alone, so that a copy has the same ones without opening anything.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from gov321.petition.events.v1.petition_record_pb2 import PetitionRecord

from kit.model.division import DivisionCode
from kit.mongo import Index
from kit.records import Document
from services.petition.domain.clocks import Clock, ClockKind, ClockState
from services.petition.domain.kinds import Channel
from services.petition.domain.measuring import answered_in_time
from services.petition.domain.states import FINAL, State
from services.petition.wire.clock_record import to_clock
from services.petition.wire.party_record import state_of

QUERY_INDEXES = (
    Index("by_position", ("position",)),
    Index("by_open_position", ("open_at",), sparse=True),
    Index("by_unit", ("units", "position"), sparse=True),
    Index("by_unit_open", ("units", "open_at"), sparse=True),
    Index("by_overdue", ("overdue_from",), sparse=True),
    Index("by_receipt", ("receipts",), sparse=True),
)
"""What the questions of `ports/petitions.py` need, at the custodian and in a copy."""

NUMBER_INDEX = Index("one_number", ("number",), unique=True)
OWN_INDEXES = (*QUERY_INDEXES, NUMBER_INDEX, Index("by_timer", ("next_timer",), sparse=True))
"""At the custodian numbers are unique, and timers look at what is due."""

DUTIES = frozenset(
    {
        ClockKind.ACCEPT,
        ClockKind.FIRST_CONTACT,
        ClockKind.INTERIM,
        ClockKind.FINISH,
        ClockKind.CONFIRM,
        ClockKind.REVIEW_ANSWER,
        ClockKind.RECHECK_ANSWER,
    }
)
"""Clocks somebody is late by; of the others the end is a limit or brings something about."""


def petition_fields(record: PetitionRecord) -> Document:
    """Return the snapshot and the index fields of an appeal as a site sees it."""
    at = f"{record.place}/{record.number}"
    clocks = [to_clock(clock) for clock in record.clocks]
    state = state_of(record.state)
    is_open = state not in FINAL
    fields: Document = {
        **sent_fields(record),
        "place": record.place,
        "position": at,
        "state": record.state,
        "wall": record.channel == Channel.DISCIPLINE.value,
        "standing": standing_of(record, state),
        "in_time": int(state is State.CLOSED and answered_in_time(clocks)),
        "was_reopened": int(record.reopened > 0),
        "was_returned": int(len(record.returns) > 0),
        "in_flight": int(record.in_flight),
        "rated": dict(Counter(one.rating for one in record.petitioners if one.rating)),
    }
    units = sorted({one.unit for one in record.assignments if not one.HasField("return_time")})
    return fields | _where(at, units, overdue_from(clocks) if is_open else None, is_open)


def _where(at: str, units: list[str], late: datetime | None, is_open: bool) -> Document:
    """What is kept only where there is something to find, for the sparse indexes."""
    found: Document = {"open_at": at} if is_open else {}
    if units:
        found["units"] = units
    if late is not None:
        found["overdue_from"] = late
    return found


def sent_fields(record: PetitionRecord) -> Document:
    """Return what is kept of an appeal that this site has sent away: no list finds it here."""
    fields: Document = {"snapshot": record.SerializeToString(), "number": record.number}
    receipts = [one.number for one in record.petitioners]
    return fields | ({"receipts": receipts} if receipts else {})


def timer_fields(record: PetitionRecord) -> Document:
    """Return when a timer has to look at an appeal next; nothing when no clock runs."""
    clocks = [to_clock(clock) for clock in record.clocks]
    at = min((clock.next_at for clock in clocks if clock.next_at is not None), default=None)
    return {} if at is None else {"next_timer": at}


def overdue_from(clocks: list[Clock]) -> datetime | None:
    """Return from when on an open appeal is late; None while all its duties stand or are done."""
    due = (
        clock.due_at
        for clock in clocks
        if clock.kind in DUTIES
        and clock.stopped_at is None
        and clock.state is not ClockState.PAUSED
    )
    return min(due, default=None)


def standing_of(record: PetitionRecord, state: State) -> str:
    """Return `<open|closed|over>/<custodian's tier>/<solved at tier>/<category's letter>`."""
    phase = "open" if state not in FINAL else "closed" if state is State.CLOSED else "over"
    tier = DivisionCode.parse(record.custodian).tier.name.lower()
    return f"{phase}/{tier}/{record.solved_at_tier}/{record.category[:1]}"
