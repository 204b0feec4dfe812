"""Clocks of an appeal as pure functions: start, stop, pause, resume, extend; nothing else moves it.

A pause of a clock in minutes is counted by the wall clock; one of a clock in days is counted in
days of the same sort, the day of the pause included and the day of the resumption not, so that
an end stays at 24:00 and whoever resumes has at least the rest of that working day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from kit.model.clock import local_date

from .calendar import (
    Calendars,
    add_calendar_days,
    add_working_days,
    end_of,
    last_day_of,
    nth_working_day,
    start_of,
    working_days_between,
)
from .clock_errors import ClockNotRunning, ClockRunsAlready, ExtensionUsed
from .clocks import Clock, ClockKind, ClockState, Span, TimeKind
from .marks import marks_between
from .petition import Petition

LIVE = frozenset({ClockState.RUNNING, ClockState.PAUSED})

WARNED = frozenset(
    {
        ClockKind.ACCEPT,
        ClockKind.FIRST_CONTACT,
        ClockKind.INTERIM,
        ClockKind.FINISH,
        ClockKind.CLIMB,
        ClockKind.CONFIRM,
        ClockKind.REVIEW_ANSWER,
        ClockKind.RECHECK_ANSWER,
        ClockKind.PERFORMANCE,
    }
)
"""Duties are warned of; of a window in which somebody may do something, only the end matters."""

_GOES_ON = frozenset({ClockKind.SUSPENSION})
"""The limit of a suspension runs while everything else stands."""


def start(
    petition: Petition, kind: ClockKind, span: Span, now: datetime, calendar: Calendars
) -> Petition:
    """Return the appeal with a clock of this kind running from now.

    Raises:
        ClockRunsAlready: one of the kind runs or stands.
        CalendarYearMissing: it ends in a year without a calendar.
    """
    if live_clock(petition, kind) is not None:
        raise ClockRunsAlready(id=petition.id, kind=kind.value)
    due = due_after(now, span, calendar)
    marks = marks_between(now, due, span.kind, calendar) if kind in WARNED else ()
    clock = Clock(kind=kind, span=span, started_at=now, due_at=due, marks=marks)
    return replace(petition, clocks=(*petition.clocks, clock))


def stop(petition: Petition, kind: ClockKind, now: datetime) -> Petition:
    """Return the appeal with its clock of this kind stopped, late or not; as it is without one."""
    return _each(petition, lambda one: _stopped(one, now) if one.kind is kind else one)


def pause_all(petition: Petition, now: datetime) -> Petition:
    """Return the appeal with every clock standing that runs; an end that has passed has passed."""
    return _each(petition, lambda clock: _paused(clock, now))


def resume_all(petition: Petition, now: datetime, calendar: Calendars) -> Petition:
    """Return the appeal with every standing clock running again, moved by its pause.

    Raises:
        CalendarYearMissing: one now ends in a year without a calendar.
    """
    return _each(petition, lambda clock: _resumed(clock, now, calendar))


def extend(
    petition: Petition, kind: ClockKind, days: int, now: datetime, calendar: Calendars
) -> Petition:
    """Return the appeal with more days on a clock, of the sort it is counted in; once.

    It warns anew at 50 and 80 % of what is left then. How much is allowed the policy says.

    Raises:
        ExtensionUsed: it was extended before.
        ClockNotRunning: there is none, or its end has passed.
        CalendarYearMissing: it now ends in a year without a calendar.
    """
    clock = live_clock(petition, kind)
    if petition.extended or (clock and clock.extended):
        raise ExtensionUsed(id=petition.id, kind=kind.value)
    since = (clock.paused_at or now) if clock else now
    if clock is None or clock.due_at <= since:
        raise ClockNotRunning(id=petition.id, kind=kind.value)
    due = _later(clock.due_at, days, clock.span.kind, calendar)
    marks = marks_between(since, due, clock.span.kind, calendar) if clock.marks else ()
    longer = replace(clock, due_at=due, marks=marks, fired=0, extended=True)
    return replace(_with(petition, clock, longer), extended=True)


def live_clock(petition: Petition, kind: ClockKind) -> Clock | None:
    """Return the clock of this kind that runs or stands; None without one."""
    clock = latest_clock(petition, kind)
    return clock if clock is not None and clock.state in LIVE else None


def latest_clock(petition: Petition, kind: ClockKind) -> Clock | None:
    """Return the clock of this kind that was started last; None when there never was one."""
    return next((clock for clock in reversed(petition.clocks) if clock.kind is kind), None)


def is_overdue(clock: Clock, now: datetime) -> bool:
    """Whether what it counts was not done by its end, or was done after it."""
    return (clock.paused_at or clock.stopped_at or now) > clock.due_at


def due_after(now: datetime, span: Span, calendar: Calendars) -> datetime:
    """Return when a span from now ends.

    Raises:
        CalendarYearMissing: in a year without a calendar.
    """
    if span.kind is TimeKind.ELAPSED:
        return now + timedelta(minutes=span.amount)
    add = add_working_days if span.kind is TimeKind.WORKING_DAYS else add_calendar_days
    return add(now, span.amount, calendar)


def _stopped(clock: Clock, now: datetime) -> Clock:
    """A clock that stood keeps `paused_at`: that is when its time was last taken."""
    if clock.stopped_at is not None:
        return clock
    since = clock.paused_at or now
    paused_for = clock.paused_for + (now - since)
    return replace(clock, state=ClockState.STOPPED, stopped_at=now, paused_for=paused_for)


def _paused(clock: Clock, now: datetime) -> Clock:
    runs = clock.state is ClockState.RUNNING and clock.due_at > now
    if not runs or clock.kind in _GOES_ON:
        return clock
    return replace(clock, state=ClockState.PAUSED, paused_at=now)


def _resumed(clock: Clock, now: datetime, calendar: Calendars) -> Clock:
    since = clock.paused_at
    if clock.state is not ClockState.PAUSED or since is None:
        return clock

    def moved(instant: datetime) -> datetime:
        return _moved(instant, since, now, clock.span.kind, calendar)

    return replace(
        clock,
        state=ClockState.RUNNING,
        due_at=moved(clock.due_at),
        marks=tuple(moved(mark) if mark > since else mark for mark in clock.marks),
        paused_at=None,
        paused_for=clock.paused_for + (now - since),
    )


def _moved(
    instant: datetime, since: datetime, until: datetime, kind: TimeKind, calendar: Calendars
) -> datetime:
    """Return an instant moved by a pause, as its clock counts it."""
    if kind is TimeKind.ELAPSED:
        return instant + (until - since)
    first, last = local_date(since), local_date(until)
    if kind is TimeKind.CALENDAR_DAYS:
        return _later(instant, (last - first).days, kind, calendar)
    return _later(instant, working_days_between(first, last, calendar), kind, calendar)


def _later(instant: datetime, days: int, kind: TimeKind, calendar: Calendars) -> datetime:
    """Return an instant some days later, at the same time of the day."""
    if days == 0 or kind is TimeKind.ELAPSED:
        return instant + timedelta(days=days)
    day = last_day_of(instant)
    if kind is TimeKind.CALENDAR_DAYS:
        later = instant + timedelta(days=days)
        if later != end_of(last_day_of(later)):
            return later
        return add_calendar_days(start_of(day), days, calendar)
    return start_of(nth_working_day(day, days, calendar)) + (instant - start_of(day))


def _each(petition: Petition, change: Callable[[Clock], Clock]) -> Petition:
    return replace(petition, clocks=tuple(change(clock) for clock in petition.clocks))


def _with(petition: Petition, clock: Clock, changed: Clock) -> Petition:
    return _each(petition, lambda one: changed if one is clock else one)
