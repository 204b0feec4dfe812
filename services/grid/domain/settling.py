"""What follows by itself from a change of a household's care, in the same outcome.

A red household has one named contact or an open vacancy (I10), others have neither; the visit duty
follows the colour. No rule of the service keeps this by itself: all of them end here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kit.model.ids import derived_id

from .care import HouseholdCare
from .care_errors import CareEnded
from .colour.values import Colour
from .contact import ContactVacancy
from .duty import planned
from .events import CareEvent, ContactVacancyOpened, VisitPlanned
from .ids import VacancyId
from .lines import EndReason
from .policy import GridPolicy

CareOutcome = tuple[HouseholdCare, tuple[CareEvent, ...]]
"""The new state, and what happened; nothing happened = nothing is written."""


def require_live(care: HouseholdCare) -> None:
    """Pass when the household exists.

    Raises:
        CareEnded: it does not.
    """
    if not care.live:
        raise CareEnded(household=care.household)


def settled(
    care: HouseholdCare,
    happened: Iterable[CareEvent],
    policy: GridPolicy,
    today: date,
    cause: EndReason | None = None,
) -> CareOutcome:
    """Return the care with vacancy, named contact and duty as they must be, and all that happened.

    `cause` is why the named contact ended, when that is what happened.
    """
    care, opened = _with_vacancy(care, today, cause)
    care, replanned = _with_duty(care, policy)
    return care, (*happened, *opened, *replanned)


def _with_vacancy(care: HouseholdCare, today: date, cause: EndReason | None) -> CareOutcome:
    if care.colour is not Colour.RED:
        contacts = tuple(replace(c, named=False) if c.live else c for c in care.contacts)
        return replace(care, contacts=contacts, vacancies=filled(care, today)), ()
    if care.named_contact is not None:
        return replace(care, vacancies=filled(care, today)), ()
    if care.open_vacancy is not None:
        return care, ()
    number = str(len(care.vacancies))
    id_ = VacancyId(derived_id("contact vacancy", care.household, number))
    vacancy = ContactVacancy(id_, today, cause)
    return replace(care, vacancies=(*care.vacancies, vacancy)), (ContactVacancyOpened(id_),)


def filled(care: HouseholdCare, today: date) -> tuple[ContactVacancy, ...]:
    """Return the vacancies with none open any more."""
    return tuple(
        vacancy if vacancy.filled else replace(vacancy, filled=max(today, vacancy.opened))
        for vacancy in care.vacancies
    )


def _with_duty(care: HouseholdCare, policy: GridPolicy) -> CareOutcome:
    """Tell only of another day or visitor: the first day alone is nobody's business."""
    duty = planned(care, policy)
    before = care.duty
    same = (before and (before.due, before.visitor)) == (duty and (duty.due, duty.visitor))
    return replace(care, duty=duty), () if same else (VisitPlanned(),)
