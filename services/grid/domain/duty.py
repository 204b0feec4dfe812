"""When a household is to be visited next: it follows from colour, visits and contacts alone.

Whether a visit is overdue is asked on a day (`VisitDuty.overdue_on`) and never stored.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from .care import HouseholdCare
from .ids import PersonId
from .lines import Line
from .policy import GridPolicy
from .visit import VisitDuty

_MONTHS_OF_YEAR = 12


def add_months(day: date, months: int) -> date:
    """Return the day that many calendar months later, the last of the month where it is missing."""
    years, month = divmod(day.month - 1 + months, _MONTHS_OF_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def planned(care: HouseholdCare, policy: GridPolicy) -> VisitDuty | None:
    """Return the visit the colour in force asks for; None where it asks for none.

    The period (domain §1.3 row 10) runs from the last visit, or from the day since when the
    household is of this colour, however often that was decided anew.
    """
    months = policy.visit_months.get(care.colour) if care.colour is not None else None
    if not care.live or months is None:
        return None
    since = max((colour_since(care), *(visit.on for visit in care.visits)))
    return VisitDuty(since, add_months(since, months), visitor_of(care))


def visitor_of(care: HouseholdCare) -> PersonId | None:
    """Return who visits: the named contact, else the 中心户长, else nobody yet."""
    found = care.named_contact or care.contact_on(Line.CORE_HOUSEHOLDER)
    return found.person if found else None


def colour_since(care: HouseholdCare) -> date:
    """Return the first day of the colour in force, over decisions that followed without a gap."""
    last = care.spells[-1]
    since = last.since
    for spell in reversed(care.spells[:-1]):
        if spell.colour is not last.colour or spell.until != since:
            break
        since = spell.since
    return since
