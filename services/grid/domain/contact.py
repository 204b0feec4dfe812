"""The three lines of contact (三线) between a household and a person, with their history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .ids import PersonId, VacancyId
from .lines import EndReason, Line


@dataclass(frozen=True, slots=True)
class Contact:
    """One person who keeps contact with the household on one line, `[since, until)`.

    `named`: the one-to-one contact of a red household (一户一人), exactly one at a time.
    """

    line: Line
    person: PersonId
    name: str = field(repr=False)
    since: date
    named: bool = False
    until: date | None = None
    end_reason: EndReason | None = None

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.until is None


@dataclass(frozen=True, slots=True)
class ContactVacancy:
    """A red household waits for its named contact (I10); open until `filled`."""

    id: VacancyId
    opened: date
    cause: EndReason | None = None
    filled: date | None = None
