"""Reception days and voter meetings: who is on duty, what was held, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.errors import Refusal
from services.grid.domain.events import SessionHeld
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import EndReason, Post, Session, SessionKind
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.postings import LeavePost, leave_post
from services.grid.domain.schedule import (
    Scheduled,
    on_duty,
    quarter_end,
    record_session,
    schedule,
    scheduled_of,
)
from services.grid.domain.village import Village
from tests.support.grid_lines import (
    DEPUTY,
    FOUNDED,
    HEAD,
    PARTY,
    TODAY,
    a_divided_village,
    a_staffed_village,
    posted,
)

POLICIES = (DEFAULT_GRID_POLICY,)
WEDNESDAY = 2
WEEK = timedelta(days=7)
RECEPTION, MEETING = SessionKind.RECEPTION_DAY, SessionKind.VOTER_MEETING
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def held(village: Village, kind: SessionKind, on: date, deputy: PersonId = DEPUTY) -> Village:
    return record_session(village, Session(kind, on, deputy, 12, 3), POLICIES, TODAY)[0]


def of_kind(village: Village, kind: SessionKind, today: date = TODAY) -> list[Scheduled]:
    return [item for item in schedule(village, *YEAR, POLICIES, today) if item.kind is kind]


def test_every_wednesday_of_the_year_is_a_reception_day() -> None:
    days = [item.day for item in of_kind(a_staffed_village(), RECEPTION)]
    assert len(days) == 52
    assert {day.weekday() for day in days} == {WEDNESDAY}
    assert {later - earlier for earlier, later in pairwise(days)} == {WEEK}


def test_a_county_may_have_another_weekday_from_some_day_on() -> None:
    change = date(2026, 7, 1)
    old = replace(DEFAULT_GRID_POLICY, valid_to=change)
    new = replace(DEFAULT_GRID_POLICY, valid_from=change, reception_weekday=4)
    found = schedule(a_staffed_village(), *YEAR, (old, new), TODAY)
    days = {item.day for item in found if item.kind is RECEPTION}
    assert {day.weekday() for day in days if day < change} == {WEDNESDAY}
    assert {day.weekday() for day in days if day >= change} == {4}


def test_there_is_a_voter_meeting_in_every_quarter_due_on_its_last_day() -> None:
    assert [item.day for item in of_kind(a_staffed_village(), MEETING)] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]


def test_deputies_take_turns_week_by_week() -> None:
    village = posted(posted(a_staffed_village(), HEAD, Post.DEPUTY), PARTY, Post.DEPUTY)
    turns = [item.deputy for item in of_kind(village, RECEPTION)]
    assert set(turns[:3]) == {DEPUTY, HEAD, PARTY}
    assert all(turns[at] == turns[at + 3] for at in range(len(turns) - 3))


def test_only_who_is_a_deputy_on_the_day_is_on_duty() -> None:
    village = posted(a_staffed_village(), PARTY, Post.DEPUTY, since=date(2026, 2, 1))
    left, _ = leave_post(
        village, LeavePost(DEPUTY, Post.DEPUTY, date(2026, 3, 1), EndReason.RESIGNED), TODAY
    )
    by_day = {item.day: item.deputy for item in of_kind(left, RECEPTION)}
    assert {who for day, who in by_day.items() if day < date(2026, 2, 1)} == {DEPUTY}
    assert {who for day, who in by_day.items() if day >= date(2026, 3, 1)} == {PARTY}


def test_without_a_deputy_nobody_is_on_duty() -> None:
    assert {item.deputy for item in of_kind(a_divided_village(), RECEPTION)} == {None}
    assert on_duty(a_divided_village(), TODAY) is None


def test_a_day_is_overdue_when_it_has_passed_and_was_not_held() -> None:
    last = TODAY - WEEK
    village = held(a_staffed_village(), RECEPTION, last)
    by_day = {item.day: item for item in of_kind(village, RECEPTION)}
    assert (by_day[last].held is not None, by_day[last].overdue) == (True, False)
    assert (by_day[last - WEEK].held, by_day[last - WEEK].overdue) == (None, True)
    assert not by_day[TODAY].overdue
    assert not by_day[TODAY + WEEK].overdue


def test_a_meeting_on_any_day_of_the_quarter_is_the_quarters_meeting() -> None:
    village = held(a_staffed_village(), MEETING, date(2026, 1, 20))
    first, second, *_ = of_kind(village, MEETING, today=date(2026, 7, 1))
    assert first.held is not None
    assert (first.day, first.overdue, first.held.attendance) == (date(2026, 3, 31), False, 12)
    assert (second.held, second.overdue) == (None, True)


def test_who_held_it_is_named_even_when_it_was_another_ones_turn() -> None:
    village = posted(a_staffed_village(), PARTY, Post.DEPUTY)
    other = next(d for d in (DEPUTY, PARTY) if d != on_duty(village, TODAY))
    village = held(village, RECEPTION, TODAY, other)
    assert next(i for i in of_kind(village, RECEPTION) if i.day == TODAY).deputy == other


def test_the_calendar_begins_with_the_village() -> None:
    found = schedule(a_staffed_village(), date(2024, 6, 1), date(2025, 1, 31), POLICIES, TODAY)
    assert min(item.day for item in found) == date(2025, 1, 1)
    before = schedule(a_staffed_village(), date(2024, 1, 1), date(2024, 12, 1), POLICIES, TODAY)
    assert before == ()


def test_what_was_held_before_the_village_had_grids_is_shown() -> None:
    day = FOUNDED - WEEK
    village = posted(a_divided_village(), DEPUTY, since=date(2024, 1, 1))
    village = held(village, RECEPTION, day)
    found = schedule(village, day, FOUNDED, POLICIES, TODAY)
    assert found[0].held is not None
    assert found[0].day == day


@dataclass(frozen=True)
class Span:
    id: str
    start: date
    end: date
    says: str


SPANS = (
    Span("turned around", date(2026, 2, 1), date(2026, 1, 1), "早于开始日"),
    Span("more than 400 days", date(2025, 1, 1), date(2026, 2, 6), "最多查询 400 天"),
)


@pytest.mark.parametrize("case", SPANS, ids=lambda case: case.id)
def test_a_span_is_refused(case: Span) -> None:
    with pytest.raises(Refusal) as refused:
        schedule(a_staffed_village(), case.start, case.end, POLICIES, TODAY)
    assert case.says in refused.value.user_text


def test_the_longest_span_is_answered_to_the_last_day_there_is() -> None:
    end = date.max
    start = end - timedelta(days=400)
    assert schedule(a_staffed_village(), start, end, POLICIES, TODAY)[-1].day == end


@dataclass(frozen=True)
class Held:
    id: str
    session: Session
    reason: str
    says: str


HELD = (
    Held("tomorrow", Session(MEETING, TODAY + WEEK, DEPUTY, 1), "INVALID_VALUE", "晚于今天"),
    Held(
        "a reception on a Tuesday",
        Session(RECEPTION, TODAY - timedelta(days=1), DEPUTY, 1),
        "NOT_RECEPTION_DAY",
        "周三",
    ),
    Held(
        "by somebody who is no deputy",
        Session(RECEPTION, TODAY, PARTY, 1),
        "DEPUTY_NOT_IN_OFFICE",
        "不是本村的人大代表",
    ),
    Held(
        "before the deputy took the post",
        Session(RECEPTION, FOUNDED - WEEK, DEPUTY, 1),
        "DEPUTY_NOT_IN_OFFICE",
        "请核对人员",
    ),
    Held("by fewer than nobody", Session(RECEPTION, TODAY, DEPUTY, -1), "INVALID_VALUE", "负数"),
    Held("less than no matter", Session(MEETING, TODAY, DEPUTY, 1, -1), "INVALID_VALUE", "负数"),
    Held(
        "before any policy",
        Session(RECEPTION, date(2020, 1, 1), DEPUTY, 1),
        "NOT_FOUND",
        "网格管理口径",
    ),
)


@pytest.mark.parametrize("case", HELD, ids=lambda case: case.id)
def test_a_session_is_refused(case: Held) -> None:
    with pytest.raises(Refusal) as refused:
        record_session(a_staffed_village(), case.session, POLICIES, TODAY)
    assert refused.value.reason == case.reason
    assert case.says in refused.value.user_text


def test_the_same_day_is_told_once_and_the_first_telling_stays() -> None:
    village = held(a_staffed_village(), RECEPTION, TODAY)
    with pytest.raises(Refusal) as refused:
        record_session(village, Session(RECEPTION, TODAY, DEPUTY, 99), POLICIES, TODAY)
    assert refused.value.reason == "SESSION_EXISTS"
    assert [session.attendance for session in village.sessions] == [12]


def test_a_meeting_may_be_held_on_a_reception_day_and_tells_its_kind() -> None:
    village = held(a_staffed_village(), RECEPTION, TODAY)
    session = Session(MEETING, TODAY, DEPUTY, 30)
    after, facts = record_session(village, session, POLICIES, TODAY)
    assert facts == (SessionHeld(MEETING),)
    assert after.sessions[-1] == session


def test_a_session_is_shown_where_it_stands_in_the_calendar() -> None:
    village = held(held(a_staffed_village(), RECEPTION, TODAY), MEETING, TODAY)
    reception, meeting = (scheduled_of(village, session, TODAY) for session in village.sessions)
    assert (reception.day, meeting.day) == (TODAY, date(2026, 3, 31))
    assert [item.held for item in (reception, meeting)] == list(village.sessions)


@given(day=st.dates())
def test_a_quarter_ends_with_its_third_month(day: date) -> None:
    end = quarter_end(day)
    assert end >= day
    assert (end.month - 1) // 3 == (day.month - 1) // 3
    assert end == date.max or (end + timedelta(days=1)).day == 1
