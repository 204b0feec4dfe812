"""What petitioners say afterwards: everybody rates the own answer, or takes the own appeal back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kit.model.division import DivisionCode
from kit.model.errors import NotFound

from .actor import Actor, event
from .events import HandoffReason, Outcome, PetitionEvent, Rated
from .handing import hand_off
from .handling import close, confirm
from .ids import PetitionerId
from .petition import Petition, Petitioner, Rating
from .petition_errors import AlreadyRated, AlreadyWithdrawn, NotAnswered
from .states import State
from .step import Step
from .steps import Clocks, take_step
from .taking import ended_at

CONTENT = frozenset({Rating.SATISFIED, Rating.FAIRLY})
"""满意 and 基本满意."""

RATED = event("rating")
"""Who closes or hands on what was rated, in the history."""


def rate(
    petition: Petition,
    petitioner: PetitionerId,
    rating: Rating,
    note: str,
    who: Actor,
    now: datetime,
    clocks: Clocks,
    above: DivisionCode | None,
) -> Outcome:
    """Keep one petitioner's rating. All content: closed; one is not: the next level, once.

    `above` is the next center up, None where there is none: then the reviewer decides, or the
    clock of the rating closes it.

    Raises:
        NotAnswered: there is nothing to rate.
        AlreadyRated: this answer was rated by this petitioner.
    """
    one = petitioner_of(petition, petitioner)
    answered = one.answered_at is not None and not one.withdrawn
    if petition.state not in (State.REPLIED, State.CONFIRMED) or not answered:
        raise NotAnswered(number=one.number)
    if one.rating is not None:
        raise AlreadyRated(number=one.number)
    kept, _ = take_step(petition, Step.RATE, who, now, clocks)
    rated = _with(kept, replace(one, rating=rating, rating_note=note))
    told = Rated(petitioner, rating)
    if rating is Rating.DISSATISFIED and above is not None and not petition.rehandled:
        return _handled_anew(rated, above, now, clocks, (told,))
    if all(each.rating in CONTENT for each in rated.asking):
        return _closed(rated, now, clocks, (told,))
    return rated, (told,)


def withdraw(
    petition: Petition,
    petitioner: PetitionerId,
    who: Actor,
    now: datetime,
    clocks: Clocks,
    note: str = "",
) -> Outcome:
    """One takes it back; it ends in WITHDRAWN when nobody else asks the same.

    Raises:
        AlreadyWithdrawn: this petitioner took it back before.
        StepNotAllowed: it is answered or over.
    """
    one = petitioner_of(petition, petitioner)
    if one.withdrawn:
        raise AlreadyWithdrawn(number=one.number)
    others = any(each.id != petitioner for each in petition.asking)
    step = Step.LEAVE if others else Step.WITHDRAW
    left, happened = take_step(petition, step, who, now, clocks, note=note)
    return _with(left, replace(one, withdrawn=True)), happened


def petitioner_of(petition: Petition, petitioner: PetitionerId) -> Petitioner:
    """Return one petitioner.

    Raises:
        NotFound: nobody of this id asks here.
    """
    for one in petition.petitioners:
        if one.id == petitioner:
            return one
    raise NotFound(what="诉求人", id=petitioner)


def _handled_anew(
    petition: Petition,
    above: DivisionCode,
    now: datetime,
    clocks: Clocks,
    happened: tuple[PetitionEvent, ...],
) -> Outcome:
    open_again, moved = take_step(petition, Step.REDO, RATED, now, clocks)
    anew = replace(open_again, rehandled=True, assignments=ended_at(open_again.assignments, now))
    gone, sent = hand_off(anew, above, HandoffReason.DISSATISFIED, RATED, now)
    return gone, (*happened, *moved, *sent)


def _closed(
    petition: Petition, now: datetime, clocks: Clocks, happened: tuple[PetitionEvent, ...]
) -> Outcome:
    if petition.state is State.REPLIED:
        petition, moved = confirm(petition, RATED, now, clocks)
        happened = (*happened, *moved)
    closed, moved = close(petition, RATED, now, clocks)
    return closed, (*happened, *moved)


def _with(petition: Petition, changed: Petitioner) -> Petition:
    return replace(
        petition,
        petitioners=tuple(changed if one.id == changed.id else one for one in petition.petitioners),
    )
