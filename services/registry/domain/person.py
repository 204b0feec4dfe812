"""A person as the registry knows them; types that hold personal data print masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .id_number import IdNumber
from .ids import PersonId
from .need import Need
from .phone import Phone
from .sex import Sex


@dataclass(frozen=True, slots=True)
class Absence:
    """外出: away from the registered home since a day."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `ethnicity` is a GB/T 3304 code, empty when not stated.

    `id_number_shared` is set when a person decided that somebody else rightly has the same
    citizen number (重号): then both may be registered.
    """

    id: PersonId
    name: str = field(repr=False)
    sex: Sex
    birth_date: date = field(repr=False)
    id_number: IdNumber | None = None
    phone: Phone | None = None
    ethnicity: str = ""
    absence: Absence | None = None
    needs: tuple[Need, ...] = ()
    death_date: date | None = None
    id_number_shared: bool = False
