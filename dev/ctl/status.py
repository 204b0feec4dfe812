"""`gov321ctl status`: how the county on this machine is doing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from rich.console import Group, RenderableType
from rich.text import Text
from typer import Typer

from dev.run.county_file import RunningCounty, RunningService, RunningSite
from dev.run.scrape import highest, readiness, samples, total

from .command import command
from .endpoint import running
from .exits import Exit
from .output import Column, pairs, table
from .session import Session

_COLUMNS: tuple[Column, ...] = (
    "站点", "服务", "就绪", ("未处理消息", "right"), ("待投递", "right"), ("死信", "right"),
    ("副本延迟", "right"), "gRPC", "指标",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service of one site, as it says itself."""

    site: str
    service: str
    ready: bool
    waiting: tuple[str, ...]
    lag_records: int
    outbox_waiting: int
    parked_records: int
    replica_delay_seconds: float
    rpc: str
    http: str


def add_to(app: Typer) -> None:
    """Register the command."""
    command(app, "status", talks=False)(status)


def status(session: Session) -> int:
    """显示本机县各站点是否就绪、积压、死信和端口；有未就绪的退出码为 3。"""
    county = running(session.options)
    found = [
        look(site, name, service)
        for site in county.sites
        for name, service in site.services.items()
    ]
    ready = all(one.ready for one in found)
    document = {
        "ready": ready,
        "kafka": county.kafka,
        "store": county.store,
        "services": [asdict(one) for one in found],
    }
    session.show(document, lambda: status_view(county, found))
    return Exit.OK if ready else Exit.UNAVAILABLE


def look(site: RunningSite, name: str, service: RunningService) -> ServiceStatus:
    """Ask one service how it is."""
    ready, figures = readiness(service.http), samples(service.http)
    return ServiceStatus(
        site=site.id,
        service=name,
        ready=ready.ok,
        waiting=ready.waiting,
        lag_records=int(total(figures, "gov321_bus_lag_records")),
        outbox_waiting=int(total(figures, "gov321_outbox_waiting")),
        parked_records=int(total(figures, "gov321_bus_parked_total")),
        replica_delay_seconds=round(highest(figures, "gov321_replica_delay_seconds"), 3),
        rpc=service.rpc,
        http=service.http,
    )


def status_view(county: RunningCounty, found: list[ServiceStatus]) -> RenderableType:
    """Return the table of services and where the ground is."""
    ground = [("Kafka", county.kafka), ("存储", county.store), *_logs(county)]
    return Group(table("各站点", _COLUMNS, map(_row, found)), pairs("其他", ground))


def _row(one: ServiceStatus) -> tuple[object, ...]:
    ready = Text("就绪", "green") if one.ready else Text("、".join(one.waiting), "red")
    return (
        one.site,
        one.service,
        ready,
        one.lag_records,
        one.outbox_waiting,
        one.parked_records,
        f"{one.replica_delay_seconds:.1f} 秒",
        one.rpc,
        f"http://{one.http}/metrics",
    )


def _logs(county: RunningCounty) -> Iterator[tuple[str, object]]:
    for site in county.sites:
        yield f"{site.id} 日志", site.log
