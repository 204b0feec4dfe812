"""The unit's work: extended once, paused within limits, answered, confirmed, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.petition.domain import handling
from services.petition.domain.clock_errors import ExtensionTooLong, ExtensionUsed
from services.petition.domain.clocking import latest_clock
from services.petition.domain.clocks import ClockKind, ClockState
from services.petition.domain.events import Answered
from services.petition.domain.kinds import Channel, Disclosure, Urgency
from services.petition.domain.petition_errors import PauseUsedUp, StepNotYours
from services.petition.domain.states import State
from services.petition.domain.steps import open_clocks
from services.petition.domain.submitting import NewPetitioner
from tests.support.petition_builders import (
    REVIEWER,
    VILLAGE,
    PetitionBuilder,
    a_petition,
    officer,
)


def complex_one() -> PetitionBuilder:
    return a_petition(urgency=Urgency.U4).in_progress()


def extended(told: PetitionBuilder, days: int) -> PetitionBuilder:
    return told.did(
        handling.extend(told.petition, days, REVIEWER, told.now, told.clocks, "需现场勘测")
    )


def test_the_reviewer_extends_the_answer_once() -> None:
    told = complex_one()
    before = latest_clock(told.petition, ClockKind.FINISH)
    after = latest_clock(extended(told, 10).petition, ClockKind.FINISH)
    assert before is not None
    assert after is not None
    assert after.due_at > before.due_at
    with pytest.raises(ExtensionUsed):
        extended(told, 1)


@pytest.mark.parametrize("days", [0, -1, 16])
def test_no_more_days_than_the_policy_allows(days: int) -> None:
    with pytest.raises(ExtensionTooLong):
        extended(complex_one(), days)


def test_an_ordinary_matter_is_not_extended() -> None:
    with pytest.raises(ExtensionTooLong):
        extended(a_petition().in_progress(), 1)


def test_a_unit_does_not_extend_its_own_matter() -> None:
    told = complex_one()
    with pytest.raises(StepNotYours):
        handling.extend(told.petition, 1, officer(), told.now, told.clocks, "来不及")


def test_a_pause_moves_the_end_and_is_counted_apart() -> None:
    told = complex_one()
    before = latest_clock(told.petition, ClockKind.FINISH)
    standing = told.paused().petition
    after = latest_clock(told.later(days=2).resumed().petition, ClockKind.FINISH)
    assert standing.state is State.SUSPENDED
    assert before is not None
    assert after is not None
    assert after.paused_for == timedelta(days=2, hours=1)
    assert after.due_at > before.due_at
    assert after.state is ClockState.RUNNING


def test_all_pauses_together_are_capped() -> None:
    told = complex_one().paused().later(days=20).resumed().paused()
    second = latest_clock(told.petition, ClockKind.SUSPENSION)
    assert second is not None
    assert second.span.amount == 10
    with pytest.raises(PauseUsedUp):
        told.later(days=10).resumed().paused()


def test_everybody_who_asks_is_answered() -> None:
    both = (NewPetitioner(Disclosure.NAMED, "王小明"), NewPetitioner(Disclosure.ANONYMOUS))
    told = a_petition(petitioners=both).answered()
    assert told.happened[-1] == Answered(tuple(one.id for one in told.petition.petitioners))
    assert all(one.answered_at is not None for one in told.petition.petitioners)
    assert told.petition.reply == "水管已修复。"


def test_an_answer_of_petition_law_opens_the_window_of_a_review() -> None:
    told = a_petition(channel=Channel.PETITION_LAW).answered()
    noted = latest_clock(told.petition, ClockKind.REVIEW)
    assert noted is not None
    assert noted.state is ClockState.STOPPED
    assert latest_clock(a_petition().answered().petition, ClockKind.REVIEW) is None


def test_a_closed_one_was_solved_somewhere_and_no_clock_runs() -> None:
    petition = a_petition().done().build()
    assert (petition.state, petition.solved_at_tier) == (State.CLOSED, VILLAGE.tier)
    assert petition.closed_on is not None
    assert open_clocks(petition) == ()
    assert petition.next_timer is None
