"""One household as a roster lists it, after every cell has been checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kit.model.division import DivisionCode
from kit.model.ids import derived_id
from kit.model.income import IncomeYear

from .household import Point, Relation
from .id_number import IdNumber
from .ids import HouseholdId, PersonId
from .need import Need
from .person import Absence
from .phone import Phone
from .sex import Sex


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """One row.

    `needs` and `absence` are complete statements. An `absence` that begins on the roster's day
    means "away now, since when is not stated"; `valid_from` of a need is not looked at.
    """

    name: str = field(repr=False)
    relation: Relation
    sex: Sex
    birth_date: date = field(repr=False)
    id_number: IdNumber | None = None
    phone: Phone | None = None
    ethnicity: str = ""
    absence: Absence | None = None
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterHousehold:
    """The rows of one household. Empty address, point, income and years mean "not stated"."""

    village: DivisionCode
    group: str
    number: str
    people: tuple[RosterPerson, ...]
    content_hash: bytes
    address: str = field(default="", repr=False)
    point: Point | None = None
    income: IncomeYear | None = None
    award_years: tuple[int, ...] = ()

    @property
    def id(self) -> HouseholdId:
        """The id of the household, when the roster is the first we hear of it."""
        return roster_household_id(self.village, self.number)


def roster_household_id(village: DivisionCode, number: str) -> HouseholdId:
    """Return the id of the household that a roster created under this village and number."""
    return HouseholdId(derived_id("household", village.digits, number))


def roster_person_id(household: HouseholdId, place: int) -> PersonId:
    """Return the id of the person a roster brings into a household as its n-th member ever.

    Members are never taken out of the record, so a place is used once; nothing personal is in it.
    """
    return PersonId(derived_id("person", household, str(place)))
