"""What is always true of a household's care, whatever was ordered in whatever sequence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .care import HouseholdCare
from .colour.values import Colour
from .ids import HouseholdId
from .policy import DEFAULT_GRID_POLICY, GridPolicy


@dataclass(frozen=True, slots=True)
class CareViolation:
    """Something that must never be: English, ids only."""

    household: HouseholdId
    what: str


def check(
    care: HouseholdCare, policy: GridPolicy = DEFAULT_GRID_POLICY
) -> tuple[CareViolation, ...]:
    """Return what is wrong with a care; nothing, if every rule keeps its promise."""
    found = [what for rule in _RULES for what in rule(care)]
    found += _duty_follows_colour(care, policy)
    return tuple(CareViolation(care.household, what) for what in found)


def _red_is_answered_for(care: HouseholdCare) -> Iterator[str]:
    """I10: a red household has exactly one live named contact or exactly one open vacancy."""
    named = sum(contact.live and contact.named for contact in care.contacts)
    vacant = sum(vacancy.filled is None for vacancy in care.vacancies)
    wanted = 1 if care.live and care.colour is Colour.RED else 0
    if named + vacant != wanted:
        yield f"{named} named contacts and {vacant} open vacancies instead of {wanted} in all"


def _one_contact_on_a_line(care: HouseholdCare) -> Iterator[str]:
    lines = Counter(contact.line for contact in care.contacts if contact.live)
    yield from (f"{n} live contacts on {line.value}" for line, n in lines.items() if n > 1)


def _ended_has_nothing_live(care: HouseholdCare) -> Iterator[str]:
    if care.live:
        return
    if any(contact.live for contact in care.contacts):
        yield "a live contact of a household that ended"
    if care.colour is not None or care.duty is not None:
        yield "a colour or duty of a household that ended"


def _colours_follow_each_other(care: HouseholdCare) -> Iterator[str]:
    for before, after in zip(care.spells, care.spells[1:], strict=False):
        if before.until is None or before.until > after.since:
            yield "two colours in force at a time"
    if any(spell.until is not None and spell.until < spell.since for spell in care.spells):
        yield "a colour that ended before it began"
    if any(spell.colour is Colour.PENDING for spell in care.spells):
        yield "PENDING in force"


def _contacts_have_a_reason_to_end(care: HouseholdCare) -> Iterator[str]:
    for contact in care.contacts:
        if (contact.until is None) != (contact.end_reason is None):
            yield "a contact that ended without a reason, or did not end with one"
        if contact.until is not None and contact.until < contact.since:
            yield "a contact that ended before it began"


def _leaf_in_village(care: HouseholdCare) -> Iterator[str]:
    if care.leaf.village != care.village:
        yield "a leaf of another village"


def _duty_follows_colour(care: HouseholdCare, policy: GridPolicy) -> Iterator[str]:
    wanted = care.live and care.colour in policy.visit_months
    if (care.duty is not None) != wanted:
        yield "a visit duty that the colour does not ask for, or none where it does"
    live = {contact.person for contact in care.contacts if contact.live}
    if care.duty is not None and care.duty.visitor is not None and care.duty.visitor not in live:
        yield "a visitor who is no contact"


_RULES: tuple[Callable[[HouseholdCare], Iterator[str]], ...] = (
    _red_is_answered_for,
    _one_contact_on_a_line,
    _ended_has_nothing_live,
    _colours_follow_each_other,
    _contacts_have_a_reason_to_end,
    _leaf_in_village,
)
