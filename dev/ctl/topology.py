"""`gov321ctl topology`: the county's sites, and which one hosts a center."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer

from dev.run.county_file import running_county
from dev.sample.places import TOPOLOGY_FILE
from kit.model.division import DivisionCode, Tier
from kit.topology import Site, Topology, load_topology

from .command import command
from .output import Column, table
from .session import Session

TIER_NAMES = {Tier.COUNTY: "县", Tier.TOWN: "镇", Tier.VILLAGE: "村"}
_COLUMNS: tuple[Column, ...] = ("站点", "层级", "范围")


def add_to(app: Typer) -> None:
    """Register the command."""
    command(app, "topology", talks=False)(topology)


def topology(
    session: Session,
    center: Annotated[
        str, Argument(metavar="区划", help="查这个综治中心由哪个站点承载。", show_default=False)
    ] = "",
    file: Annotated[
        Path | None, Option("--file", metavar="文件", help="拓扑文件；默认本机县的。")
    ] = None,
) -> None:
    """显示各站点，或查一个综治中心在哪个站点。"""
    known = load_topology(file or _topology_file(session.options.data))
    sites = (known.site_of(DivisionCode.parse(center)),) if center else known.sites
    rows = [(site.id, TIER_NAMES[site.tier], "、".join(site.scope)) for site in sites]
    title = f"承载 {session.names(center)} 的站点" if center else "站点"
    session.show(_document(known, sites), lambda: table(title, _COLUMNS, rows))


def _topology_file(data: Path) -> Path:
    county = running_county(data)
    return Path(county.topology) if county else TOPOLOGY_FILE


def _document(known: Topology, sites: tuple[Site, ...]) -> dict[str, object]:
    listed = [
        {"id": site.id, "tier": site.tier.name.lower(), "scope": list(site.scope)} for site in sites
    ]
    return {"county": known.county.digits, "sites": listed}
