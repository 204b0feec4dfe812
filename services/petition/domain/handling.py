"""The unit's work and its end: extended, paused, answered, confirmed, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kit.model.clock import local_date

from . import clocking
from .actor import Actor
from .calendar import Calendars, working_days_between
from .clocks import Clock, ClockKind, Span, TimeKind
from .events import Answered, Outcome
from .kinds import Channel
from .petition import Petition
from .petition_errors import PauseUsedUp
from .step import Step
from .steps import Clocks, guard, take_step

_NEXT_WINDOW = {
    ClockKind.FINISH: ClockKind.REVIEW,
    ClockKind.REVIEW_ANSWER: ClockKind.RECHECK,
}
"""What a written reply of 信访 opens: 复查 of the answer, 复核 of the answer to that."""


def extend(
    petition: Petition, days: int, who: Actor, now: datetime, clocks: Clocks, note: str
) -> Outcome:
    """Give the answer more days, once, within the policy's most.

    Raises:
        ExtensionTooLong, ExtensionUsed, ClockNotRunning: see policy and clocks.
    """
    guard(petition, Step.EXTEND, who, note)
    clocks.policy.require_extension(petition, ClockKind.FINISH, days)
    longer = clocking.extend(petition, ClockKind.FINISH, days, now, clocks.calendar)
    return take_step(petition, Step.EXTEND, who, now, clocks, note=note, changed=longer)


def pause(petition: Petition, who: Actor, now: datetime, clocks: Clocks, note: str) -> Outcome:
    """IN_PROGRESS → SUSPENDED: clocks stand until it goes on, at most as long as is left.

    Raises:
        PauseUsedUp: it has stood as long as the policy allows.
    """
    guard(petition, Step.PAUSE, who, note)
    whole = clocks.policy.spans_for(petition, ClockKind.SUSPENSION)
    left = _left(petition, whole, clocks.calendar) if whole else None
    if left is None:
        raise PauseUsedUp(id=petition.id)
    standing, happened = take_step(petition, Step.PAUSE, who, now, clocks, note=note)
    if left == whole:
        return standing, happened
    bare = replace(standing, clocks=standing.clocks[:-1])
    shorter = clocking.start(bare, ClockKind.SUSPENSION, left, now, clocks.calendar)
    return shorter, happened


def resume(
    petition: Petition, who: Actor, now: datetime, clocks: Clocks, note: str = ""
) -> Outcome:
    """SUSPENDED → IN_PROGRESS: clocks go on, moved by the pause."""
    return take_step(petition, Step.RESUME, who, now, clocks, note=note)


def reply(
    petition: Petition, text: str, who: Actor, now: datetime, clocks: Clocks, note: str = ""
) -> Outcome:
    """IN_PROGRESS → REPLIED: everybody who asks is answered, and may rate this answer anew."""
    due = next((kind for kind in _NEXT_WINDOW if _is_due(petition, kind)), None)
    unit = petition.main_unit
    replied, happened = take_step(petition, Step.REPLY, who, now, clocks, note=note, unit=unit)
    answered = tuple(
        one if one.withdrawn else replace(one, answered_at=now, rating=None, rating_note="")
        for one in replied.petitioners
    )
    told = Answered(tuple(one.id for one in replied.asking))
    final = replace(replied, reply=text, petitioners=answered)
    if petition.channel is Channel.PETITION_LAW and due is not None:
        final = with_window(final, _NEXT_WINDOW[due], now, clocks)
    return final, (*happened, told)


def confirm(
    petition: Petition, who: Actor, now: datetime, clocks: Clocks, note: str = ""
) -> Outcome:
    """REPLIED → CONFIRMED: the answer was given and carried out."""
    return take_step(petition, Step.CONFIRM, who, now, clocks, note=note)


def close(petition: Petition, who: Actor, now: datetime, clocks: Clocks, note: str = "") -> Outcome:
    """CONFIRMED → CLOSED, solved at the custodian's tier; the window of a reopening is noted."""
    closed, happened = take_step(petition, Step.CLOSE, who, now, clocks, note=note)
    done = replace(closed, closed_on=local_date(now), solved_at_tier=petition.custody.center.tier)
    return with_window(done, ClockKind.REOPEN, now, clocks), happened


def with_window(petition: Petition, kind: ClockKind, now: datetime, clocks: Clocks) -> Petition:
    """Return the appeal with the end of a window on it.

    A window is nobody's duty: its clock is stopped at once, so no timer looks at it, and its end
    stays on the record whatever the policy says later.
    """
    span = clocks.policy.spans_for(petition, kind)
    if span is None:
        return petition
    opened = clocking.start(petition, kind, span, now, clocks.calendar)
    return clocking.stop(opened, kind, now)


def window(petition: Petition, kind: ClockKind) -> Clock | None:
    """Return the window of this kind that was noted last."""
    return clocking.latest_clock(petition, kind)


def _is_due(petition: Petition, kind: ClockKind) -> bool:
    clock = clocking.latest_clock(petition, kind)
    return clock is not None and clock.stopped_at is None


def _left(petition: Petition, whole: Span, calendar: Calendars) -> Span | None:
    """Return what is left of the span all suspensions together may take; None for nothing."""
    past = (clock for clock in petition.clocks if clock.kind is ClockKind.SUSPENSION)
    used = sum(_used(clock, whole.kind, calendar) for clock in past)
    return Span(whole.amount - used, whole.kind) if used < whole.amount else None


def _used(clock: Clock, kind: TimeKind, calendar: Calendars) -> int:
    """Minutes or days a suspension took, begun ones counted whole."""
    end = clock.stopped_at or clock.due_at
    if kind is TimeKind.ELAPSED:
        return -((clock.started_at - end) // timedelta(minutes=1))
    first, last = local_date(clock.started_at), local_date(end)
    if kind is TimeKind.WORKING_DAYS:
        return max(1, working_days_between(first, last, calendar))
    return max(1, (last - first).days)
