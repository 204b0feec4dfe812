"""Where spans of days end: working days with 调休, calendar days, years that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.petition.domain.calendar import (
    Calendars,
    WorkCalendar,
    add_calendar_days,
    add_working_days,
    last_day_of,
    working_days_between,
)
from services.petition.domain.clock_errors import CalendarYearMissing
from tests.support.petition_builders import rules
from tests.support.petition_clocks import PLAIN, at, end, instants, years

INSTANTS = instants("2024-01-01", "2026-09-01")


@dataclass(frozen=True)
class Added:
    id: str
    start: str
    days: int
    last: str


WORKING = [
    Added("the day itself is not counted", "2026-03-02 10:00", 1, "2026-03-03"),
    Added("nor in its first moment", "2026-03-02 00:00", 1, "2026-03-03"),
    Added("a weekend is skipped", "2026-03-06 17:59", 1, "2026-03-09"),
    Added("received on a Saturday", "2026-03-07 09:00", 1, "2026-03-09"),
    Added("Spring Festival with its Saturday at work", "2026-02-13 09:00", 2, "2026-02-24"),
    Added("a Sunday at work counts", "2026-01-01 09:00", 1, "2026-01-04"),
    Added("National Day 2025 joins Mid-Autumn", "2025-09-30 09:00", 3, "2025-10-11"),
    Added("over the turn of a year", "2024-12-31 09:00", 1, "2025-01-02"),
    Added("fifteen of them", "2026-03-02 10:00", 15, "2026-03-23"),
]


@pytest.mark.parametrize("case", WORKING, ids=lambda case: case.id)
def test_working_days_end_at_midnight_of_the_last_one(case: Added) -> None:
    assert add_working_days(at(case.start), case.days, years()) == end(case.last)


CALENDAR = [
    Added("the same day", "2026-03-02 10:00", 0, "2026-03-02"),
    Added("fifteen days", "2026-03-02 10:00", 15, "2026-03-17"),
    Added("through a holiday as any other day", "2026-02-14 10:00", 3, "2026-02-17"),
    Added("through the end of February", "2024-02-01 00:00", 30, "2024-03-02"),
]


@pytest.mark.parametrize("case", CALENDAR, ids=lambda case: case.id)
def test_calendar_days_end_at_midnight_of_the_last_one(case: Added) -> None:
    assert add_calendar_days(at(case.start), case.days, years()) == end(case.last)


def test_a_last_day_that_is_a_holiday_moves_on_only_where_the_county_says_so() -> None:
    rolling = Calendars(years().years, roll_over=True)
    assert add_calendar_days(at("2026-02-14 10:00"), 3, rolling) == end("2026-02-24")
    assert add_calendar_days(at("2026-03-02 10:00"), 15, rolling) == end("2026-03-17")


def test_a_year_without_a_calendar_is_told_and_not_counted_as_plain_days() -> None:
    with pytest.raises(CalendarYearMissing) as told:
        add_working_days(at("2026-12-31 10:00"), 1, years())
    assert told.value.fields == {"year": "2027"}
    assert "2027" in told.value.user_text


def test_calendar_days_need_no_calendar_of_their_year() -> None:
    assert add_calendar_days(at("2026-12-31 10:00"), 60, years()) == end("2027-03-01")


WORKED = [(2024, 251), (2025, 248), (2026, 248)]
"""Days of the year less 104 or 105 weekend days less the statutory holidays that fall on others."""


@pytest.mark.parametrize(("year", "days"), WORKED)
def test_a_shipped_year_has_as_many_working_days_as_the_law_leaves(year: int, days: int) -> None:
    calendars = years()
    first = date(year, 1, 1)
    assert working_days_between(first, date(year + 1, 1, 1), calendars) == days
    assert "国务院办公厅" in rules().years[year].source


def test_a_make_up_day_is_worked_and_a_holiday_is_not() -> None:
    year = WorkCalendar(2026, frozenset({date(2026, 3, 3)}), frozenset({date(2026, 3, 7)}))
    assert [year.works(date(2026, 3, day)) for day in (2, 3, 7, 8)] == [True, False, True, False]


@given(INSTANTS, st.integers(1, 60))
def test_so_many_working_days_lie_between_start_and_end(start: datetime, days: int) -> None:
    calendars = years()
    due = add_working_days(start, days, calendars)
    first = last_day_of(start + timedelta(microseconds=1)) + timedelta(days=1)
    assert working_days_between(first, last_day_of(due) + timedelta(days=1), calendars) == days
    assert calendars.works(last_day_of(due))
    assert due == end(str(last_day_of(due)))


@given(INSTANTS, st.integers(1, 40), st.integers(1, 40))
def test_one_span_after_another_ends_like_both_together(start: datetime, a: int, b: int) -> None:
    middle = add_working_days(start, a, PLAIN) - timedelta(seconds=1)
    assert add_working_days(middle, b, PLAIN) == add_working_days(start, a + b, PLAIN)
