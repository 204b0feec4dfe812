"""Whatever is done to an appeal: an end moves by pauses and the extension, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kit.model.clock import local_date
from kit.model.errors import Refusal
from services.petition.domain.calendar import last_day_of
from services.petition.domain.clocking import (
    extend,
    latest_clock,
    pause_all,
    resume_all,
    start,
    stop,
)
from services.petition.domain.clocks import Clock, ClockKind, ClockState, Span, TimeKind
from services.petition.domain.kinds import Urgency
from services.petition.domain.petition import Petition
from tests.support.petition_clocks import a_petition, instants, years

KIND = ClockKind.FINISH
DAY = timedelta(days=1)
SPANS = st.one_of(
    st.builds(Span, st.integers(1, 10_000), st.just(TimeKind.ELAPSED)),
    st.builds(Span, st.integers(0, 60), st.just(TimeKind.CALENDAR_DAYS)),
    st.builds(Span, st.integers(1, 20), st.just(TimeKind.WORKING_DAYS)),
)
BEGINNINGS = instants("2024-01-01", "2025-12-01")
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["pause", "resume", "comment", "classify", "extend", "stop"]),
        st.timedeltas(timedelta(0), timedelta(days=9)),
    ),
    max_size=12,
)


@dataclass
class Played:
    """One appeal on its way, and what was done to its clock by hand."""

    petition: Petition
    now: datetime
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list[tuple[datetime, datetime]])
    extension: int = 0

    @property
    def clock(self) -> Clock:
        clock = latest_clock(self.petition, KIND)
        assert clock is not None
        return clock

    def do(self, deed: str, after: timedelta) -> None:
        self.now += after
        before = self.clock
        self.petition = self._done(deed)
        moved = self.clock.due_at != before.due_at
        assert not moved or deed in ("resume", "extend")
        if deed == "resume" and before.paused_at is not None and before.stopped_at is None:
            self.pauses.append((before.paused_at, self.now))
            assert self.clock.due_at >= self.now, "who resumes has time left"

    def _done(self, deed: str) -> Petition:
        match deed:
            case "pause":
                return pause_all(self.petition, self.now)
            case "resume":
                return resume_all(self.petition, self.now, years())
            case "extend":
                return self._extended()
            case "stop":
                return stop(self.petition, KIND, self.now)
            case "classify":
                return replace(self.petition, urgency=Urgency.U1)
            case _:
                return replace(self.petition, reply="已联系当事人")

    def _extended(self) -> Petition:
        try:
            longer = extend(self.petition, KIND, 3, self.now, years())
        except Refusal:
            return self.petition
        self.extension += 3
        return longer


def in_days(played: Played) -> tuple[int, int]:
    """Return the days the clock ran by its end and those it was given, counted one by one."""
    counts = played.clock.span.kind is TimeKind.WORKING_DAYS
    worked = years().works

    def counted(first: date, last: date) -> int:
        every = (first + n * DAY for n in range((last - first).days))
        return sum(worked(day) or not counts for day in every)

    clock = played.clock
    whole = counted(local_date(clock.started_at) + DAY, last_day_of(clock.due_at) + DAY)
    paused = sum(counted(local_date(a), local_date(b)) for a, b in played.pauses)
    return whole - paused, clock.span.amount + played.extension


def in_minutes(played: Played) -> tuple[timedelta, timedelta]:
    paused = sum((b - a for a, b in played.pauses), timedelta(0))
    whole = played.clock.due_at - played.clock.started_at
    return whole - paused, timedelta(minutes=played.clock.span.amount, days=played.extension)


@given(SPANS, BEGINNINGS, DEEDS)
def test_a_clock_runs_as_long_as_it_was_given(
    span: Span, beginning: datetime, deeds: list[tuple[str, timedelta]]
) -> None:
    played = Played(start(a_petition(), KIND, span, beginning, years()), beginning)
    for deed, after in deeds:
        played.do(deed, after)
        clock = played.clock
        ran, given_ = (in_minutes if span.kind is TimeKind.ELAPSED else in_days)(played)
        assert ran == given_
        assert all(a <= b for a, b in pairwise((*clock.marks, clock.due_at)))
        assert (clock.state is ClockState.PAUSED) <= (clock.next_at is None)
        if clock.stopped_at is None:
            assert clock.paused_for == sum((b - a for a, b in played.pauses), timedelta(0))


@given(SPANS, BEGINNINGS)
def test_marks_lie_within_the_clock_and_never_in_a_holiday(span: Span, beginning: datetime) -> None:
    clock = start(a_petition(), KIND, span, beginning, years()).clocks[0]
    assert beginning <= clock.marks[0] <= clock.marks[1] <= clock.due_at
    if span.kind is TimeKind.WORKING_DAYS:
        assert all(years().works(last_day_of(mark)) for mark in clock.marks)


@given(BEGINNINGS, st.integers(1, 15), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_pause_in_two_parts_moves_an_end_like_the_pause_in_one(
    beginning: datetime, days: int, length: timedelta
) -> None:
    span = Span(days, TimeKind.WORKING_DAYS)
    paused = pause_all(start(a_petition(), KIND, span, beginning, years()), beginning)
    whole = resume_all(paused, beginning + length, years())
    half = pause_all(resume_all(paused, beginning + length / 2, years()), beginning + length / 2)
    assert resume_all(half, beginning + length, years()).clocks[0].due_at == whole.clocks[0].due_at
