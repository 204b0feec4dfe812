"""What the three tiers count of grids, and whether every household has its place."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gov321.grid.v1 import care_pb2
from gov321.grid.v1 import care_service_pb2 as care_pb
from gov321.grid.v1 import grid_service_pb2 as pb

from dev.ctl.session import GRID
from kit.model.division import Tier

from .county_file import RunningCounty
from .figures import connected, figures_at

GridFigures = Mapping[str, pb.GridStatistics]
"""By town."""


@dataclass(frozen=True, slots=True)
class Example:
    """A household looked after closely, for a person to try commands on; empty without any."""

    village: str = ""
    leaf: str = ""
    household: str = ""


async def grid_figures_at(county: RunningCounty, site_id: str) -> GridFigures:
    """Ask one site for its figures."""
    request = pb.GetGridStatisticsRequest(division=county.code)
    async with connected(county, site_id, service=GRID) as stubs:
        answer = await stubs.grids.GetGridStatistics(request)
    return {row.division: row for row in answer.divisions if row.households}


async def grid_figures_of(county: RunningCounty) -> dict[str, GridFigures]:
    """Ask every site for its figures."""
    ids = [site.id for site in county.sites]
    found = await asyncio.gather(*(grid_figures_at(county, site_id) for site_id in ids))
    return dict(zip(ids, found, strict=True))


def grid_figures_text(found: Mapping[str, GridFigures]) -> str:
    """Return the figures of all sites in one line."""
    return "，".join(f"{site} {_site_text(one.values())}" for site, one in found.items())


def _site_text(rows: Iterable[pb.GridStatistics]) -> str:
    counted = summed(rows)
    undecided = counted.colours.get("none", 0)
    return f"{counted.leaves:,} 个网格 {counted.households:,} 户，颜色未定 {undecided:,} 户"


async def places_of(county: RunningCounty) -> dict[str, Counter[str]]:
    """Ask the villages' site how many households each town has: registered, placed, looked after.

    Three services of one household: the registry's record, its grid and its care.
    """
    site = county.site_of(Tier.VILLAGE).id
    registered, placed = await asyncio.gather(
        figures_at(county, site), grid_figures_at(county, site)
    )
    return {
        "户籍": Counter({town: one.households for town, one in registered.divisions.items()}),
        "网格": Counter({town: one.households for town, one in placed.items()}),
        "联系服务": Counter({town: sum(one.colours.values()) for town, one in placed.items()}),
    }


def places_text(found: Mapping[str, Counter[str]]) -> str:
    """Return how far the households are placed, in one line."""
    return "，".join(f"{what} {towns.total():,} 户" for what, towns in found.items())


async def uncovered_households(county: RunningCounty) -> int:
    """Return how many households are not in exactly one leaf; 0 when all is well."""
    request = pb.CheckCoverageRequest(division=county.code)
    async with connected(county, county.site_of(Tier.VILLAGE).id, service=GRID) as stubs:
        villages = (await stubs.grids.CheckCoverage(request)).villages
    return sum(one.without_grid + one.in_two_grids + one.unknown for one in villages)


async def example_care(county: RunningCounty) -> Example:
    """Return a red household, any household without one."""
    async with connected(county, county.site_of(Tier.VILLAGE).id, service=GRID) as stubs:
        for colours in ([care_pb2.COLOUR_RED], []):
            request = care_pb.ListCaresRequest(division=county.code, colours=colours, page_size=1)
            for care in (await stubs.cares.ListCares(request)).cares:
                return Example(care.village, care.leaf, care.household_id)
    return Example()


def summed(rows: Iterable[pb.GridStatistics]) -> pb.GridStatistics:
    """Return the figures of several divisions together."""
    whole = pb.GridStatistics()
    for row in rows:
        for field in whole.DESCRIPTOR.fields:
            if field.name not in ("division", "colours"):
                setattr(whole, field.name, getattr(whole, field.name) + getattr(row, field.name))
        for colour, households in row.colours.items():
            whole.colours[colour] += households
    return whole
