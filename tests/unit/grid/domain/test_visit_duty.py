"""When a household is to be visited, and what a visit moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from services.grid.domain import visiting
from services.grid.domain.colour.values import Colour
from services.grid.domain.duty import add_months
from services.grid.domain.events import NeedRaised, VisitPlanned, VisitRecorded
from services.grid.domain.ids import VisitId
from services.grid.domain.lines import Leadership, Line
from services.grid.domain.visit import RaisedNeed
from tests.support.grid_builders import TODAY, leaf
from tests.support.grid_cares import HELPER, LEAF, OTHER, POLICY, a_care, a_visit

LONG_AGO = date(2020, 1, 1)
RED = a_care().on(date(2026, 1, 31)).in_force(Colour.RED)


@dataclass(frozen=True)
class Months:
    id: str
    day: date
    months: int
    after: date


@pytest.mark.parametrize(
    "case",
    [
        Months("plain", date(2026, 3, 15), 1, date(2026, 4, 15)),
        Months("end of February", date(2026, 1, 31), 1, date(2026, 2, 28)),
        Months("leap year", date(2028, 1, 30), 1, date(2028, 2, 29)),
        Months("over the year", date(2026, 11, 30), 3, date(2027, 2, 28)),
        Months("December", date(2026, 9, 30), 3, date(2026, 12, 30)),
        Months("a year", date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
    ids=lambda case: case.id,
)
def test_calendar_months_end_with_the_month(case: Months) -> None:
    assert add_months(case.day, case.months) == case.after


@pytest.mark.parametrize(
    ("colour", "due"),
    [
        (Colour.RED, date(2026, 4, 1)),
        (Colour.YELLOW, date(2026, 6, 1)),
        (Colour.GREEN, None),
    ],
)
def test_the_colour_decides_how_often(colour: Colour, due: date | None) -> None:
    duty = a_care().in_force(colour).build().duty
    assert (duty and duty.due) == due


def test_overdue_is_asked_on_a_day_and_the_last_day_is_in_time() -> None:
    duty = RED.build().duty
    assert duty is not None
    assert not duty.overdue_on(date(2026, 2, 28))
    assert duty.overdue_on(date(2026, 3, 1))


def test_a_visit_plans_the_next_one() -> None:
    helped = RED.with_contact().on(TODAY)
    care, happened = visiting.record(helped.care, a_visit(), (), POLICY, TODAY)
    assert care.duty is not None
    assert (care.duty.since, care.duty.due) == (TODAY, date(2026, 4, 1))
    assert happened == (VisitRecorded(VisitId("visit")), VisitPlanned())


def test_a_visit_older_than_the_last_counts_and_moves_nothing() -> None:
    care = RED.with_contact().on(TODAY).visited(a_visit("new")).build()
    old = a_visit("old", on=date(2026, 2, 10))
    after, happened = visiting.record(care, old, (), POLICY, TODAY)
    assert happened == (VisitRecorded(VisitId("old")),)
    assert after.duty == care.duty


def test_a_household_that_becomes_red_is_due_a_month_later_though_visited_long_before() -> None:
    yellow = a_care().on(date(2026, 1, 1)).in_force(Colour.YELLOW).with_contact()
    visited = yellow.on(date(2026, 1, 9)).visited(a_visit(on=date(2026, 1, 2)))
    duty = visited.on(TODAY).in_force(Colour.RED).build().duty
    assert duty is not None
    assert duty.due == date(2026, 4, 1)


def test_a_colour_that_is_decided_anew_does_not_put_the_visit_off() -> None:
    again = RED.on(date(2026, 2, 20)).overridden(Colour.RED).build()
    assert again.duty is not None
    assert again.duty.due == date(2026, 2, 28)


def test_the_named_contact_visits_before_the_core_householder() -> None:
    care = RED.with_contact()
    assert care.care.duty is not None
    assert care.care.duty.visitor == HELPER
    named = care.with_contact(OTHER, Line.PARTY, named=True).build()
    assert named.duty is not None
    assert named.duty.visitor == OTHER


def test_a_visit_heard_of_again_changes_nothing() -> None:
    care = RED.with_contact().on(TODAY).visited(a_visit()).build()
    assert visiting.record(care, a_visit(), (), POLICY, TODAY) == (care, ())


def test_the_leader_of_the_grid_or_of_one_around_it_may_visit() -> None:
    divided = a_care().in_leaf(leaf("01-02")).build()
    for grid in (leaf("01-02"), LEAF):
        leads = Leadership(grid, HELPER, LONG_AGO)
        care, _ = visiting.record(divided, a_visit(), (leads,), POLICY, TODAY)
        assert [visit.id for visit in care.visits] == ["visit"]


def test_a_former_contact_may_tell_of_a_visit_in_their_time() -> None:
    before = a_care().on(date(2026, 2, 1)).with_contact().on(date(2026, 2, 20)).with_contact(OTHER)
    visit = a_visit(on=date(2026, 2, 10))
    assert before.on(TODAY).visited(visit).care.visits == (visit,)


def test_every_need_becomes_an_appeal() -> None:
    visit = a_visit(needs=("修水渠", "办残疾证"))
    _, happened = visiting.record(a_care().with_contact().care, visit, (), POLICY, TODAY)
    raised = [fact for fact in happened if isinstance(fact, NeedRaised)]
    assert [fact.need for fact in raised] == [RaisedNeed(1, "修水渠"), RaisedNeed(2, "办残疾证")]
    assert "残疾" not in repr(happened)


def test_the_newest_visits_are_kept_and_the_one_just_told_among_them() -> None:
    builder = a_care().on(LONG_AGO).with_contact().on(TODAY)
    for n in range(30):
        builder = builder.visited(a_visit(f"v{n:02}", on=TODAY - timedelta(days=30 - n)))
    late = a_visit("late", on=LONG_AGO)
    kept = builder.visited(late).care.visits
    assert len(kept) == visiting.KEPT_VISITS
    assert kept[0] == late
    assert [visit.id for visit in kept[1:]] == [f"v{n:02}" for n in range(7, 30)]
