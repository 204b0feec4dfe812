"""A household is looked after from the day the grid hears of it until it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .care import HouseholdCare
from .contacting import ended_contacts
from .events import CareClosed, CareOpened
from .grid import GridCode
from .known import KnownHousehold
from .lines import EndReason
from .settling import CareOutcome, filled


def open_care(known: KnownHousehold, leaf: GridCode, structure: int) -> CareOutcome:
    """Return the care of a household that came; no colour is in force until somebody decides."""
    care = HouseholdCare(known.id, known.village, leaf, structure)
    return care, (CareOpened(),)


def reopen(care: HouseholdCare, leaf: GridCode, structure: int) -> CareOutcome:
    """Return the care of a household that is there again; a live one stays as it is.

    Its history stays; colour, contacts and refusal begin anew.
    """
    if care.live:
        return care, ()
    back = replace(care, village=leaf.village, leaf=leaf, grid_structure=structure, live=True)
    return replace(back, refused=None), (CareOpened(),)


def close_care(care: HouseholdCare, today: date) -> CareOutcome:
    """Return the care of a household that ended: nothing in it is live any more."""
    if not care.live:
        return care, ()
    spells = tuple(s if s.until else replace(s, until=max(today, s.since)) for s in care.spells)
    contacts, ended = ended_contacts(care, lambda _: EndReason.HOUSEHOLD_ENDED, today)
    closed = replace(
        care,
        live=False,
        spells=spells,
        contacts=contacts,
        vacancies=filled(care, today),
        duty=None,
    )
    return closed, (CareClosed(), *ended)
