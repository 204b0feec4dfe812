"""What the grid knows of a household of the registry: only what it decides on, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kit.model.division import DivisionCode
from kit.model.income import IncomeYear

from .colour.values import NeedFact
from .ids import HouseholdId, PersonId


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in the household `[joined, left)`; `died` is the day of death.

    `follows`: the person left for another household the registry knows (split, merge, marriage),
    whose own fact tells where.
    """

    person: PersonId
    joined: date
    left: date | None = None
    died: date | None = None
    away_since: date | None = None
    away_until: date | None = None
    follows: bool = False

    def lives_here_on(self, day: date) -> bool:
        """Whether the person is a member on a day."""
        return self.joined <= day and (self.left is None or day < self.left)

    def at_home_on(self, day: date) -> bool:
        """Whether the person is a member and not away on a day."""
        away = self.away_since is not None and self.away_since <= day
        back = self.away_until is not None and self.away_until <= day
        return self.lives_here_on(day) and (not away or back)


@dataclass(frozen=True, slots=True)
class DatedNeed:
    """A need of a member with its validity `[valid_from, valid_to)`."""

    person: PersonId
    fact: NeedFact = field(repr=False)
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the need holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class KnownHousehold:
    """One household as the registry told of it at a revision.

    `awards` are the years of 平安家庭 that hold; `split_from` lets a young household inherit.
    `from_roster`: a roster brought it, so it is older than its day of registration. `former` are
    the villages it was registered in before.
    """

    id: HouseholdId
    revision: int
    village: DivisionCode
    group: str
    live: bool
    registered: date
    stays: tuple[Stay, ...] = ()
    point: tuple[float, float] | None = field(default=None, repr=False)
    incomes: tuple[IncomeYear, ...] = field(default=(), repr=False)
    awards: frozenset[int] = frozenset()
    needs: tuple[DatedNeed, ...] = field(default=(), repr=False)
    split_from: HouseholdId | None = None
    from_roster: bool = False
    former: frozenset[DivisionCode] = frozenset()

    def existed_in(self, year: int) -> bool:
        """Whether the household was there at the end of a year."""
        return self.from_roster or self.registered <= date(year, 12, 31)

    def registered_on(self, day: date) -> int:
        """Registered persons on a day."""
        return sum(stay.lives_here_on(day) for stay in self.stays)

    def present_on(self, day: date) -> int:
        """Persons at home on a day."""
        return sum(stay.at_home_on(day) for stay in self.stays)
