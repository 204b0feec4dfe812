"""Working and calendar days of a county: 调休 by year, and where a span of days ends.

The day something begins is not counted, and a span of days ends with its last day: at 24:00 in
the county's zone, that is at 00:00 of the day after. An end is told from a beginning by that:
the day an instant ends is the day of the moment just before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from kit.model.clock import COUNTY_ZONE, local_date

from .clock_errors import CalendarYearMissing

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One year of one county: Monday to Friday are worked, but for these days.

    Args:
        year: the year all days are of.
        holidays: days off that would be worked (weekends need not be named).
        make_up_days: weekend days that are worked (调休).
        source: the notice it comes from.
    """

    year: int
    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    source: str = ""

    def works(self, day: date) -> bool:
        """Whether a day of this year is worked."""
        if day in self.make_up_days:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Calendars:
    """The years a county has.

    With `roll_over`, a span of calendar days whose last day is not worked ends with the next
    working day (民法典 203). The 信访 clocks name plain days: off unless the county says otherwise.
    """

    years: Mapping[int, WorkCalendar] = field(default_factory=dict[int, WorkCalendar])
    roll_over: bool = False

    def works(self, day: date) -> bool:
        """Whether a day is worked.

        Raises:
            CalendarYearMissing: the county has no calendar of the year.
        """
        year = self.years.get(day.year)
        if year is None:
            raise CalendarYearMissing(year=day.year)
        return year.works(day)


def add_working_days(start: datetime, days: int, calendars: Calendars) -> datetime:
    """Return the end of the `days`-th working day after the day of `start`.

    Raises:
        CalendarYearMissing: the way there leads through a year that is missing.
    """
    return end_of(nth_working_day(local_date(start), days, calendars))


def add_calendar_days(start: datetime, days: int, calendars: Calendars) -> datetime:
    """Return the end of the `days`-th day after the day of `start`; 0 is the end of that day.

    Raises:
        CalendarYearMissing: the last day may roll over and its year is missing.
    """
    last = local_date(start) + days * _DAY
    if calendars.roll_over and not calendars.works(last):
        last = nth_working_day(last, 1, calendars)
    return end_of(last)


def nth_working_day(day: date, count: int, calendars: Calendars) -> date:
    """Return the `count`-th working day after a day; the day itself for 0.

    Raises:
        CalendarYearMissing: the way there leads through a year that is missing.
    """
    while count > 0:
        day += _DAY
        count -= calendars.works(day)
    return day


def working_days_between(first: date, last: date, calendars: Calendars) -> int:
    """Return how many days of `[first, last)` are worked.

    Raises:
        CalendarYearMissing: a year of them is missing.
    """
    return sum(calendars.works(day) for day in days_between(first, last))


def days_between(first: date, last: date) -> Iterator[date]:
    """Return the days of `[first, last)`, none when there are none."""
    return (first + n * _DAY for n in range((last - first).days))


def end_of(day: date) -> datetime:
    """Return 24:00 of a day in the county."""
    return start_of(day + _DAY)


def start_of(day: date) -> datetime:
    """Return 00:00 of a day in the county."""
    return datetime.combine(day, time(), COUNTY_ZONE).astimezone(UTC)


def last_day_of(end: datetime) -> date:
    """Return the day that an end belongs to: for midnight the day that is over."""
    return local_date(end - _MOMENT)
