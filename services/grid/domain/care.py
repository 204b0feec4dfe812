"""How closely one household is looked after, as one aggregate: colour, contacts, visits.

One document, so that a change of colour, the vacancy it opens and the visits it asks for are one
write: a red household has exactly one named contact or an open vacancy (I10) at any instant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from kit.model.division import DivisionCode

from .colour.needs import NeedClass
from .colour.values import Colour, Verdict
from .contact import Contact, ContactVacancy
from .grid import GridCode
from .ids import HouseholdId, RunId
from .lines import Line
from .visit import Visit, VisitDuty


class Decided(Enum):
    """How a colour came into force; the value is the wire name."""

    CONFIRMED = "confirmed"  # a person confirmed the proposal
    RUN = "run"  # a person applied a yearly run
    OVERRIDE = "override"  # a person decided otherwise, with reason and expiry


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of the household: verdict, and the inputs it follows from.

    `year` is the year assessed, `inputs_hash` fixes the inputs, `on` is the day it was made.
    `needs` are the classes of need that count: what a helper may be told (domain §1.3 row 12).
    """

    verdict: Verdict
    year: int
    inputs_hash: str
    on: date
    needs: tuple[NeedClass, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ColourSpell:
    """A colour in force `[since, until)`: who decided, how, why, on which assessment.

    An override has `reason` and `expires` (last day); a confirmed one may have neither.
    """

    colour: Colour
    since: date
    decided: Decided
    signer: str
    assessment: Assessment | None
    reason: str = field(default="", repr=False)
    expires: date | None = None
    run: RunId | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The household does not accept a result of the rules alone (PIPL 24): a person decides."""

    on: date
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HouseholdCare:
    """One household. `assessment` is the newest result of the rules, in force or not.

    `spells` is the colour's history, the last one open; empty before the first decision. `leaf` is
    the grid it sits in, `grid_structure` the village's structure that was followed. The newest
    visits are kept here, all of them in the list of visits.
    """

    household: HouseholdId
    village: DivisionCode
    leaf: GridCode
    grid_structure: int
    live: bool = True
    assessment: Assessment | None = None
    spells: tuple[ColourSpell, ...] = ()
    contacts: tuple[Contact, ...] = ()
    vacancies: tuple[ContactVacancy, ...] = ()
    duty: VisitDuty | None = None
    visits: tuple[Visit, ...] = ()
    refused: Refused | None = None

    @property
    def colour(self) -> Colour | None:
        """The colour in force; None before the first decision."""
        return self.in_force.colour if self.in_force else None

    @property
    def position(self) -> str:
        """Where it stands in lists; ranges of villages are ranges of it."""
        return f"{self.village}/{self.leaf}/{self.household}"

    @property
    def in_force(self) -> ColourSpell | None:
        """The decision in force; None before the first one and after an override ended."""
        return self.spells[-1] if self.spells and self.spells[-1].until is None else None

    @property
    def override(self) -> ColourSpell | None:
        """The override in force."""
        spell = self.in_force
        return spell if spell is not None and spell.decided is Decided.OVERRIDE else None

    @property
    def proposal(self) -> Colour | None:
        """What the rules say and nobody has decided on yet; None: nothing waits.

        A suggestion that is in force answers PENDING, and an override answers the result it was
        decided on, until the rules come to another one.
        """
        if self.assessment is None:
            return None
        verdict = self.assessment.verdict
        if self.colour is not None and self.colour in (verdict.colour, verdict.suggested):
            return None
        if self.override is not None and self.override.assessment == self.assessment:
            return None
        return verdict.colour

    @property
    def named_contact(self) -> Contact | None:
        """The live one-to-one contact."""
        return next((c for c in self.contacts if c.named and c.live), None)

    @property
    def open_vacancy(self) -> ContactVacancy | None:
        """The open vacancy of the named contact."""
        return next((v for v in self.vacancies if v.filled is None), None)

    def contact_on(self, line: Line) -> Contact | None:
        """The live contact on a line."""
        return next((c for c in self.contacts if c.live and c.line is line), None)
