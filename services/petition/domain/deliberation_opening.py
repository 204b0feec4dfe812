"""A topic is raised: one village, its proposers, the time to decide begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kit.model.division import DivisionCode, Tier

from .clocks import ClockKind
from .deliberation import Deliberation, DeliberationEntry, Proposer
from .deliberation_changes import DeliberationGround
from .deliberation_errors import (
    DeliberationDateWrong,
    DeliberationNeedsProposer,
    DeliberationNotAtVillage,
)
from .deliberation_events import DeliberationOutcome, TopicRaised
from .deliberation_step import DeliberationState, DeliberationStep
from .ids import DeliberationId, PetitionId
from .record_clocks import begun

MOST_PROPOSERS = 50
"""More are told by the village's notice board, not one by one [prop]."""


@dataclass(frozen=True, slots=True)
class RaiseTopic:
    """What is known when a topic is raised, on a day that may have passed."""

    center: DivisionCode
    raised_on: date
    proposers: tuple[Proposer, ...]
    title: str = field(repr=False)
    text: str = field(repr=False)
    petition: PetitionId | None = None
    linked_meeting: str = ""


def raise_topic(
    id: DeliberationId, order: RaiseTopic, ground: DeliberationGround
) -> DeliberationOutcome:
    """Return a deliberation as it begins.

    Raises:
        Refusal: not of a village, no proposer or one twice, or a day that has not come.
    """
    if order.center.tier is not Tier.VILLAGE:
        raise DeliberationNotAtVillage(center=order.center)
    known = {proposer.id for proposer in order.proposers}
    if not len(known) == len(order.proposers) or not 1 <= len(known) <= MOST_PROPOSERS:
        raise DeliberationNeedsProposer(count=len(order.proposers), most=MOST_PROPOSERS)
    if order.raised_on > ground.today:
        raise DeliberationDateWrong(id=id, what="提出日期", day=order.raised_on)
    state = DeliberationState.RAISED
    deliberation = Deliberation(
        id=id,
        center=order.center,
        state=state,
        raised_on=order.raised_on,
        registered_at=ground.at,
        proposers=order.proposers,
        history=(DeliberationEntry(ground.at, DeliberationStep.RAISE, ground.by, None, state),),
        title=order.title,
        text=order.text,
        petition=order.petition,
        linked_meeting=order.linked_meeting,
        clocks=(begun(ClockKind.FINISH, ground.policy.decide, ground.at, ground.calendars),),
    )
    return deliberation, (TopicRaised(),)
