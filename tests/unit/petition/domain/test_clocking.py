"""Clocks start, stop, stand, run again and are extended; nothing else moves them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.model.errors import Refusal
from services.petition.domain.clock_errors import (
    CalendarYearMissing,
    ClockNotRunning,
    ClockRunsAlready,
    ExtensionUsed,
)
from services.petition.domain.clocking import (
    extend,
    is_overdue,
    latest_clock,
    live_clock,
    pause_all,
    resume_all,
    start,
    stop,
)
from services.petition.domain.clocks import Clock, ClockKind, ClockState, Span
from services.petition.domain.kinds import Urgency
from services.petition.domain.petition import Petition
from tests.support.petition_clocks import (
    a_petition,
    at,
    days,
    end,
    minutes,
    working_days,
    years,
)

MONDAY = at("2026-03-02 10:00")
FINISH = ClockKind.FINISH


def running(span: Span, kind: ClockKind = FINISH) -> Petition:
    return start(a_petition(), kind, span, MONDAY, years())


def the(petition: Petition, kind: ClockKind = FINISH) -> Clock:
    clock = latest_clock(petition, kind)
    assert clock is not None
    return clock


def test_minutes_run_by_the_clock_on_the_wall() -> None:
    clock = the(running(minutes(120)))
    assert clock.due_at == at("2026-03-02 12:00")
    assert clock.marks == (at("2026-03-02 11:00"), at("2026-03-02 11:36"))


def test_working_days_are_warned_of_in_working_time() -> None:
    clock = the(start(a_petition(), FINISH, working_days(2), at("2026-02-13 12:00"), years()))
    assert clock.due_at == end("2026-02-24")
    # 12 h of Friday, 24 h of the Saturday at work, 24 h of Tuesday after the Spring Festival
    assert clock.marks == (at("2026-02-14 18:00"), at("2026-02-24 12:00"))


def test_a_window_is_not_warned_of() -> None:
    clock = the(running(days(7), ClockKind.RATE), ClockKind.RATE)
    assert clock.marks == ()
    assert clock.next_at == end("2026-03-09")


def test_two_clocks_of_one_kind_do_not_run_at_the_same_time() -> None:
    petition = running(days(5))
    for now in (petition, pause_all(petition, MONDAY)):
        with pytest.raises(ClockRunsAlready):
            start(now, FINISH, days(5), MONDAY, years())


def test_a_clock_starts_anew_after_it_was_stopped_and_the_old_one_stays_to_be_read() -> None:
    later = MONDAY + timedelta(days=1)
    petition = start(stop(running(days(5)), FINISH, later), FINISH, days(5), later, years())
    assert [clock.state for clock in petition.clocks] == [ClockState.STOPPED, ClockState.RUNNING]
    assert the(petition).started_at == later


def test_a_stop_tells_whether_it_was_in_time() -> None:
    petition = running(minutes(60))
    in_time = the(stop(petition, FINISH, MONDAY + timedelta(minutes=60)))
    late = the(stop(petition, FINISH, MONDAY + timedelta(minutes=61)))
    assert (in_time.stopped_at, is_overdue(in_time, at("2027-01-01 00:00"))) == (
        MONDAY + timedelta(minutes=60),
        False,
    )
    assert is_overdue(late, MONDAY)


def test_stopping_what_does_not_run_changes_nothing() -> None:
    assert stop(a_petition(), FINISH, MONDAY) == a_petition()
    stopped = stop(running(days(5)), FINISH, MONDAY)
    assert stop(stopped, FINISH, MONDAY + timedelta(days=9)) == stopped


def test_a_clock_stopped_while_it_stands_was_in_time() -> None:
    paused = pause_all(running(minutes(60)), MONDAY + timedelta(minutes=30))
    clock = the(stop(paused, FINISH, MONDAY + timedelta(hours=9)))
    assert not is_overdue(clock, MONDAY + timedelta(days=1))
    assert clock.paused_for == timedelta(hours=8, minutes=30)


def test_a_pause_moves_end_and_marks_by_itself_and_is_reported_apart() -> None:
    paused = pause_all(running(minutes(100)), MONDAY + timedelta(minutes=60))
    assert the(paused).next_at is None
    clock = the(resume_all(paused, MONDAY + timedelta(minutes=90), years()))
    assert clock.due_at == MONDAY + timedelta(minutes=130)
    assert clock.marks == (MONDAY + timedelta(minutes=50), MONDAY + timedelta(minutes=110))
    assert clock.paused_for == timedelta(minutes=30)
    assert (clock.state, clock.paused_at) == (ClockState.RUNNING, None)


def test_a_pause_of_working_days_is_counted_in_working_days() -> None:
    paused = pause_all(running(working_days(5)), at("2026-03-05 15:00"))
    assert the(paused).due_at == end("2026-03-09")
    clock = the(resume_all(paused, at("2026-03-10 09:00"), years()))
    assert clock.due_at == end("2026-03-12")  # Thursday, Friday, Monday were paused
    assert clock.paused_for == timedelta(days=4, hours=18)


def test_a_pause_within_a_day_does_not_move_a_clock_of_days() -> None:
    for span in (days(5), working_days(5)):
        petition = running(span)
        paused = pause_all(petition, at("2026-03-03 09:00"))
        resumed = resume_all(paused, at("2026-03-03 17:00"), years())
        assert the(resumed).due_at == the(petition).due_at


def test_who_resumes_at_a_weekend_has_the_next_working_day() -> None:
    paused = pause_all(running(working_days(4)), at("2026-03-06 10:00"))
    clock = the(resume_all(paused, at("2026-03-08 10:00"), years()))
    assert clock.due_at == end("2026-03-09")


def test_the_limit_of_a_suspension_runs_while_the_rest_stands() -> None:
    petition = start(running(days(60)), ClockKind.SUSPENSION, days(30), MONDAY, years())
    paused = pause_all(petition, MONDAY)
    assert the(paused).state is ClockState.PAUSED
    assert the(paused, ClockKind.SUSPENSION).state is ClockState.RUNNING


def test_an_end_that_has_passed_is_not_paused_away() -> None:
    petition = running(minutes(60))
    assert pause_all(petition, MONDAY + timedelta(minutes=60)) == petition


def test_an_extension_adds_days_as_the_clock_counts_them_and_warns_anew() -> None:
    petition = extend(running(working_days(15)), FINISH, 5, at("2026-03-20 10:00"), years())
    clock = the(petition)
    assert clock.due_at == end("2026-03-30")
    assert (clock.extended, petition.extended, clock.fired) == (True, True, 0)
    assert at("2026-03-20 10:00") < clock.marks[0] < clock.marks[1] < clock.due_at


def test_an_extension_of_calendar_days_counts_them_all() -> None:
    assert the(extend(running(days(60)), FINISH, 30, MONDAY, years())).due_at == end("2026-05-31")


def test_an_extension_while_the_clock_stands_is_moved_by_the_whole_pause() -> None:
    paused = pause_all(running(days(10)), at("2026-03-04 10:00"))
    longer = extend(paused, FINISH, 5, at("2026-03-06 10:00"), years())
    assert the(resume_all(longer, at("2026-03-08 10:00"), years())).due_at == end("2026-03-21")


def test_there_is_one_extension() -> None:
    petition = extend(running(days(10)), FINISH, 1, MONDAY, years())
    with pytest.raises(ExtensionUsed):
        extend(petition, FINISH, 1, MONDAY, years())


def test_what_has_ended_cannot_be_extended() -> None:
    for petition, now in (
        (a_petition(), MONDAY),
        (stop(running(days(5)), FINISH, MONDAY), MONDAY),
        (running(days(5)), end("2026-03-07")),
    ):
        with pytest.raises(ClockNotRunning):
            extend(petition, FINISH, 1, now, years())


def test_a_comment_or_a_classification_moves_nothing() -> None:
    petition = running(working_days(5))
    changed = replace(petition, urgency=Urgency.U1, reply="已联系", household_id="h-1")
    assert changed.clocks == petition.clocks


def test_a_clock_that_would_end_in_an_unknown_year_is_refused_and_nothing_changed() -> None:
    with pytest.raises(CalendarYearMissing):
        start(a_petition(), FINISH, working_days(15), at("2026-12-25 10:00"), years())
    paused = pause_all(
        start(a_petition(), FINISH, working_days(5), at("2026-12-21 10:00"), years()),
        at("2026-12-22 10:00"),
    )
    with pytest.raises(Refusal):
        resume_all(paused, at("2027-01-08 10:00"), years())


def test_a_stopped_clock_is_not_live() -> None:
    petition = running(days(5))
    assert live_clock(petition, FINISH) == the(petition)
    assert live_clock(stop(petition, FINISH, MONDAY), FINISH) is None
