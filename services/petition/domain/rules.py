"""All a county has set for its appeals: rules by date, working days by year, reference data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .calendar import Calendars, WorkCalendar
from .policy import PetitionPolicy, policy_for
from .reference import Reference


@dataclass(frozen=True, slots=True)
class Rules:
    """What a service was given; read once when it starts."""

    policies: tuple[PetitionPolicy, ...]
    years: Mapping[int, WorkCalendar]
    reference: Reference

    def in_force(self, day: date) -> PetitionPolicy:
        """Return the policy of a day.

        Raises:
            NotFound: the county has none for it.
        """
        return policy_for(self.policies, day)

    def calendars(self, day: date) -> Calendars:
        """Return the working days, as the policy of a day counts them.

        Raises:
            NotFound: the county has no policy for it.
        """
        return Calendars(self.years, roll_over=self.in_force(day).roll_over)
