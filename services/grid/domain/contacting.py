"""Contacts on the three lines (plan 四(一)1): assigned, replaced, ended.

Whether the person holds the line's post is asked before, of the village.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from .care import HouseholdCare
from .care_errors import ContactBeforeLast, NamedOnlyForRed, NoContact
from .colour.values import Colour
from .contact import Contact
from .events import CareEvent, ContactAssigned, ContactEnded
from .ids import PersonId
from .line_rules import require_given, require_past
from .lines import EndReason, Line
from .policy import GridPolicy
from .settling import CareOutcome, require_live, settled


@dataclass(frozen=True, slots=True)
class AssignContact:
    """Somebody keeps contact on a line; `named` makes it the one-to-one contact (一户一人)."""

    line: Line
    person: PersonId
    name: str = field(repr=False)
    since: date
    named: bool = False


@dataclass(frozen=True, slots=True)
class EndContact:
    """Nobody keeps contact on a line from `on`."""

    line: Line
    on: date
    reason: EndReason


def assign(
    care: HouseholdCare, order: AssignContact, policy: GridPolicy, today: date
) -> CareOutcome:
    """Return the care with a contact in place of the one on that line.

    Whoever was named on another line stays as an ordinary contact. The same person again changes
    only whether they are named.

    Raises:
        CareEnded, InvalidValue, NamedOnlyForRed, ContactBeforeLast.
    """
    require_live(care)
    require_past(order.since, today, "联系开始日期")
    if order.named and care.colour is not Colour.RED:
        raise NamedOnlyForRed(household=care.household)
    present = care.contact_on(order.line)
    if present is None or present.person != order.person:
        return _taken_over(care, order, policy, today)
    if present.named == order.named:
        return care, ()
    contacts = _named(care, present if order.named else None)
    happened = (ContactAssigned(order.line, order.person, order.named),)
    return settled(replace(care, contacts=contacts), happened, policy, today)


def end(care: HouseholdCare, order: EndContact, policy: GridPolicy, today: date) -> CareOutcome:
    """Return the care without the contact on a line; a red household's vacancy opens with it.

    Raises:
        CareEnded, NoContact, InvalidValue, ContactBeforeLast.
    """
    require_live(care)
    if care.contact_on(order.line) is None:
        raise NoContact(household=care.household, line=order.line.value)
    require_past(order.on, today, "联系结束日期")
    require_given(order.reason)
    left, ended = _ended_on(care, order.line, order.on, order.reason)
    return settled(left, ended, policy, today, cause=order.reason)


def ended_contacts(
    care: HouseholdCare, reason_of: Callable[[Contact], EndReason | None], today: date
) -> tuple[tuple[Contact, ...], tuple[CareEvent, ...]]:
    """Return the contacts with those ended that have a reason to, and that they ended."""
    contacts: list[Contact] = []
    happened: list[CareEvent] = []
    for contact in care.contacts:
        reason = reason_of(contact) if contact.live else None
        if reason is None:
            contacts.append(contact)
            continue
        until = max(today, contact.since)
        contacts.append(replace(contact, until=until, end_reason=reason))
        happened.append(ContactEnded(contact.line, contact.person, reason))
    return tuple(contacts), tuple(happened)


def _taken_over(
    care: HouseholdCare, order: AssignContact, policy: GridPolicy, today: date
) -> CareOutcome:
    left, ended = _ended_on(care, order.line, order.since, EndReason.REPLACED)
    new = Contact(order.line, order.person, order.name, order.since)
    whole = replace(left, contacts=(*left.contacts, new))
    if order.named:
        whole = replace(whole, contacts=_named(whole, new))
    happened = (*ended, ContactAssigned(order.line, order.person, order.named))
    return settled(whole, happened, policy, today, cause=EndReason.REPLACED)


def _named(care: HouseholdCare, named: Contact | None) -> tuple[Contact, ...]:
    """The contacts with exactly this one named."""
    return tuple(replace(c, named=c is named) if c.live else c for c in care.contacts)


def _ended_on(
    care: HouseholdCare, line: Line, day: date, reason: EndReason
) -> tuple[HouseholdCare, tuple[CareEvent, ...]]:
    present = care.contact_on(line)
    if present is not None and day < present.since:
        raise ContactBeforeLast(household=care.household, day=day)
    contacts, ended = ended_contacts(care, lambda c: reason if c.line is line else None, day)
    return replace(care, contacts=contacts), ended
