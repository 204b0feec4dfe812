"""Showing sensitive data in clear: a permission, a purpose, a reason, and a line in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from kit.access import Access
from kit.access_log import AccessFilter, AccessLog, AccessPage
from kit.authz import Purpose
from kit.model.clock import Clock
from kit.model.division import DivisionCode, prefix_bounds
from kit.model.errors import NotFound
from services.registry.domain.household import Household
from services.registry.domain.ids import PersonId
from services.registry.domain.labels import need_text
from services.registry.domain.person import Person


class SensitiveField(Enum):
    """What is masked by default; the value is the name in the log."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    NEEDS = "needs"
    ADDRESS = "address"
    POINT = "point"


def _id_number(person: Person) -> str:
    return person.id_number.digits if person.id_number else ""


def _phone(person: Person) -> str:
    return person.phone.digits if person.phone else ""


def _needs(person: Person) -> str:
    return "；".join(need_text(need) for need in person.needs)


def _point(household: Household) -> str:
    point = household.point
    return f"{point.longitude:.6f},{point.latitude:.6f}" if point else ""


_OF_PERSON: Mapping[SensitiveField, Callable[[Person], str]] = {
    SensitiveField.ID_NUMBER: _id_number,
    SensitiveField.PHONE: _phone,
    SensitiveField.NAME: lambda person: person.name,
    SensitiveField.BIRTH_DATE: lambda person: person.birth_date.isoformat(),
    SensitiveField.NEEDS: _needs,
}
_OF_HOUSEHOLD: Mapping[SensitiveField, Callable[[Household], str]] = {
    SensitiveField.ADDRESS: lambda household: household.address,
    SensitiveField.POINT: _point,
}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Reveals fields and keeps the access log."""

    log: AccessLog
    clock: Clock

    async def reveal(
        self,
        access: Access,
        household: Household,
        person: PersonId | None,
        field: SensitiveField,
        purpose: Purpose,
    ) -> str:
        """Return one field in clear, once the read is in the log.

        Raises:
            NotFound: the household has no such member.
            PurposeRequired, OutOfScope, PermissionRefused: also logged.
        """
        record = person or household.id
        await access.reveal(self.log, self.clock, household.village, record, field.value, purpose)
        if field in _OF_HOUSEHOLD:
            return _OF_HOUSEHOLD[field](household)
        return _OF_PERSON[field](_person(household, person))

    async def log_match(
        self, access: Access, household: Household, field: str, purpose: Purpose
    ) -> None:
        """Log that a search by a sensitive value found a household.

        Raises:
            PurposeRequired, OutOfScope, PermissionRefused: also logged.
        """
        await access.reveal(self.log, self.clock, household.village, household.id, field, purpose)

    async def log_miss(self, access: Access, field: str, purpose: Purpose) -> None:
        """Log that a search by a sensitive value found nothing; that is an answer as well."""
        division = _whole_scope(access)
        await access.reveal(self.log, self.clock, division, "-", field, purpose)

    async def log_export(
        self, access: Access, division: DivisionCode, record: str, purpose: Purpose
    ) -> None:
        """Log that rows in clear were handed out, e.g. an error workbook."""
        await access.reveal(self.log, self.clock, division, record, "rows", purpose)

    async def page(
        self,
        access: Access,
        division: DivisionCode,
        record: str,
        subject: str,
        size: int,
        after: str,
    ) -> AccessPage:
        """Return a page of the log, newest first."""
        wanted = AccessFilter(ranges=access.ranges(division), record_id=record, subject=subject)
        return await self.log.list(wanted, size, after)


def _person(household: Household, person: PersonId | None) -> Person:
    for member in household.members:
        if member.person.id == person:
            return member.person
    raise NotFound(what="人员", id=person or "-")


def _whole_scope(access: Access) -> DivisionCode:
    """The division that stands for the caller's scope where no record was found."""
    low, _ = prefix_bounds(access.principal.scope[0])
    return DivisionCode.parse(low)
