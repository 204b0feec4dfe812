"""Reopened inside the window; 复查 and 复核 of 信访 only, each once, within 30 days."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kit.model.division import DivisionCode
from kit.model.errors import Refusal
from services.petition.domain import reviewing
from services.petition.domain.clocking import latest_clock
from services.petition.domain.clocks import ClockKind
from services.petition.domain.handing import take_over
from services.petition.domain.kinds import Channel
from services.petition.domain.petition_errors import (
    ReopenedTooOften,
    ReopenTooLate,
    ReviewNotOpen,
    ReviewTooLate,
    StepNotAtTier,
)
from services.petition.domain.states import State
from tests.support.petition_builders import CLERK, COUNTY, TOWN, PetitionBuilder, a_petition

WHY = "问题复发"


def reopened(told: PetitionBuilder) -> PetitionBuilder:
    return told.did(reviewing.reopen(told.petition, CLERK, told.now, told.clocks, WHY))


def finished(told: PetitionBuilder) -> PetitionBuilder:
    return told.assigned().contacted().replied().confirmed().closed()


def reviewed(told: PetitionBuilder, above: DivisionCode | None = TOWN) -> PetitionBuilder:
    done = reviewing.ask_review(told.petition, CLERK, told.now, told.clocks, WHY, above)
    return told.did(done)


def taken_over(told: PetitionBuilder) -> PetitionBuilder:
    taken = take_over(None, told.petition, told.now, told.clocks)
    assert taken is not None
    return told.did(taken)


def by_law() -> PetitionBuilder:
    return a_petition(channel=Channel.PETITION_LAW).done()


def test_a_closed_one_is_reopened_and_has_a_clock_again() -> None:
    petition = reopened(a_petition().done().later(days=29)).build()
    finish = latest_clock(petition, ClockKind.FINISH)
    assert (petition.state, petition.reopened) == (State.ACCEPTED, 1)
    assert petition.closed_on is None
    assert petition.solved_at_tier is None
    assert petition.main_unit is None
    assert finish is not None
    assert finish.stopped_at is None


def test_not_after_the_window() -> None:
    with pytest.raises(ReopenTooLate):
        reopened(a_petition().done().later(days=31))


def test_at_most_twice() -> None:
    told = finished(reopened(finished(reopened(a_petition().done()))))
    with pytest.raises(ReopenedTooOften):
        reopened(told)


def test_a_review_is_the_next_levels() -> None:
    petition = reviewed(by_law()).build()
    answer = latest_clock(petition, ClockKind.REVIEW_ANSWER)
    assert (petition.state, petition.custody.center) == (State.REGISTERED, TOWN)
    assert answer is not None
    assert answer.span.amount == 30


def test_then_a_recheck_and_then_nothing() -> None:
    told = finished(taken_over(reviewed(by_law())).accepted())
    assert latest_clock(told.petition, ClockKind.FINISH) is not None
    again = reviewed(told, COUNTY)
    assert again.petition.history[-2].step == "recheck"
    end = finished(taken_over(again).accepted())
    with pytest.raises(ReviewNotOpen):
        reviewed(end, None)


@dataclass(frozen=True)
class Case:
    id: str
    told: PetitionBuilder
    above: DivisionCode | None
    refusal: type[Refusal]


CASES = (
    Case("an ordinary matter", a_petition().done(), TOWN, ReviewNotOpen),
    Case("31 days after the reply", by_law().later(days=31), TOWN, ReviewTooLate),
    Case("no level above", by_law(), None, StepNotAtTier),
    Case("never answered", a_petition(channel=Channel.PETITION_LAW), TOWN, ReviewNotOpen),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_review_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal):
        reviewed(case.told, case.above)
