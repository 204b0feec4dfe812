"""Two appeals of one matter become one; everybody keeps the own receipt, answer and rating."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .actor import Actor
from .events import Outcome
from .petition import Petition
from .petition_errors import JoinRefused
from .step import Step
from .steps import Clocks, take_step


def join(
    petition: Petition, into: Petition, who: Actor, now: datetime, clocks: Clocks, note: str = ""
) -> tuple[Outcome, Outcome]:
    """Return the appeal that ends in JOINED, and the one that goes on with its petitioners.

    Raises:
        JoinRefused: the two do not go together.
        Refusal: one of them is not open; see `guard`.
    """
    _require_pair(petition, into)
    gone, told = take_step(petition, Step.JOIN, who, now, clocks, note=note)
    goes_on, received = take_step(into, Step.RECEIVE, who, now, clocks, note=note)
    moved = tuple(
        replace(one, came_with=one.came_with or petition.id) for one in petition.petitioners
    )
    lead = replace(goes_on, petitioners=(*goes_on.petitioners, *moved))
    return (replace(gone, petitioners=(), joined_to=into.id), told), (lead, received)


def _require_pair(petition: Petition, into: Petition) -> None:
    def refuse(why: str) -> JoinRefused:
        return JoinRefused(id=petition.id, into=into.id, why=why)

    if petition.id == into.id:
        raise refuse("不能并入自身")
    if petition.custody.center != into.custody.center:
        raise refuse("两件不在同一中心办理，请先移交到同一中心")
    if petition.channel is not into.channel or petition.accused_unit != into.accused_unit:
        raise refuse("两件的受理渠道不同，依法应分别办理")
