"""A dispute is taken in: two or more parties, one center, the usual month begins."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.model.division import DivisionCode, Tier

from .clocks import ClockKind
from .dispute import Dispute, DisputeEntry, DisputeKind, Party
from .dispute_changes import Ground
from .dispute_errors import DisputeAtCounty, DisputeNeedsTwoParties
from .dispute_events import DisputeOutcome, DisputeRegistered
from .dispute_step import DisputeState, DisputeStep
from .ids import DisputeId, PetitionId
from .record_clocks import begun

MOST_PARTIES = 20
"""More is a mass matter, which is an appeal, not a mediation [prop]."""


@dataclass(frozen=True, slots=True)
class NewDispute:
    """What is known when a dispute is taken in."""

    center: DivisionCode
    kind: DisputeKind
    parties: tuple[Party, ...]
    title: str = field(repr=False)
    text: str = field(repr=False)
    petition: PetitionId | None = None


def register(id: DisputeId, new: NewDispute, ground: Ground) -> DisputeOutcome:
    """Return a dispute as it begins.

    Raises:
        Refusal: one party alone or too many, or a center that does not mediate.
    """
    if new.center.tier is Tier.COUNTY:
        raise DisputeAtCounty(center=new.center)
    if not 2 <= len(new.parties) <= MOST_PARTIES:
        raise DisputeNeedsTwoParties(count=len(new.parties), most=MOST_PARTIES)
    state = DisputeState.REGISTERED
    dispute = Dispute(
        id=id,
        center=new.center,
        kind=new.kind,
        state=state,
        registered_at=ground.at,
        parties=new.parties,
        history=(DisputeEntry(ground.at, DisputeStep.REGISTER, ground.by, None, state),),
        title=new.title,
        text=new.text,
        petition=new.petition,
        clocks=(begun(ClockKind.FINISH, ground.policy.target, ground.at, ground.calendars),),
    )
    return dispute, (DisputeRegistered(),)
