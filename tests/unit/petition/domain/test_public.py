"""What becomes public of an appeal: little, roughly, and nothing of protected matters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from kit.model.division import DivisionCode, Tier
from services.petition.domain.events import (
    Answered,
    Classified,
    HandedOff,
    HandoffReason,
    Moved,
    PetitionEvent,
    Rated,
    Submitted,
    TakenOver,
)
from services.petition.domain.ids import PetitionerId
from services.petition.domain.kinds import Channel
from services.petition.domain.petition import Rating
from services.petition.domain.public import PHASES, Phase, public_fact, to_the_hour, town_of
from services.petition.domain.states import State
from services.petition.domain.step import Step
from tests.support.petition_builders import COUNTY, MONDAY, TOWN, VILLAGE, a_petition

MINUTES = timedelta(minutes=17, seconds=5)


def test_a_closed_matter_says_when_where_roughly_and_whether_in_time() -> None:
    done = a_petition(now=MONDAY + MINUTES).done()
    fact = public_fact(done.petition, done.happened)
    assert fact is not None
    assert (fact.town, fact.tier, fact.phase) == (TOWN, Tier.VILLAGE, Phase.CLOSED)
    assert fact.received_at == MONDAY
    assert fact.closed_at == to_the_hour(done.petition.history[-1].at)
    assert fact.in_time
    assert fact.solved_at_tier is Tier.VILLAGE
    assert fact.category == done.petition.category


def test_a_matter_closed_too_late_says_so() -> None:
    late = a_petition().in_progress().later(days=60).replied().confirmed().closed()
    fact = public_fact(late.petition, late.happened)
    assert fact is not None
    assert not fact.in_time


def test_an_open_matter_has_no_end() -> None:
    fact = public_fact(a_petition().petition, (Submitted(),))
    assert fact is not None
    assert (fact.closed_at, fact.in_time, fact.solved_at_tier) == (None, False, None)


def test_nothing_of_a_protected_matter_is_public() -> None:
    matter = a_petition(center=COUNTY, channel=Channel.DISCIPLINE)
    assert public_fact(matter.petition, (Submitted(),)) is None


@dataclass(frozen=True)
class Case:
    id: str
    fact: PetitionEvent
    public: bool


CASES = (
    Case("taken in", Submitted(), True),
    Case("accepted", Moved(Step.ACCEPT, State.REGISTERED, State.ACCEPTED), True),
    Case("assigned", Moved(Step.ASSIGN, State.ACCEPTED, State.ASSIGNED), False),
    Case("answered", Moved(Step.REPLY, State.IN_PROGRESS, State.REPLIED), True),
    Case("closed", Moved(Step.CLOSE, State.CONFIRMED, State.CLOSED), True),
    Case("sorted anew", Classified(), True),
    Case("told to petitioners", Answered((PetitionerId("p"),)), False),
    Case("rated", Rated(PetitionerId("p"), Rating.SATISFIED), False),
    Case("on its way", HandedOff(VILLAGE, TOWN, 1, HandoffReason.MANUAL), False),
    Case("at another tier", TakenOver(TOWN, 1), True),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_only_what_changes_the_public_picture_is_told(case: Case) -> None:
    fact = public_fact(a_petition().accepted().petition, (case.fact,))
    assert (fact is not None) is case.public


def test_every_state_is_a_phase() -> None:
    assert set(PHASES) == set(State)


@pytest.mark.parametrize("place", [VILLAGE, TOWN])
def test_places_are_told_at_town_level(place: DivisionCode) -> None:
    assert town_of(place) == TOWN
    assert town_of(COUNTY) == COUNTY
    matter = replace(a_petition().petition, place=place)
    fact = public_fact(matter, (Submitted(),))
    assert fact is not None
    assert fact.town == TOWN


@pytest.mark.parametrize("at", [MONDAY, MONDAY + MINUTES, MONDAY + timedelta(minutes=59.9)])
def test_times_are_cut_to_the_hour(at: datetime) -> None:
    assert to_the_hour(at) == MONDAY
