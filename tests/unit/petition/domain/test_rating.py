"""Every petitioner rates the own answer; dissatisfied goes to the next level once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.model.errors import NotFound
from services.petition.domain import rating
from services.petition.domain.events import HandedOff, HandoffReason, Rated
from services.petition.domain.handing import take_over
from services.petition.domain.ids import PetitionerId
from services.petition.domain.kinds import Disclosure
from services.petition.domain.petition import Rating
from services.petition.domain.petition_errors import (
    AlreadyRated,
    AlreadyWithdrawn,
    NotAnswered,
    StepNotAllowed,
)
from services.petition.domain.states import State
from services.petition.domain.submitting import NewPetitioner
from tests.support.petition_builders import (
    COUNTY,
    GATEWAY,
    MONDAY,
    TOWN,
    PetitionBuilder,
    a_petition,
    clocks,
)

BOTH = (NewPetitioner(Disclosure.NAMED, "王小明"), NewPetitioner(Disclosure.ANONYMOUS))


def two() -> PetitionBuilder:
    return a_petition(petitioners=BOTH)


def withdrawn(told: PetitionBuilder, number: int) -> PetitionBuilder:
    one = told.petition.petitioners[number].id
    return told.did(rating.withdraw(told.petition, one, GATEWAY, told.now, told.clocks))


def test_it_closes_when_everybody_is_content() -> None:
    told = two().answered().rated(0, Rating.SATISFIED)
    assert told.petition.state is State.REPLIED
    petition = told.rated(1, Rating.FAIRLY).build()
    assert petition.state is State.CLOSED
    assert [line.step for line in petition.history[-4:]] == ["rate", "rate", "confirm", "close"]


def test_a_rating_after_confirmation_closes_as_well() -> None:
    assert a_petition().answered().confirmed().rated(0, Rating.FAIRLY).build().state is (
        State.CLOSED
    )


def test_who_is_dissatisfied_is_handled_anew_by_the_next_level() -> None:
    told = two().answered().rated(0, Rating.DISSATISFIED)
    petition = told.petition
    assert (petition.state, petition.custody.center) == (State.ACCEPTED, TOWN)
    assert petition.custody.in_flight
    assert petition.main_unit is None
    one = petition.petitioners[0].id
    assert told.happened[-3] == Rated(one, Rating.DISSATISFIED)
    last = told.happened[-1]
    assert isinstance(last, HandedOff)
    assert last.reason is HandoffReason.DISSATISFIED


def test_only_once() -> None:
    told = a_petition().answered().rated(0, Rating.DISSATISFIED)
    taken = take_over(None, told.petition, told.now, told.clocks)
    assert taken is not None
    again = told.did(taken).assigned().contacted().replied().rated(0, Rating.DISSATISFIED, COUNTY)
    assert (again.petition.state, again.petition.custody.center) == (State.REPLIED, TOWN)


def test_at_the_top_the_reviewer_decides() -> None:
    told = a_petition().answered().rated(0, Rating.DISSATISFIED, above=None)
    assert (told.petition.state, told.petition.rehandled) == (State.REPLIED, False)


def test_a_new_answer_is_rated_anew() -> None:
    told = two().answered().rated(1, Rating.SATISFIED).rated(0, Rating.DISSATISFIED)
    taken = take_over(None, told.petition, told.now, told.clocks)
    assert taken is not None
    petition = told.did(taken).assigned().contacted().replied().petition
    assert [one.rating for one in petition.petitioners] == [None, None]


def test_an_answer_is_rated_once() -> None:
    with pytest.raises(AlreadyRated):
        two().answered().rated(0, Rating.SATISFIED).rated(0, Rating.DISSATISFIED)


def test_there_is_nothing_to_rate_before_the_answer() -> None:
    with pytest.raises(NotAnswered):
        a_petition().in_progress().rated(0, Rating.SATISFIED)


def test_a_stranger_rates_nothing() -> None:
    petition, who = a_petition().answered().build(), PetitionerId("stranger")
    with pytest.raises(NotFound):
        rating.rate(petition, who, Rating.SATISFIED, "", GATEWAY, MONDAY, clocks(), None)


def test_one_leaves_and_the_other_still_asks() -> None:
    told = withdrawn(two().in_progress(), 0)
    assert told.petition.state is State.IN_PROGRESS
    assert [one.number for one in told.petition.asking] == [told.petition.petitioners[1].number]
    assert withdrawn(told, 1).petition.state is State.WITHDRAWN


def test_who_left_is_not_asked_for_a_rating() -> None:
    told = withdrawn(two().in_progress(), 0).replied()
    with pytest.raises(NotAnswered):
        told.rated(0, Rating.SATISFIED)
    assert told.rated(1, Rating.SATISFIED).petition.state is State.CLOSED


def test_it_is_taken_back_once_and_only_before_the_answer() -> None:
    told = withdrawn(two(), 0)
    with pytest.raises(AlreadyWithdrawn):
        withdrawn(told, 0)
    with pytest.raises(StepNotAllowed):
        withdrawn(two().answered(), 0)


def test_the_words_of_a_rating_are_kept() -> None:
    petition = a_petition().answered().build()
    one = petition.petitioners[0]
    rated, _ = rating.rate(
        petition, one.id, Rating.SATISFIED, "谢谢", GATEWAY, MONDAY.replace(hour=9), clocks(), None
    )
    assert replace(rated.petitioners[0]).rating_note == "谢谢"
