"""`gov321ctl dlq`: records that no service could handle."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from rich.console import RenderableType
from typer import Argument, Option

from dev.run.county_file import running_county
from kit.bus_settings import BusSettings
from kit.dlq import list_parked, redrive, show
from kit.envelope import topic_dlq
from kit.model.clock import COUNTY_ZONE
from kit.parked import Parked
from kit.settings import KafkaSettings

from .command import command, group
from .endpoint import running
from .options import LimitOpt
from .output import Column, pairs, table
from .problems import UsageProblem
from .session import Session

dlq = group("死信：查看和重投服务无法处理的消息。")

ServiceOpt = Annotated[str, Option("--service", metavar="服务", help="哪个服务的死信。")]
KafkaOpt = Annotated[
    str,
    Option(
        "--kafka",
        envvar="GOV321_KAFKA__BOOTSTRAP",
        metavar="主机:端口",
        help="Kafka 地址；默认本机县的。",
        show_default=False,
    ),
]
SiteOpt = Annotated[str, Option("--site", metavar="站点", help="哪个站点；默认全部。")]
_COLUMNS: tuple[Column, ...] = (
    "站点", "位置", "时间", "原因", "原主题", ("原位置", "right"), ("已重投", "right"),
)  # fmt: skip


@command(dlq, "list", talks=False)
def list_records(
    session: Session,
    site: SiteOpt = "",
    service: ServiceOpt = "registry",
    done: Annotated[bool, Option("--done", help="也列出已重投的。")] = False,
    kafka: KafkaOpt = "",
    limit: LimitOpt = 50,
) -> None:
    """列出死信及原因，最早的在前。"""
    settings, sites = _settings(session, kafka), _sites(session, site)

    async def collect() -> list[tuple[str, Parked]]:
        return [
            (each, parked)
            for each in sites
            for parked in await list_parked(settings, topic_dlq(each, service), limit, done=done)
        ]

    found = asyncio.run(collect())
    listed = [{"site": where, **_document(parked)} for where, parked in found]
    session.show_list("records", listed, lambda: _table("死信", found))


@command(dlq, "show", talks=False)
def show_record(
    session: Session,
    site: Annotated[str, Argument(metavar="站点", help="哪个站点。")],
    place: Annotated[str, Argument(metavar="位置", help="list 列出的位置，如 0:17。")],
    service: ServiceOpt = "registry",
    kafka: KafkaOpt = "",
) -> None:
    """显示一条死信的信封和原因；内容不显示，以免泄露个人信息。"""
    found = asyncio.run(show(_settings(session, kafka), topic_dlq(site, service), place))
    session.show(_document(found), lambda: pairs("死信", _facts(found)))


@command(dlq, "redrive", talks=False)
def redrive_records(
    session: Session,
    site: Annotated[str, Argument(metavar="站点", help="哪个站点。")],
    place: Annotated[
        list[str] | None,
        Option("--place", metavar="位置", help="只重投这一条，可重复；默认全部。"),
    ] = None,
    reason: Annotated[str, Option("--reason", metavar="原因", help="只重投这一原因的。")] = "",
    dry_run: Annotated[bool, Option("--dry-run", help="只列出，不重投。")] = False,
    service: ServiceOpt = "registry",
    kafka: KafkaOpt = "",
) -> None:
    """把死信重新投回原主题；重复投递没有害处。"""
    chosen = frozenset(place or ())

    def selected(parked: Parked) -> bool:
        return (not chosen or parked.place in chosen) and reason in ("", parked.reason)

    topic = topic_dlq(site, service)
    work = redrive(_settings(session, kafka), topic, selected, dry_run=dry_run)
    found = [(site, parked) for parked in asyncio.run(work).records]
    listed = [_document(parked) for _, parked in found]
    title = f"将重投 {len(found)} 条" if dry_run else f"已重投 {len(found)} 条"
    session.show(
        {"dry_run": dry_run, "records": listed},
        lambda: _table(title, found) if found else "没有需要重投的死信。",
    )


def _settings(session: Session, kafka: str) -> BusSettings:
    bootstrap = kafka or running(session.options).kafka
    kept = KafkaSettings() if not kafka else KafkaSettings(bootstrap=bootstrap)
    return BusSettings(kafka=kept.model_copy(update={"bootstrap": bootstrap}))


def _sites(session: Session, site: str) -> Sequence[str]:
    if site:
        return (site,)
    county = running_county(session.options.data)
    if county is None:
        raise UsageProblem("请用 --site 指定站点。")
    return [each.id for each in county.sites]


def _table(title: str, found: Sequence[tuple[str, Parked]]) -> RenderableType:
    rows = [
        (
            site,
            parked.place,
            _time(parked),
            parked.reason,
            parked.original_topic,
            f"{parked.original_partition}:{parked.original_offset}",
            f"{parked.redriven} 次" + ("（已处理）" if parked.done else ""),
        )
        for site, parked in found
    ]
    return table(title, _COLUMNS, rows)


def _time(parked: Parked) -> str:
    return parked.at.astimezone(COUNTY_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _headers(parked: Parked) -> dict[str, str]:
    """Return the headers as text; they never hold personal data."""
    return {
        name: (value or b"").decode("utf-8", "backslashreplace") for name, value in parked.headers
    }


def _document(parked: Parked) -> dict[str, Any]:
    return {
        "place": parked.place,
        "time": parked.at.isoformat(),
        "reason": parked.reason,
        "error": parked.error,
        "group": parked.group,
        "topic": parked.original_topic,
        "partition": parked.original_partition,
        "offset": parked.original_offset,
        "key": (parked.key or b"").decode("utf-8", "backslashreplace"),
        "value_bytes": len(parked.value or b""),
        "headers": _headers(parked),
        "redriven": parked.redriven,
        "done": parked.done,
    }


def _facts(parked: Parked) -> list[tuple[str, object]]:
    return [
        ("位置", parked.place),
        ("时间", _time(parked)),
        ("原因", parked.reason),
        ("错误", parked.error),
        ("消费组", parked.group),
        ("原主题", parked.original_topic),
        ("原位置", f"{parked.original_partition}:{parked.original_offset}"),
        ("内容", f"{len(parked.value or b'')} 字节"),
        ("已重投", f"{parked.redriven} 次"),
        *_headers(parked).items(),
    ]
