"""What nobody touches climbs by timers alone, center by center, and stays visible at the top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from kit.lease import Lease
from kit.memory import MemoryLeases
from kit.model.division import DivisionCode
from services.petition.domain.clocks import ClockKind, ClockState
from services.petition.domain.invariants import check_petition
from services.petition.domain.petition import Petition
from services.petition.domain.steps import open_clocks
from services.petition.ports.petitions import PetitionFilter
from services.petition.usecases.timer_followers import followers_of
from services.petition.usecases.timers import Timers
from tests.support.petition_builders import (
    COUNTY,
    TOWN,
    VILLAGE,
    PetitionBuilder,
    a_petition,
    rules,
)
from tests.support.petition_timers import DIVISIONS, Report, drain
from tests.support.petition_world import PetitionSite, PetitionWorld

SITES = ("villages", "towns", "county")
WHOLE_COUNTY = ("610921000000", "610922000000")
LOOK = timedelta(hours=4)


@dataclass(frozen=True)
class Case:
    """How far the village came, and what every center above has to do first."""

    id: str
    matter: PetitionBuilder
    duty: ClockKind


CASES = (
    Case("nobody accepts it", a_petition("untouched"), ClockKind.ACCEPT),
    Case("nobody assigns it", a_petition("accepted").accepted(), ClockKind.FIRST_CONTACT),
)


def timers_of(site: PetitionSite) -> Timers:
    lease = Lease(MemoryLeases(), "timers", f"{site.here.id}-0", site.clock)
    followers = followers_of(rules(), DIVISIONS)
    return Timers(site.petitions, rules(), followers, lease, Report(), site.clock)


async def holder(world: PetitionWorld, petition: Petition) -> Petition:
    """Return the appeal as the one site that may write it has it."""
    found = [await world.site(name).own(petition.id) for name in SITES]
    held = [one.state for one in found if one and not one.state.custody.in_flight]
    [here] = held
    return here


async def lived(world: PetitionWorld, petition: Petition, days: int) -> list[Petition]:
    """Let days pass with nobody at any desk; return each change of the appeal."""
    replicas = [timers_of(world.site(name)) for name in SITES]
    seen = [await holder(world, petition)]
    for _ in range(days * 6):
        world.clock.advance(LOOK)
        for timers in replicas:
            await drain(timers)
        await world.settle()
        now = await holder(world, petition)
        check_petition(now)
        if now != seen[-1]:
            seen.append(now)
    return seen


def came_to(changes: list[Petition]) -> dict[DivisionCode, datetime]:
    """Return when each center took it over, in this order."""
    return {one.custody.center: one.custody.since for one in changes}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_an_untouched_matter_climbs_to_the_county_and_stays_overdue_there(case: Case) -> None:
    world, matter = PetitionWorld(), case.matter.petition
    await world.site("villages").take_in(matter, case.matter.happened)
    changes = await lived(world, matter, days=30)
    assert list(came_to(changes)) == [VILLAGE, TOWN, COUNTY]
    top = changes[-1]
    asked = [clock for clock in top.clocks if clock.kind is case.duty]
    assert [clock.state for clock in asked] == [
        ClockState.STOPPED,
        ClockState.STOPPED,
        ClockState.EXPIRED,
    ]
    assert [clock.fired for clock in asked] == [3, 3, 3], "both warnings and the end were told"
    starts = [clock.started_at for clock in asked[1:]]
    assert starts == list(came_to(changes).values())[1:], "each center has its own time"
    assert case.duty in {clock.kind for clock in open_clocks(top)}
    late = PetitionFilter(overdue_at=world.clock.now())
    listed = await world.site("county").petitions.page([WHOLE_COUNTY], late, "", 10)
    assert [one.state for one in listed] == [top], "it is still told as overdue"
