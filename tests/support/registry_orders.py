"""Requests, ranges and households for tests of the registry's ports, said in a few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from kit.authz import Range
from kit.commit import Decision, Request
from kit.model.ids import derived_id, parse_request_id
from services.registry.domain.events import HouseholdRegistered, RosterApplied, RosterPart
from services.registry.domain.household import Household, Relation
from services.registry.domain.id_number import IdNumber
from services.registry.domain.registration import register
from services.registry.ports.households import Households, RosterWrite
from tests.support.builders import (
    JIANGHE,
    REGISTERED,
    TODAY,
    YUHE,
    HouseholdBuilder,
    a_household,
    a_person,
)

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
"""Ten in the morning of `builders.TODAY`, in the county."""

COUNTY: tuple[Range, ...] = (("610921000000", "610922000000"),)
AT_JIANGHE: tuple[Range, ...] = (JIANGHE.bounds(),)
AT_YUHE: tuple[Range, ...] = (YUHE.bounds(),)


def a_request(name: str = "first", body: str = "") -> Request:
    """Return the request a client makes under this name; another body is a reuse."""
    return Request(parse_request_id(derived_id("test", name)), (body or name).encode())


def created(builder: HouseholdBuilder) -> Callable[[], Decision[Household]]:
    """Return the decision to register a household."""
    household, happened = register(builder.order(), TODAY)
    return lambda: Decision(household, happened)


def renumbered(number: str) -> Callable[[Household], Decision[Household]]:
    """Return a command that gives the household another number."""

    def decide(household: Household) -> Decision[Household]:
        return Decision(replace(household, number=number), (HouseholdRegistered(REGISTERED),))

    return decide


def unchanged(household: Household) -> Decision[Household]:
    """Return a command that finds nothing to do."""
    return Decision(household)


def a_man(id_: str, sequence: int = 0, name: str = "") -> HouseholdBuilder:
    """Return the household `id_` of one man with a citizen number of his own."""
    person = a_person(f"{id_}-1").with_id_number(sequence)
    if name:
        person = person.named(name)
    return a_household(id_).with_member(person, Relation.HEAD)


def number_of(household: HouseholdBuilder) -> IdNumber:
    """Return the citizen number of the head."""
    number = household.people[0].person.id_number
    assert number is not None
    return number


async def put(households: Households, *builders: HouseholdBuilder) -> None:
    """Register households."""
    for builder in builders:
        state = created(builder)
        await households.create(builder.order().household, state, a_request(builder.id_))


def roster_write(
    household: Household, content: bytes, import_id: str = "import-1", *, on: date = TODAY
) -> RosterWrite:
    """Return the write by which a roster creates a household."""
    marked = replace(household, content_hash=content, import_id=import_id, import_created=True)
    return RosterWrite(None, Decision(marked, (RosterApplied(on, (RosterPart.HOUSEHOLD,)),)))
