"""Reception days and voter meetings of a village's deputies (plan 四(一)1).

接待选民日 every Wednesday, 选民座谈会 once a quarter. Nothing is stored but what was held: the
rota follows from who is a deputy on the day, so two sites say the same.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kit.model.errors import InvalidValue

from .events import Outcome, SessionHeld
from .ids import PersonId
from .line_errors import DeputyNotInOffice, NotReceptionDay, SessionExists
from .line_rules import require_past
from .lines import Post, Session, SessionKind
from .policy import GridPolicy, grid_policy_for
from .village import Village

LONGEST = timedelta(days=400)
"""A year and a little: what one question may ask for."""

_DAY = timedelta(days=1)
_QUARTER_MONTHS = 3
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One day of the calendar: `deputy` is on duty, `held` is what took place.

    A meeting stands on the last day of its quarter; any meeting in the quarter is it.
    """

    kind: SessionKind
    day: date
    deputy: PersonId | None
    held: Session | None
    overdue: bool


def schedule(
    village: Village, start: date, end: date, policies: Iterable[GridPolicy], today: date
) -> tuple[Scheduled, ...]:
    """Return the reception days and meetings of `[start, end]` by day, since the village has grids.

    Raises:
        InvalidValue: the days are in the wrong order, or too far apart.
    """
    _require_span(start, end)
    first = max(start, _beginning(village))
    known = tuple(policies)
    found: list[Scheduled] = []
    for day in _days(first, end):
        if _is_reception_day(day, known):
            found.append(_reception(village, day, today))
        if day == quarter_end(day):
            found.append(_meeting(village, day, today))
    return tuple(found)


def record_session(
    village: Village, session: Session, policies: Iterable[GridPolicy], today: date
) -> Outcome:
    """Keep that a reception day or meeting was held.

    Raises:
        Refusal: a day in the future, not a reception day, told already, or by nobody in office.
    """
    require_past(session.on, today, "活动日期")
    for field, count in (("到场人数", session.attendance), ("登记事项数", session.matters)):
        if count < 0:
            raise InvalidValue(field=field, why="不能为负数")
    if session.kind is SessionKind.RECEPTION_DAY:
        _require_reception_day(session.on, tuple(policies))
    if session.deputy not in deputies_on(village, session.on):
        raise DeputyNotInOffice(person=session.deputy, on=session.on)
    if any((held.kind, held.on) == (session.kind, session.on) for held in village.sessions):
        raise SessionExists(on=session.on)
    after = replace(village, sessions=(*village.sessions, session))
    return after, (SessionHeld(session.kind),)


def scheduled_of(village: Village, session: Session, today: date) -> Scheduled:
    """Return where a session that was held stands in the calendar."""
    if session.kind is SessionKind.RECEPTION_DAY:
        return _reception(village, session.on, today)
    return replace(
        _meeting(village, quarter_end(session.on), today), deputy=session.deputy, held=session
    )


def deputies_on(village: Village, day: date) -> tuple[PersonId, ...]:
    """Return the village's deputies on a day, by id."""
    found = {p.person for p in village.postings if p.post is Post.DEPUTY and p.holds_on(day)}
    return tuple(sorted(found))


def on_duty(village: Village, day: date) -> PersonId | None:
    """Return whose turn it is: the deputies of the day take turns by ISO week."""
    deputies = deputies_on(village, day)
    return deputies[day.isocalendar().week % len(deputies)] if deputies else None


def quarter_end(day: date) -> date:
    """Return the last day of a day's quarter."""
    month = (day.month - 1) // _QUARTER_MONTHS * _QUARTER_MONTHS + _QUARTER_MONTHS
    return date(day.year, month, monthrange(day.year, month)[1])


def _beginning(village: Village) -> date:
    """The first grid's first day; a session that was told of an earlier day is shown too."""
    days = [grid.since for grid in village.grids] + [held.on for held in village.sessions]
    return min(days)


def _reception(village: Village, day: date, today: date) -> Scheduled:
    kind = SessionKind.RECEPTION_DAY
    return _scheduled(village, kind, day, {day}, today)


def _meeting(village: Village, last: date, today: date) -> Scheduled:
    kind = SessionKind.VOTER_MEETING
    held = {session.on for session in village.sessions if quarter_end(session.on) == last}
    return _scheduled(village, kind, last, held, today)


def _scheduled(
    village: Village, kind: SessionKind, day: date, days: set[date], today: date
) -> Scheduled:
    """The day with the first session of its kind on one of `days`."""
    told = [item for item in village.sessions if item.kind is kind and item.on in days]
    held = min(told, key=lambda item: item.on, default=None)
    deputy = held.deputy if held is not None else on_duty(village, day)
    return Scheduled(kind, day, deputy, held, overdue=held is None and day < today)


def _is_reception_day(day: date, policies: tuple[GridPolicy, ...]) -> bool:
    """Whether the policy of the day makes it one; a day before all policies is none."""
    policy = next((policy for policy in policies if policy.valid_on(day)), None)
    return policy is not None and day.weekday() == policy.reception_weekday


def _require_reception_day(day: date, policies: tuple[GridPolicy, ...]) -> None:
    weekday = grid_policy_for(policies, day).reception_weekday
    if day.weekday() != weekday:
        raise NotReceptionDay(on=day, weekday=_WEEKDAYS[weekday])


def _require_span(start: date, end: date) -> None:
    if end < start:
        raise InvalidValue(field="起止日期", why=f"结束日 {end} 早于开始日 {start}")
    if end - start > LONGEST:
        raise InvalidValue(field="起止日期", why=f"一次最多查询 {LONGEST.days} 天，请缩短范围")


def _days(start: date, end: date) -> Iterator[date]:
    return (start + _DAY * number for number in range((end - start).days + 1))
