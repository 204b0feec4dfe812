"""What the stories of the grid share: its processes beside the running county, and desks."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from kit.roles import Role
from tests.support.desks import COUNTY, Desk, Household
from tests.support.grid_desks import GridDesk
from tests.support.running_sites import County, Site
from tests.support.village_rosters import VillageRoster
from tests.support.waiting import eventually_async

SETTLED_S = 60.0


@contextmanager
def grids_at(county: County, *names: str) -> Generator[dict[str, Site]]:
    """Run the grid of these sites while the block runs."""
    county.make_whole()
    sites = {name: Site(county.ground, name, service="grid") for name in names}
    try:
        for site in sites.values():
            site.start(ready=False)
        for site in sites.values():
            site.until_ready()
        yield sites
    finally:
        for site in sites.values():
            site.kill()


def grid_desk(county: County, site: Site, role: Role = Role.CLERK) -> GridDesk:
    """Return a desk at the grid of a site for somebody with one role."""
    return GridDesk(site, county.ground.issuer, f"grid-{role}", (role,))


async def placed(registry: Desk, clerk: GridDesk, roster: VillageRoster) -> dict[str, Household]:
    """Import a roster and wait until the grid has placed and opened all; return the households."""
    job = await registry.import_roster(COUNTY, roster.csv())
    assert job.created_households == roster.size, job.failure

    async def all_there() -> bool:
        covered = await clerk.covers(roster.village, roster.size)
        return covered and len(await clerk.cares_of(roster.village)) == roster.size

    await eventually_async(all_there, SETTLED_S)
    return await registry.list(roster.village)
