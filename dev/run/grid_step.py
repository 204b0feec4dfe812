"""The part of a start that divides the county into grids, told step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from dev.ctl.session import GRID
from kit.model.clock import SystemClock, local_date
from kit.model.division import Tier
from kit.roles import Role
from kit.wire_time import from_day

from .convergence import until_converged
from .county_file import RunningCounty
from .figures import connected
from .grid_figures import (
    Example,
    GridFigures,
    example_care,
    grid_figures_of,
    grid_figures_text,
    places_of,
    places_text,
    uncovered_households,
)
from .grid_people import sample_names
from .gridding import Changes, Gridding, Told
from .reporter import Reporter


@dataclass(frozen=True, slots=True)
class Gridded:
    """What became of the grids: the figures by site, and how long each step took."""

    figures: Mapping[str, GridFigures]
    changes: Changes
    uncovered: int
    example: Example
    placed_seconds: float
    gridded_seconds: float
    converged_seconds: float


async def grid_county(county: RunningCounty, households: int, reporter: Reporter) -> Gridded:
    """Wait until every household is placed, divide and classify, wait until all tiers know.

    Raises:
        Refusal: a step does not end, or the service refused.
    """
    begun = monotonic()
    with reporter.waiting("等待每户归入网格") as told:
        await until_converged(lambda: places_of(county), places_text, told)
    placed = monotonic()
    with reporter.waiting("划分网格，确定网格长、三色和联系人") as told:
        changes = await _gridding(county, households, told)
    gridded = monotonic()
    with reporter.waiting("等待村、镇、县三级网格一致") as told:
        figures = await until_converged(lambda: grid_figures_of(county), grid_figures_text, told)
    return Gridded(
        figures=figures,
        changes=changes,
        placed_seconds=placed - begun,
        gridded_seconds=gridded - placed,
        converged_seconds=monotonic() - gridded,
        uncovered=await uncovered_households(county),
        example=await example_care(county),
    )


async def _gridding(county: RunningCounty, households: int, told: Told) -> Changes:
    names = await asyncio.to_thread(sample_names, households)
    site = county.site_of(Tier.VILLAGE).id
    async with (
        connected(county, site, Role.CLERK, GRID) as clerk,
        connected(county, site, Role.REVIEWER, GRID) as reviewer,
    ):
        today = from_day(local_date(SystemClock().now()))
        return await Gridding(clerk, reviewer, county.code, today, names).run(told)
