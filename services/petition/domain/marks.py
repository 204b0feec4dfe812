"""When 50 and 80 % of a clock have passed: of the time on the wall, or of the time worked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kit.model.clock import local_date

from .calendar import Calendars, days_between, end_of, start_of
from .clocks import TimeKind

PERCENTS = (50, 80)
"""Warnings (domain §4.2); the end itself is the third."""

_MILLISECOND = timedelta(milliseconds=1)
_Piece = tuple[datetime, datetime]


def marks_between(
    start: datetime, due: datetime, kind: TimeKind, calendars: Calendars
) -> tuple[datetime, ...]:
    """Return the marks of a clock; of a clock in working days none lies in a holiday.

    Raises:
        CalendarYearMissing: the time worked is asked of a year without a calendar.
    """
    worked = kind is TimeKind.WORKING_DAYS
    pieces = list(_worked(start, due, calendars)) if worked else [(start, due)]
    return tuple(_at(pieces, percent) for percent in PERCENTS)


def _worked(start: datetime, due: datetime, calendars: Calendars) -> Iterator[_Piece]:
    """The parts of working days, of 24 hours each, between two instants."""
    for day in days_between(local_date(start), local_date(due + timedelta(days=1))):
        piece = max(start, start_of(day)), min(due, end_of(day))
        if piece[0] < piece[1] and calendars.works(day):
            yield piece


def _at(pieces: list[_Piece], percent: int) -> datetime:
    """The instant at which that much of the pieces has passed, to the store's millisecond."""
    left = sum((end - start for start, end in pieces), timedelta(0)) * percent / 100
    for start, end in pieces:
        if left <= end - start:
            return start + left // _MILLISECOND * _MILLISECOND
        left -= end - start
    raise ValueError("a clock that ends when it starts has no marks")
