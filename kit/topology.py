"""Which site hosts which center: one small file, the same everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue
from kit.model.ids import SiteId

_PREFIX_LENGTHS = tuple(tier.value for tier in Tier)


@dataclass(frozen=True, slots=True)
class Site:
    """One deployment that hosts the centers of one tier within `scope` (division prefixes)."""

    id: SiteId
    tier: Tier
    scope: tuple[str, ...]

    def covers(self, code: DivisionCode) -> bool:
        """Whether a record with this home lies inside the site's scope, whatever its tier."""
        return any(code.digits.startswith(prefix) for prefix in self.scope)


@dataclass(frozen=True, slots=True)
class Topology:
    """The county and its sites. Build it with `parse_topology` or `load_topology`."""

    county: DivisionCode
    sites: tuple[Site, ...]

    def site(self, site_id: str) -> Site:
        """Return the site of that id.

        Raises:
            InvalidValue: the topology does not know it.
        """
        for site in self.sites:
            if site.id == site_id:
                return site
        raise InvalidValue(field="site", why=f"拓扑中没有站点 {site_id}")

    def site_of(self, center: DivisionCode) -> Site:
        """Return the site that hosts a center; the most specific scope wins.

        Raises:
            InvalidValue: no site hosts it.
        """
        hosts = [(_specificity(s, center), s) for s in self.sites if s.tier is center.tier]
        best = max(hosts, key=lambda pair: pair[0], default=(0, None))
        if best[1] is None or best[0] == 0:
            raise InvalidValue(field="topology", why=f"没有站点承载 {center} 的综治中心")
        return best[1]

    def hosts(self, site: Site, center: DivisionCode) -> bool:
        """Whether `site` is the one that hosts `center`."""
        return site.tier is center.tier and self.site_of(center).id == site.id


def _specificity(site: Site, center: DivisionCode) -> int:
    return max((len(p) for p in site.scope if center.digits.startswith(p)), default=0)


def parse_topology(document: dict[str, Any]) -> Topology:
    """Build a topology from `{county, sites: [{id, tier, scope: [prefix]}]}`.

    Raises:
        InvalidValue: scope outside the county, or two sites of a tier with the same prefix.
    """
    county = DivisionCode.parse(str(document["county"]))
    sites = tuple(_site(item, county) for item in document["sites"])
    _refuse_twins(sites)
    return Topology(county, sites)


def load_topology(path: Path) -> Topology:
    """Read a topology from a JSON file."""
    return parse_topology(json.loads(path.read_text(encoding="utf-8")))


def _site(item: dict[str, Any], county: DivisionCode) -> Site:
    scope = tuple(str(prefix) for prefix in item["scope"])
    for prefix in scope:
        if len(prefix) not in _PREFIX_LENGTHS or not prefix.startswith(county.prefix):
            raise InvalidValue(field="scope", why=f"站点 {item['id']} 的范围 {prefix} 不属于本县")
    try:
        tier = Tier[str(item["tier"]).upper()]
    except KeyError:
        raise InvalidValue(
            field="tier", why=f"站点 {item['id']} 的层级 {item['tier']} 无效"
        ) from None
    return Site(SiteId(str(item["id"])), tier, scope)


def _refuse_twins(sites: Iterable[Site]) -> None:
    seen: dict[tuple[Tier, str], SiteId] = {}
    ids: set[SiteId] = set()
    for site in sites:
        if site.id in ids:
            raise InvalidValue(field="sites", why=f"站点编号 {site.id} 重复")
        ids.add(site.id)
        for prefix in site.scope:
            other = seen.setdefault((site.tier, prefix), site.id)
            if other != site.id:
                raise InvalidValue(field="sites", why=f"{other} 与 {site.id} 的范围 {prefix} 重复")
