"""Clocks of disputes, deliberations, parts of whistles and tasks: they begin and stop, never pause.

An appeal's clocks also pause, resume and are extended: `clocking.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from kit.model.clock import local_date

from .calendar import Calendars, end_of
from .clocking import due_after
from .clocks import Clock, ClockKind, ClockState, Span, TimeKind
from .marks import PERCENTS, marks_between


@dataclass(frozen=True, slots=True)
class Told:
    """What a timer tells of a clock: so many percent have passed, None at its end."""

    kind: ClockKind
    percent: int | None


def begun(kind: ClockKind, span: Span, now: datetime, calendars: Calendars) -> Clock:
    """Return a clock that runs from now.

    Raises:
        CalendarYearMissing: it ends in a year without a calendar.
    """
    due = due_after(now, span, calendars)
    return Clock(kind, span, now, due, marks_between(now, due, span.kind, calendars))


def begun_until(kind: ClockKind, last: date, now: datetime, calendars: Calendars) -> Clock:
    """Return a clock that runs from now to the end of a day, today at the earliest."""
    span = Span((last - local_date(now)).days, TimeKind.CALENDAR_DAYS)
    due = end_of(last)
    return Clock(kind, span, now, due, marks_between(now, due, span.kind, calendars))


def begun_to(kind: ClockKind, due: datetime, now: datetime, calendars: Calendars) -> Clock:
    """Return a clock that runs from now to an instant that somebody named."""
    span = Span(max(1, int((due - now).total_seconds() // 60)), TimeKind.ELAPSED)
    return Clock(kind, span, now, due, marks_between(now, due, span.kind, calendars))


def stopped(
    clocks: Iterable[Clock], kinds: frozenset[ClockKind], now: datetime
) -> tuple[Clock, ...]:
    """Return the clocks, those of these kinds stopped; an end that was told stays overdue."""
    return tuple(
        replace(clock, state=ClockState.STOPPED, stopped_at=now)
        if clock.kind in kinds and clock.stopped_at is None
        else clock
        for clock in clocks
    )


def fire(clocks: Iterable[Clock], now: datetime) -> tuple[tuple[Clock, ...], tuple[Told, ...]]:
    """Return the clocks after a timer looked at them, and what it has to tell, each once.

    A timer that comes late tells all that has passed, in order.
    """
    looked_at = [_fired(clock, now) for clock in clocks]
    return tuple(clock for clock, _ in looked_at), tuple(one for _, all in looked_at for one in all)


def live(clocks: Iterable[Clock], kind: ClockKind) -> Clock | None:
    """Return the clock of this kind that nobody stopped yet, also past its end; None without."""
    return next((c for c in clocks if c.kind is kind and c.stopped_at is None), None)


def _fired(clock: Clock, now: datetime) -> tuple[Clock, tuple[Told, ...]]:
    told: list[Told] = []
    while clock.next_at is not None and clock.next_at <= now:
        ended = clock.fired == len(clock.marks)
        told.append(Told(clock.kind, None if ended else PERCENTS[clock.fired]))
        state = ClockState.EXPIRED if ended else clock.state
        clock = replace(clock, fired=clock.fired + 1, state=state)
    return clock, tuple(told)
