"""Finds whom to ask: an address that was given, or the county that runs on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dev.run.county_file import RunningCounty, RunningSite, running_county
from kit.local_issuer import LocalIssuer
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.roles import Role

from .options import Common
from .problems import NoSuchSite, NothingRuns


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The services of one site, and who we are to them.

    `target` is where every service is asked that has no address of its own in `targets`.
    """

    target: str
    token: str = field(repr=False)
    ca: str = ""
    targets: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, service: str) -> str:
        """Return the address of a service."""
        return self.targets.get(service, self.target)


def site_endpoint(site: RunningSite, token: str, ca: str = "") -> Endpoint:
    """Return a local site with the addresses of all its services."""
    return Endpoint("", token, ca, {name: each.rpc for name, each in site.services.items()})


def find_endpoint(options: Common, role: Role, tier: Tier) -> Endpoint:
    """Return the address and the token to use.

    Raises:
        NothingRuns: no address was given and no county runs on the data directory.
        NoSuchSite: the running county has no such site.
    """
    if options.target:
        return Endpoint(options.target, options.token, options.ca)
    county = running(options)
    site = _site(county, options.site, tier)
    token = options.token or local_token(
        Path(county.tokens), site, county.scope, role, options.unit
    )
    return site_endpoint(site, token, options.ca)


def running(options: Common) -> RunningCounty:
    """Return the county that runs on the data directory.

    Raises:
        NothingRuns: there is none.
    """
    county = running_county(options.data)
    if county is None:
        raise NothingRuns(data=options.data)
    return county


def _site(county: RunningCounty, site_id: str, tier: Tier) -> RunningSite:
    for site in county.sites:
        if site.id == site_id or (not site_id and site.tier == tier.name.lower()):
            return site
    known = "、".join(site.id for site in county.sites)
    raise NoSuchSite(site=site_id or tier.name.lower(), known=known)


def local_token(tokens: Path, site: RunningSite, scope: str, role: Role, unit: str = "") -> str:
    """Issue a token for a role at a local site; one made-up person stands for each role.

    `unit` is the unit an officer acts for.
    """
    issuer = LocalIssuer(tokens, SystemClock())
    return issuer.issue(f"local-{role}", [role], [scope], Tier[site.tier.upper()], unit=unit)
