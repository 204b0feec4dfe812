"""A county comes up, is filled through its public API, and divides a village into grids."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dev.run.scrape import parse_samples, total
from kit.roles import Role

from .access import SCOPE, Access, Caller
from .cluster import Cluster
from .options import CHARTS, Options
from .releases import SITES, Releases
from .report import Report
from .roster import VILLAGES, write_roster
from .shell import until

COUNTY_CODE = f"{SCOPE}000000"
SERVICE_PODS = len(SITES) * len(list(CHARTS.glob("*/templates/service.yaml")))
"""One of each service at each site."""
SHOWN = 40
_FOLLOW_S = 300.0


@dataclass
class Run:
    """What every step works with."""

    options: Options
    cluster: Cluster
    releases: Releases
    access: Access
    report: Report
    folder: Path
    households: list[str] = field(default_factory=list[str])


def come_up(run: Run) -> None:
    """Install everything, the way docs/operate.md says."""
    with run.report.step("建立命名空间和密钥"):
        run.cluster.create_namespace()
        run.access.create_secrets()
    with run.report.step("安装 platform 和 devdata"):
        run.releases.install_ground()
    with run.report.step("同时安装三个站点，全部就绪") as found:
        run.releases.install_sites()
        run.cluster.until_ready(SERVICE_PODS)
        found["Pod"] = SERVICE_PODS
    with run.report.step("安装 observability") as found:
        served = run.releases.install_observability()
        found["PodMonitor 和告警规则"] = "已装" if served else "集群无此接口，未装"


def fill(run: Run) -> None:
    """Import a roster at the villages; return when the county knows every household."""
    roster = run.folder / "roster.csv"
    with run.report.step("经公开接口导入名册") as found:
        written = write_roster(roster)
        with run.access.at("villages", "registry") as ask:
            ask("roster", "import", str(roster), "--division", COUNTY_CODE, within=300)
        run.households = list(listed(run, "villages"))
        found |= {"户": written.households, "人": written.people}
    for site in ("towns", "county"):
        with run.report.step(f"站点 {site} 收到全部住户"):
            until(lambda s=site: _counted(run, s) == written.households, "住户到齐", _FOLLOW_S)


def divide(run: Run) -> None:
    """Divide one village after the plan was looked at, and check that all tiers agree."""
    village = VILLAGES[0]
    with run.report.step("村级划分网格：拟定并执行方案") as found:
        with run.access.at("villages", "grid") as ask:
            until(lambda: _live(ask, village), "网格服务知道该村的住户", _FOLLOW_S)
            plan = ask("grid", "plan", "draft", village)
        with run.access.at("villages", "grid", Role.REVIEWER) as ask:
            ask("grid", "plan", "apply", plan["plan_id"])
        found["方案"] = plan["plan_id"][:8]
    for site in reversed(SITES):
        with run.report.step(f"站点 {site} 核对网格覆盖") as found:
            with run.access.at(site, "grid") as ask:
                until(lambda a=ask: _covered(a, village), "每户在且只在一个网格", _FOLLOW_S)
                counts = _coverage(ask, village)
            found["户"] = counts["households"]


def listed(run: Run, site: str) -> dict[str, int]:
    """Return the revisions of the first households of a village, as a site has them."""
    with run.access.at(site, "registry") as ask:
        found = ask("household", "list", "--division", VILLAGES[0], "--limit", str(SHOWN))
    return {one["id"]: int(one["revision"]) for one in found["households"]}


def metric(run: Run, pod: str, name: str, within: float = 60.0) -> float:
    """Return the sum of a metric of a pod, once it can be read."""
    text = until(lambda: run.cluster.page(pod, "/metrics"), f"{pod} 的指标", within)
    return total(parse_samples(text), name)


def _counted(run: Run, site: str) -> int:
    with run.access.at(site, "registry") as ask:
        return int(ask("statistics", "--division", COUNTY_CODE).get("household_count", 0))


def _coverage(ask: Caller, village: str) -> dict[str, int]:
    """Return the figures of one village; a check that finds something ends with 6."""
    answer: list[dict[str, Any]] = ask("grid", "check", "--division", village, may=(0, 6))[
        "villages"
    ]
    found = answer[0] if answer else {}
    return {key: int(value) for key, value in found.items() if str(value).isdigit()}


def _live(ask: Caller, village: str) -> bool:
    return _coverage(ask, village).get("households", 0) > 0


def _covered(ask: Caller, village: str) -> bool:
    counts = _coverage(ask, village)
    wrong = ("without_grid", "in_two_grids", "unknown")
    return counts.get("households", 0) > 0 and not any(counts.get(key, 0) for key in wrong)
