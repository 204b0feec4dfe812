"""One running county per test worker; every test gets villages of its own in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count

import pytest

from dev.sample.places import divisions
from kit.model.clock import SystemClock, local_date
from kit.model.division import Tier
from kit.roles import Role
from tests.support.desks import Desk
from tests.support.running_sites import County, Site
from tests.support.village_rosters import VillageRoster

Sit = Callable[..., Desk]
NewRoster = Callable[[int], VillageRoster]


@pytest.fixture(scope="session")
def running_county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The county of this worker, started once."""
    county = County(tmp_path_factory.mktemp("county"))
    try:
        county.start()
        yield county
    finally:
        county.end()


@pytest.fixture
def county(running_county: County) -> County:
    """The county with all its parts up, whatever the test before did to it."""
    running_county.make_whole()
    return running_county


@pytest.fixture
async def sit(county: County) -> AsyncIterator[Sit]:
    """Return a desk for somebody at a site: `sit("villages", "clerk", Role.CLERK)`."""
    desks: list[Desk] = []

    def seated(site: str | Site, subject: str = "clerk", *roles: Role) -> Desk:
        at = county[site] if isinstance(site, str) else site
        desks.append(Desk(at, county.ground.issuer, subject, roles or (Role.CLERK,)))
        return desks[-1]

    yield seated
    for desk in desks:
        await desk.close()


@pytest.fixture(scope="session")
def series() -> Iterator[int]:
    """Numbers rosters, so that nobody is in two of them and no village is used twice."""
    return count()


@pytest.fixture
def new_roster(series: Iterator[int]) -> NewRoster:
    """Return a roster of so many households in a village nobody has used yet."""
    places = divisions().of_tier(Tier.VILLAGE, local_date(SystemClock().now()))

    def made(size: int) -> VillageRoster:
        number = next(series)
        return VillageRoster(places[number].code.digits, number, size)

    return made
