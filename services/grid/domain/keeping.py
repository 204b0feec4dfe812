"""The care of a household as it must be after everything the grid knows of it.

One function from all that is known to the state it leads to, so that a batch that was interrupted
anywhere comes to the same when it is delivered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .assessing import assess
from .care import Assessment, HouseholdCare
from .contact import Contact
from .deciding import expire
from .eligibility import leader_for, posting_for
from .following import follow, without_contacts
from .grid import GridCode
from .ids import HouseholdId, PersonId
from .known import KnownHousehold
from .lines import EndReason, Posting
from .opening import open_care, reopen
from .policy import GridPolicy
from .settling import CareOutcome
from .village import Village


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a household sits: its leaf, at which structure of the village, and who leads there."""

    leaf: GridCode
    structure: int
    leader: Posting | None


def seat_of(village: Village, household: HouseholdId, day: date) -> Seat | None:
    """Return where a household sits in a village, None when it does not."""
    member = village.members.get(household)
    if member is None:
        return None
    return Seat(member.leaf, village.structure, leader_for(village, member.leaf, day))


def kept(
    care: HouseholdCare | None,
    known: KnownHousehold,
    seat: Seat,
    assessment: Assessment,
    policy: GridPolicy,
    today: date,
) -> CareOutcome:
    """Return the care of a live household: opened, in its leaf, assessed, overrides expired."""
    if care is None:
        care, happened = open_care(known, seat.leaf, seat.structure)
    else:
        care, happened = reopen(care, seat.leaf, seat.structure)
    care, moved = followed(care, seat, policy, today)
    care, expired = expire(care, policy, today)
    care, assessed = assess(care, assessment, policy, today)
    return care, (*happened, *moved, *expired, *assessed)


def followed(care: HouseholdCare, seat: Seat, policy: GridPolicy, today: date) -> CareOutcome:
    """Return the care in the leaf the household sits in."""
    return follow(care, seat.leaf, seat.structure, seat.leader, policy, today)


def without_posts(
    care: HouseholdCare,
    village: Village,
    lost: Mapping[PersonId, EndReason],
    policy: GridPolicy,
    today: date,
) -> CareOutcome:
    """Return the care without contacts who lost a post and may no longer keep contact by another.

    `lost` are people who left a post of the village or lead a grid of it no longer, with why.
    """
    if care.village != village.code:
        return care, ()

    def reason(contact: Contact) -> EndReason | None:
        person = contact.person
        if person not in lost or posting_for(village, care.leaf, contact.line, person, today):
            return None
        return lost[person]

    return without_contacts(care, reason, policy, today)
