"""Sorted anew: the clocks are told from their start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.petition.domain.classifying import ClassifyPetition, classify
from services.petition.domain.clocking import latest_clock
from services.petition.domain.clocks import ClockKind, ClockState
from services.petition.domain.events import Classified, Warned
from services.petition.domain.firing import fire
from services.petition.domain.ids import CategoryCode
from services.petition.domain.kinds import Urgency
from services.petition.domain.petition_errors import StepNotAllowed
from tests.support.petition_builders import CLERK, PetitionBuilder, a_petition


def classified(told: PetitionBuilder, order: ClassifyPetition) -> PetitionBuilder:
    return told.did(classify(told.petition, order, CLERK, told.now, told.clocks))


def test_a_new_urgency_counts_from_the_start() -> None:
    told = a_petition().accepted().later(days=2)
    finish = latest_clock(told.petition, ClockKind.FINISH)
    urgent = latest_clock(
        classified(told, ClassifyPetition(urgency=Urgency.U2)).petition, ClockKind.FINISH
    )
    assert finish is not None
    assert urgent is not None
    assert urgent.started_at == finish.started_at
    assert (finish.span.amount, urgent.span.amount) == (5, 3)
    assert urgent.due_at < finish.due_at


def test_a_pause_is_not_counted_again() -> None:
    paused = a_petition(urgency=Urgency.U4).in_progress().paused().later(days=3).resumed()
    told = classified(paused, ClassifyPetition(urgency=Urgency.U3))
    clock = latest_clock(told.petition, ClockKind.FINISH)
    assert clock is not None
    assert clock.paused_for == timedelta(days=3, hours=1)


def test_the_category_alone_moves_no_clock() -> None:
    told = a_petition()
    before = told.petition.clocks
    done = classified(told, ClassifyPetition(category=CategoryCode("D09"), grid="g-1"))
    assert (done.petition.category, done.petition.grid) == ("D09", "g-1")
    assert done.petition.clocks == before
    assert done.happened[-1] == Classified()


def test_nothing_happens_when_it_was_so() -> None:
    told = a_petition()
    outcome = classify(told.petition, ClassifyPetition(), CLERK, told.now, told.clocks)
    assert outcome == (told.petition, ())


def test_what_is_closed_stays_as_it_was_sorted() -> None:
    with pytest.raises(StepNotAllowed):
        classified(a_petition().done(), ClassifyPetition(urgency=Urgency.U1))


def told_by(told: PetitionBuilder, kind: ClockKind) -> list[int]:
    """Let the timers look; return the per cents they tell of a clock, 100 for its end."""
    fired = fire(told.petition, told.now, told.clocks.policy)
    told.petition = fired.petition
    ours = [event for event in fired.happened if event.kind is kind]
    return [event.percent if isinstance(event, Warned) else 100 for event in ours]


@dataclass(frozen=True)
class Case:
    """A matter of an urgency, sorted anew some days after it was accepted."""

    id: str
    before: Urgency
    days: float
    told: list[int]
    after: Urgency
    told_next: list[int]


CASES = (
    Case("longer: the mark told is not told again", Urgency.U3, 4, [50], Urgency.U4, []),
    Case("shorter: what has passed is told", Urgency.U4, 6, [], Urgency.U2, [50, 80, 100]),
    Case("shorter: but for what was told", Urgency.U3, 4, [50], Urgency.U2, [80, 100]),
    Case("longer: what has ended stays ended", Urgency.U2, 4, [50, 80, 100], Urgency.U4, []),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_was_told_is_not_told_again(case: Case) -> None:
    matter = a_petition(urgency=case.before).accepted().later(days=case.days)
    assert told_by(matter, ClockKind.FINISH) == case.told
    anew = classified(matter, ClassifyPetition(urgency=case.after))
    assert told_by(anew, ClockKind.FINISH) == case.told_next
    assert told_by(anew.later(days=60), ClockKind.FINISH) == [
        one for one in (50, 80, 100) if one not in {*case.told, *case.told_next}
    ]


def test_a_clock_that_has_ended_keeps_its_end() -> None:
    late = a_petition(urgency=Urgency.U2).accepted().later(days=5)
    told_by(late, ClockKind.FINISH)
    before = latest_clock(late.petition, ClockKind.FINISH)
    anew = classified(late, ClassifyPetition(urgency=Urgency.U4))
    assert before is not None
    assert before.state is ClockState.EXPIRED
    assert latest_clock(anew.petition, ClockKind.FINISH) == before


@given(
    st.sampled_from(list(Urgency)),
    st.lists(st.tuples(st.sampled_from(list(Urgency)), st.floats(0, 9)), max_size=6),
)
def test_however_often_it_is_sorted_each_mark_is_told_once(
    first: Urgency, changes: list[tuple[Urgency, float]]
) -> None:
    told = a_petition(urgency=first).accepted()
    heard = list[int]()
    for urgency, days in changes:
        heard += told_by(told.later(days=days), ClockKind.FINISH)
        told = classified(told, ClassifyPetition(urgency=urgency))
    heard += told_by(told.later(days=60), ClockKind.FINISH)
    assert heard == [50, 80, 100]
