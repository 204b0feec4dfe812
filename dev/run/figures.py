"""What the three tiers count of households and persons."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gov321.registry.v1 import registry_service_pb2 as pb

from dev.ctl.client import County, county_at
from dev.ctl.endpoint import local_token, site_endpoint
from dev.ctl.session import REGISTRY
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_errors import remote_refusals

from .county_file import RunningCounty

_DEADLINE_S = 120.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Live households and their members."""

    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class TierFigures:
    """What one site says of the county: all of it, and by division below."""

    whole: Counts
    divisions: Mapping[str, Counts]


@asynccontextmanager
async def connected(
    county: RunningCounty,
    site_id: str,
    role: Role = Role.CLERK,
    service: str = REGISTRY,
    unit: str = "",
) -> AsyncGenerator[County]:
    """Connect to a site of the running county as a role, an officer as one of a unit.

    Raises:
        Refusal: the service refused, or is away.
    """
    site = county.site(site_id)
    token = local_token(Path(county.tokens), site, county.scope, role, unit)
    with remote_refusals(service):
        async with county_at(site_endpoint(site, token), _DEADLINE_S) as stubs:
            yield stubs


async def figures_at(county: RunningCounty, site_id: str) -> TierFigures:
    """Ask one site for its figures."""
    request = pb.GetStatisticsRequest(division=county.code)
    async with connected(county, site_id) as stubs:
        answer = await stubs.registry.GetStatistics(request)
    return TierFigures(
        Counts(answer.household_count, answer.person_count),
        {row.division: Counts(row.household_count, row.person_count) for row in answer.divisions},
    )


async def figures_of(county: RunningCounty) -> dict[str, TierFigures]:
    """Ask every site for its figures."""
    ids = [site.id for site in county.sites]
    found = await asyncio.gather(*(figures_at(county, site_id) for site_id in ids))
    return dict(zip(ids, found, strict=True))


async def example_household(county: RunningCounty) -> str:
    """Return the id of some household for a person to try commands on, empty without any."""
    request = pb.ListHouseholdsRequest(division=county.code, page_size=1)
    async with connected(county, county.site_of(Tier.VILLAGE).id) as stubs:
        answer = await stubs.registry.ListHouseholds(request)
    return answer.households[0].id if answer.households else ""


def figures_text(found: Mapping[str, TierFigures]) -> str:
    """Return the figures of all sites in one line."""
    return "，".join(
        f"{site} {one.whole.households:,} 户 {one.whole.persons:,} 人"
        for site, one in found.items()
    )
