"""What timers tell of: every mark and end that is due, the oldest first, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.petition.domain.clocking import pause_all, start, stop
from services.petition.domain.clocks import ClockKind, ClockState, Span
from services.petition.domain.events import Expired, Warned
from services.petition.domain.firing import Fired, fire
from services.petition.domain.petition import Petition
from services.petition.domain.policy import Follow
from services.petition.domain.states import State
from tests.support.petition_builders import rules
from tests.support.petition_clocks import TODAY, a_petition, at, minutes, years

POLICY = rules().in_force(TODAY)
NOW = at("2026-03-02 10:00")


def running(
    *clocks: tuple[ClockKind, Span], state: State = State.REGISTERED, since: datetime = NOW
) -> Petition:
    petition = a_petition(state)
    for kind, span in clocks:
        petition = start(petition, kind, span, since, years())
    return petition


def after(petition: Petition, minutes: int) -> Fired:
    return fire(petition, NOW + timedelta(minutes=minutes), POLICY)


ACCEPT = (ClockKind.ACCEPT, minutes(100))


def test_nothing_is_told_before_its_time() -> None:
    petition = running(ACCEPT)
    assert after(petition, 49) == Fired(petition)


def test_half_four_fifths_and_the_end_are_told_one_by_one() -> None:
    half = after(running(ACCEPT), 50)
    assert half.happened == (Warned(ClockKind.ACCEPT, 50),)
    most = after(half.petition, 80)
    assert most.happened == (Warned(ClockKind.ACCEPT, 80),)
    over = after(most.petition, 100)
    assert over.happened == (Expired(ClockKind.ACCEPT),)
    assert over.petition.clocks[0].state is ClockState.EXPIRED
    assert after(over.petition, 10_000) == Fired(over.petition)


def test_what_was_missed_is_told_in_its_order_across_clocks() -> None:
    petition = running(ACCEPT, (ClockKind.FINISH, minutes(130)))
    assert after(petition, 110).happened == (
        Warned(ClockKind.ACCEPT, 50),
        Warned(ClockKind.FINISH, 50),
        Warned(ClockKind.ACCEPT, 80),
        Expired(ClockKind.ACCEPT),
        Warned(ClockKind.FINISH, 80),
    )


def test_the_end_of_the_acceptance_makes_it_climb_once() -> None:
    both = running(ACCEPT, (ClockKind.CLIMB, minutes(90)))
    assert after(both, 100).follows == (Follow.ESCALATE,)


def test_the_end_of_a_suspension_resumes_and_that_of_the_rating_closes() -> None:
    suspended = running((ClockKind.SUSPENSION, minutes(10)), state=State.SUSPENDED)
    unrated = running((ClockKind.RATE, minutes(10)), state=State.CONFIRMED)
    assert after(suspended, 10).follows == (Follow.RESUME,)
    assert after(unrated, 10).follows == (Follow.CLOSE,)


def test_the_end_of_a_window_brings_about_nothing() -> None:
    for kind in (ClockKind.RETURN, ClockKind.REOPEN, ClockKind.REVIEW):
        fired = after(running((kind, minutes(10)), state=State.ASSIGNED), 10)
        assert (fired.happened, fired.follows) == ((Expired(kind),), ())


def test_what_stands_or_was_stopped_is_not_told_of() -> None:
    petition = running(ACCEPT)
    for still in (pause_all(petition, NOW), stop(petition, ClockKind.ACCEPT, NOW)):
        assert after(still, 10_000) == Fired(still)


def test_on_its_way_it_is_left_to_the_center_that_gets_it() -> None:
    petition = running(ACCEPT)
    travelling = replace(petition, custody=replace(petition.custody, in_flight=True))
    assert after(travelling, 10_000) == Fired(travelling)


@given(
    st.lists(st.tuples(st.sampled_from(ClockKind), st.integers(1, 500)), unique_by=lambda c: c[0]),
    st.lists(st.integers(0, 600), min_size=1).map(sorted),
)
def test_however_often_timers_look_everything_is_told_once_and_in_order(
    clocks: list[tuple[ClockKind, int]], looks: list[int]
) -> None:
    petition = running(*((kind, minutes(span)) for kind, span in clocks))
    told: list[Warned | Expired] = []
    for look in looks:
        fired = after(petition, look)
        petition = fired.petition
        told += fired.happened
    due = {
        (NOW + timedelta(minutes=span * share / 100), kind, share)
        for kind, span in clocks
        for share in (50, 80, 100)
        if share == 100 or any(clock.kind is kind and clock.marks for clock in petition.clocks)
        if span * share / 100 <= looks[-1]
    }
    names = [(one.kind, one.percent if isinstance(one, Warned) else 100) for one in told]
    assert len(names) == len(due)
    assert set(names) == {(kind, share) for _, kind, share in due}
    when = {(kind, share): instant for instant, kind, share in due}
    batches = [when[name] for name in names]
    assert batches == sorted(batches)
