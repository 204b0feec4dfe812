"""Two appeals of one matter: everybody keeps the own receipt, answer and rating."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.petition.domain.invariants import check_petition
from services.petition.domain.joining import join
from services.petition.domain.kinds import Channel
from services.petition.domain.petition import Petition
from services.petition.domain.petition_errors import JoinRefused, StepNotAllowed
from services.petition.domain.states import State
from tests.support.petition_builders import CLERK, MONDAY, TOWN, a_petition, clocks

LATER = MONDAY.replace(hour=9)
ONE, LEAD = a_petition("one").build(), a_petition("lead").accepted().build()


def joined(petition: Petition, into: Petition) -> tuple[Petition, Petition]:
    (gone, _), (lead, _) = join(petition, into, CLERK, LATER, clocks())
    return gone, lead


def test_the_petitioners_move_and_keep_their_receipts() -> None:
    gone, lead = joined(ONE, LEAD)
    assert (gone.state, gone.joined_to, gone.petitioners) == (State.JOINED, LEAD.id, ())
    moved = lead.petitioners[-1]
    assert (moved.number, moved.came_with) == (ONE.number, ONE.id)
    assert lead.state is State.ACCEPTED
    for petition in (gone, lead):
        check_petition(petition)


def test_who_was_joined_before_is_remembered_with_the_first() -> None:
    _, middle = joined(ONE, a_petition("middle").build())
    _, lead = joined(middle, LEAD)
    assert [one.came_with for one in lead.petitioners] == [None, middle.id, ONE.id]


@pytest.mark.parametrize(
    "into",
    [
        pytest.param(ONE, id="itself"),
        pytest.param(a_petition("law", channel=Channel.PETITION_LAW).build(), id="another law"),
        pytest.param(replace(LEAD, custody=replace(LEAD.custody, center=TOWN)), id="elsewhere"),
    ],
)
def test_what_does_not_go_together_is_not_joined(into: Petition) -> None:
    with pytest.raises(JoinRefused):
        joined(ONE, into)


def test_what_is_answered_takes_nobody_in() -> None:
    with pytest.raises(StepNotAllowed):
        joined(ONE, a_petition("answered").answered().build())
