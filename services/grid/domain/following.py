"""What hangs on a grid and on people follows them: leaf, 中心户长, visitor, contacts that end.

Every function may be told the same thing twice; the second time nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from .care import HouseholdCare
from .contact import Contact
from .contacting import ended_contacts
from .events import CareEvent, CareMoved, ContactAssigned
from .grid import GridCode
from .lines import EndReason, Line, Posting
from .policy import GridPolicy
from .settling import CareOutcome, settled


def follow(
    care: HouseholdCare,
    leaf: GridCode,
    structure: int,
    leader: Posting | None,
    policy: GridPolicy,
    today: date,
) -> CareOutcome:
    """Return the care in the leaf the household sits in now.

    A contact of the 中心户长 line gives way to the leader of the new leaf, named if the old one
    was; without a leader the old one stays, somebody is better than nobody. In another village all
    contacts end, since posts are held in a village. `structure` is that of the leaf's village: an
    older one of the same village is not followed. A household that is in the leaf already is not
    written, whatever the structure.
    """
    stale = leaf.village == care.village and structure <= care.grid_structure
    if not care.live or leaf == care.leaf or stale:
        return care, ()
    contacts, happened = _contacts_after(care, leaf, leader, today)
    moved = replace(
        care, village=leaf.village, leaf=leaf, grid_structure=structure, contacts=contacts
    )
    left = care.village if leaf.village != care.village else None
    cause = EndReason.HOUSEHOLD_ENDED if left else EndReason.REPLACED
    return settled(moved, (CareMoved(leaf, left), *happened), policy, today, cause)


def without_contacts(
    care: HouseholdCare,
    reason_of: Callable[[Contact], EndReason | None],
    policy: GridPolicy,
    today: date,
) -> CareOutcome:
    """Return the care without the live contacts that have a reason to end."""
    contacts, ended = ended_contacts(care, reason_of, today)
    if not ended:
        return care, ()
    cause = reason_of(care.named_contact) if care.named_contact else None
    return settled(replace(care, contacts=contacts), ended, policy, today, cause)


def _contacts_after(
    care: HouseholdCare, leaf: GridCode, leader: Posting | None, today: date
) -> tuple[tuple[Contact, ...], tuple[CareEvent, ...]]:
    away = leaf.village != care.village
    core = care.contact_on(Line.CORE_HOUSEHOLDER)
    taken = leader if core and leader and (away or leader.person != core.person) else None

    def reason(contact: Contact) -> EndReason | None:
        if away:
            return EndReason.HOUSEHOLD_ENDED
        return EndReason.REPLACED if taken and contact is core else None

    contacts, ended = ended_contacts(care, reason, today)
    if taken is None or core is None:
        return contacts, ended
    new = Contact(Line.CORE_HOUSEHOLDER, taken.person, taken.name, today, core.named)
    return (*contacts, new), (*ended, ContactAssigned(new.line, new.person, new.named))
