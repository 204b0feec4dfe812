"""What everybody may know of an appeal: built field by field from an allow-list, nothing copied.

Town level, times cut to the hour, an id of its own. Protected matters (检举控告) do not appear.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kit.model.division import DivisionCode, Tier

from .events import Classified, Moved, PetitionEvent, Submitted, TakenOver
from .ids import CategoryCode
from .kinds import Channel, MatterType
from .measuring import answered_in_time
from .petition import Petition
from .states import State


class Phase(Enum):
    """How far a matter is, roughly; the value is the wire name."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"


PHASES = {
    State.REGISTERED: Phase.RECEIVED,
    State.ACCEPTED: Phase.ACCEPTED,
    State.ASSIGNED: Phase.ACCEPTED,
    State.IN_PROGRESS: Phase.ACCEPTED,
    State.SUSPENDED: Phase.ACCEPTED,
    State.REPLIED: Phase.ANSWERED,
    State.CONFIRMED: Phase.ANSWERED,
    State.CLOSED: Phase.CLOSED,
    State.REJECTED: Phase.REJECTED,
    State.WITHDRAWN: Phase.WITHDRAWN,
    State.JOINED: Phase.JOINED,
}


@dataclass(frozen=True, slots=True)
class PublicFact:
    """One public fact; the id and the time it is told at are added where it is published."""

    town: DivisionCode
    category: CategoryCode | None
    matter: MatterType
    tier: Tier
    phase: Phase
    received_at: datetime
    closed_at: datetime | None
    in_time: bool
    solved_at_tier: Tier | None


def public_fact(petition: Petition, happened: Iterable[PetitionEvent]) -> PublicFact | None:
    """Return what becomes public by a write, None where it changes nothing that is."""
    if petition.channel is Channel.DISCIPLINE or not any(map(_is_news, happened)):
        return None
    closed_at = _closed_at(petition)
    return PublicFact(
        town=town_of(petition.place),
        category=petition.category,
        matter=petition.matter,
        tier=petition.custody.center.tier,
        phase=PHASES[petition.state],
        received_at=to_the_hour(petition.received_at),
        closed_at=closed_at and to_the_hour(closed_at),
        in_time=closed_at is not None and answered_in_time(petition.clocks),
        solved_at_tier=petition.solved_at_tier,
    )


def to_the_hour(at: datetime) -> datetime:
    """Return the hour an instant lies in: nobody is found by the minute they came."""
    return at.replace(minute=0, second=0, microsecond=0)


def town_of(place: DivisionCode) -> DivisionCode:
    """Return the town of a place; a matter of the whole county is the county's."""
    return place if place.tier is Tier.COUNTY else place.town


def _is_news(fact: PetitionEvent) -> bool:
    if isinstance(fact, Moved):
        return PHASES[fact.before] is not PHASES[fact.after]
    return isinstance(fact, Submitted | TakenOver | Classified)


def _closed_at(petition: Petition) -> datetime | None:
    if petition.state is not State.CLOSED:
        return None
    lines = (line.at for line in reversed(petition.history) if line.before is not State.CLOSED)
    return next(lines, None)
