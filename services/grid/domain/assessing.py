"""A new result of the rules is stored as a proposal; nothing comes into force by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .care import Assessment, HouseholdCare
from .events import HouseholdAssessed
from .policy import GridPolicy
from .settling import CareOutcome, settled


def assess(
    care: HouseholdCare, assessment: Assessment, policy: GridPolicy, today: date
) -> CareOutcome:
    """Return the care with a result of the rules, the same care where it says nothing new.

    A result that only comes on another day is not written: most results of a run are (P3).
    """
    if not care.live or not says_more(care.assessment, assessment):
        return care, ()
    return settled(replace(care, assessment=assessment), (HouseholdAssessed(),), policy, today)


def says_more(before: Assessment | None, after: Assessment) -> bool:
    """Whether verdict, year or inputs differ; the day alone does not count."""
    return before is None or replace(before, on=after.on) != after
