"""Households for stories of the grid, and what is looked at afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from kit.model.clock import COUNTY_ZONE
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.village import Village
from services.registry.domain.award import Award
from services.registry.domain.household import Household
from services.registry.domain.need import Need, NeedKind
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.grid_app import GridSite, GridWorld
from tests.support.grid_intake import wages

LAST_YEAR = TODAY.year - 1
AWARDED = tuple(Award(year, TODAY) for year in range(TODAY.year - 3, TODAY.year))


def earning(id_: str, yuan: int, *, awards: Sequence[Award] = ()) -> Household:
    """Return a household of two with an income last year."""
    built = a_household(id_).with_members(2).numbered(id_).build()
    return replace(built, incomes=(wages(LAST_YEAR, yuan),), awards=tuple(awards))


def needing(household: Household, kind: NeedKind, until: date | None = None) -> Household:
    """Return a household whose head has a need."""
    head = household.members[0]
    person = replace(head.person, needs=(Need(kind, date(2025, 1, 1), until),))
    return replace(household, members=(replace(head, person=person), *household.members[1:]))


def dissolved(household: Household) -> Household:
    """Return a household that has just ended."""
    members = tuple(replace(member, left=TODAY) for member in household.members)
    ended = type(household.status).DISSOLVED
    return replace(household, members=members, status=ended, dissolved=TODAY)


def dead(household: Household, position: int, day: date = TODAY) -> Household:
    """Return a household whose n-th member, counted from 0, died and left by it."""
    members = list(household.members)
    person = replace(members[position].person, death_date=day)
    members[position] = replace(members[position], person=person, left=day)
    return replace(household, members=tuple(members))


async def village_of(world: GridWorld) -> Village:
    """Return 江河村 as its site has it."""
    return await village_at(world.site())


async def village_at(site: GridSite) -> Village:
    """Return 江河村 as a site has it."""
    found = await site.stores.villages.get(JIANGHE)
    assert found is not None
    return found.state


async def care_of(world: GridWorld, id_: str) -> HouseholdCare:
    """Return the care of a household as its village's site has it."""
    id_of = HouseholdId(id_)
    return (await world.site().stores.cares.get_many([id_of]))[id_of].state


async def said(world: GridWorld, id_: str) -> Colour:
    """Return what the rules say of a household."""
    care = await care_of(world, id_)
    assert care.assessment is not None
    return care.assessment.verdict.colour


def written(world: GridWorld) -> dict[str, int]:
    """Return the revision of every document of the villages' site."""
    stores = world.site().stores
    documents = [
        *stores.villages.records.all(),
        *stores.cares.records.all(),
        *stores.households.replica.all(),
    ]
    return {document["_id"]: document["revision"] for document in documents}


State = tuple[
    dict[str, Village], dict[HouseholdId, HouseholdCare], dict[HouseholdId, KnownHousehold]
]


async def state_of(site: GridSite) -> State:
    """Return everything a site of villages has come to; sealed again it would look different."""
    stores = site.stores
    villages = await stores.villages.page((("0", "9"),), "", 100)
    ids = [HouseholdId(document["_id"]) for document in stores.cares.records.all()]
    cares = await stores.cares.get_many(ids)
    known: dict[HouseholdId, KnownHousehold] = {}
    for code in (JIANGHE, YUHE):
        known |= {one.id: one for one in await stores.households.of_village(code)}
    return (
        {item.state.code.digits: _comparable(item.state) for item in villages},
        {id: item.state for id, item in cares.items()},
        known,
    )


def _comparable(village: Village) -> Village:
    """`structure` counts the writes it took, which an interruption may change."""
    return replace(village, members=dict(sorted(village.members.items())))


def turn_to(world: GridWorld, day: date) -> None:
    """Let it be ten in the morning of a day."""
    morning = datetime(day.year, day.month, day.day, 10, tzinfo=COUNTY_ZONE)
    world.clock.advance(morning - world.clock.now())


async def look_after(world: GridWorld) -> bool:
    """Let the daily upkeep work; False when there was nothing to do."""
    return await world.site().upkeep.work(asyncio.Event())
