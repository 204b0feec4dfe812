"""Instants and spans as the county reads them, and appeals without a clock to try clocks on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kit.model.clock import COUNTY_ZONE
from services.petition.domain.calendar import Calendars, WorkCalendar
from services.petition.domain.clocks import Span, TimeKind
from services.petition.domain.petition import Petition
from services.petition.domain.states import State
from tests.support.petition_builders import rules
from tests.support.petition_handoffs import VILLAGE, a_matter

TODAY = date(2026, 3, 2)
"""A Monday."""

PLAIN = Calendars({year: WorkCalendar(year) for year in range(2020, 2035)})
"""Years without a holiday but the weekends."""


def years() -> Calendars:
    """Return the shipped working days."""
    return rules().calendars(TODAY)


def at(text: str) -> datetime:
    """Return an instant of the county's clock, such as `2026-03-02 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


def end(text: str) -> datetime:
    """Return 24:00 of a day."""
    return at(text) + timedelta(days=1)


def instants(first: str, last: str) -> SearchStrategy[datetime]:
    """Return instants between the beginnings of two days."""
    begin = at(first)
    return st.timedeltas(timedelta(0), at(last) - begin).map(lambda after: begin + after)


def minutes(amount: int) -> Span:
    """Return a span by the clock on the wall."""
    return Span(amount, TimeKind.ELAPSED)


def days(amount: int) -> Span:
    """Return a span of calendar days."""
    return Span(amount, TimeKind.CALENDAR_DAYS)


def working_days(amount: int) -> Span:
    """Return a span of working days."""
    return Span(amount, TimeKind.WORKING_DAYS)


def a_petition(state: State = State.ACCEPTED) -> Petition:
    """Return an appeal at its village, no clock running."""
    return replace(a_matter(VILLAGE, state), clocks=())
