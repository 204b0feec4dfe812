"""The part of a start that plays a day of appeals, and what the three tiers count of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from gov321.petition.v1 import petition_service_pb2 as pb

from dev.ctl.client import County
from dev.ctl.session import PETITION
from dev.sample.matters import matters
from kit.model.clock import SystemClock, local_date
from kit.model.division import Tier
from kit.model.division_tree import load_divisions
from kit.roles import Role

from .convergence import until_converged
from .county_file import RunningCounty
from .figures import connected
from .mattering import Mattering, Told
from .reporter import Reporter

MatterFigures = Mapping[str, pb.PetitionStatistics]
"""By town."""


@dataclass(frozen=True, slots=True)
class Mattered:
    """What became of the day's appeals: the figures by site, and how long each step took."""

    figures: Mapping[str, MatterFigures]
    steps: int
    played_seconds: float
    converged_seconds: float

    @property
    def whole(self) -> pb.PetitionStatistics:
        """The figures of the county; all sites say the same."""
        whole = pb.PetitionStatistics()
        for row in next(iter(self.figures.values())).values():
            _add(whole, row)
        return whole


@dataclass(frozen=True, slots=True)
class Seats:
    """Connections to the sites as the roles that are needed, each opened once."""

    county: RunningCounty
    stack: AsyncExitStack
    taken: dict[tuple[Tier, Role, str], asyncio.Task[County]] = field(
        default_factory=dict[tuple[Tier, Role, str], "asyncio.Task[County]"]
    )

    async def seat(self, tier: Tier, role: Role, unit: str) -> County:
        """Return the site of a tier as a role, an officer as one of a unit."""
        wanted = (tier, role, unit)
        if wanted not in self.taken:
            site = self.county.site_of(tier).id
            opening = connected(self.county, site, role, PETITION, unit)
            self.taken[wanted] = asyncio.ensure_future(self.stack.enter_async_context(opening))
        return await self.taken[wanted]


async def play_matters(county: RunningCounty, reporter: Reporter) -> Mattered:
    """Play the day, then wait until all tiers count the same.

    Raises:
        Refusal: a step does not end, or the service refused.
    """
    begun = monotonic()
    with reporter.waiting("办理一天的诉求") as told:
        steps = await _played(county, told)
    played = monotonic()
    with reporter.waiting("等待村、镇、县三级诉求一致") as told:
        figures = await until_converged(lambda: figures_of(county), _text, told)
    return Mattered(figures, steps, played - begun, monotonic() - played)


async def figures_of(county: RunningCounty) -> dict[str, MatterFigures]:
    """Ask every site for its figures."""
    ids = [site.id for site in county.sites]
    found = await asyncio.gather(*(_figures_at(county, site_id) for site_id in ids))
    return dict(zip(ids, found, strict=True))


async def _played(county: RunningCounty, told: Told) -> int:
    today = local_date(SystemClock().now())
    places = load_divisions(Path(county.divisions)).of_tier(Tier.VILLAGE, today)
    villages = sorted(place.code.digits for place in places)
    async with AsyncExitStack() as stack:
        seats = Seats(county, stack)
        return await Mattering(seats.seat, matters(villages)).run(told)


async def _figures_at(county: RunningCounty, site_id: str) -> MatterFigures:
    request = pb.GetPetitionStatisticsRequest(division=county.code)
    async with connected(county, site_id, service=PETITION) as stubs:
        answer = await stubs.petitions.GetPetitionStatistics(request)
    return {row.division: row for row in answer.divisions if row.received}


def _text(found: Mapping[str, MatterFigures]) -> str:
    return "，".join(
        f"{site} 登记 {sum(row.received for row in rows.values()):,} 件，"
        f"办结 {sum(row.closed for row in rows.values()):,} 件"
        for site, rows in found.items()
    )


def _add(whole: pb.PetitionStatistics, row: pb.PetitionStatistics) -> None:
    for number in ("received", "open", "overdue", "closed", "closed_in_time", "returned"):
        setattr(whole, number, getattr(whole, number) + getattr(row, number))
    for tier, solved in row.solved_at_tier.items():
        whole.solved_at_tier[tier] += solved
