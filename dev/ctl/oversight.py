"""`gov321ctl access-log`, `republish` and `statistics`: looking over the whole registry."""

from __future__ import annotations

from typing import Annotated

import typer
from gov321.registry.v1 import registry_service_pb2 as pb
from typer import Option

from kit.model.division import Tier
from kit.roles import PURPOSES, Role

from .changes import order
from .client import County
from .command import command
from .inputs import request_id
from .options import DivisionOpt, LimitOpt, RequestOpt
from .output import Column, table
from .session import Page, Session
from .views import time_text

_LOG: tuple[Column, ...] = (
    "时间", "何人", "操作", "记录", "项目", "用途", "理由", "辖区", "结果",
)  # fmt: skip
_ALLOWED = frozenset({"allowed", "shown"})
_COUNTS: tuple[Column, ...] = ("区划", "代码", ("户数", "right"), ("人数", "right"))


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    command(app, "access-log")(access_log)
    command(app, "statistics")(statistics)
    command(app, "republish")(republish)


def access_log(
    session: Session,
    division: DivisionOpt = "",
    record: Annotated[str, Option("--record", metavar="ID", help="只看这条记录。")] = "",
    subject: Annotated[str, Option("--subject", metavar="何人", help="只看此人。")] = "",
    limit: LimitOpt = 50,
) -> None:
    """列出谁查阅过敏感信息，最近的在前。"""
    code = session.division(division)

    async def page(county: County, size: int, token: str) -> Page[pb.AccessLogEntry]:
        answer = await county.registry.ListAccessLog(
            pb.ListAccessLogRequest(
                division=code,
                record_id=record,
                subject=subject,
                page_size=size,
                page_token=token,
            )
        )
        return answer.entries, answer.next_page_token

    found = session.ask_pages(page, limit, role=Role.AUDITOR)
    rows = [_entry(entry, session) for entry in found]
    session.show_list("entries", found, lambda: table("访问日志", _LOG, rows))


def _entry(entry: pb.AccessLogEntry, session: Session) -> tuple[object, ...]:
    rule = PURPOSES.get(entry.purpose)
    return (
        time_text(entry.time),
        entry.subject,
        entry.operation.rpartition("/")[2],
        entry.record_id,
        entry.field,
        rule.name if rule else entry.purpose,
        entry.reason,
        session.names(entry.division),
        "已显示" if entry.outcome in _ALLOWED else f"已拒绝（{entry.outcome}）",
    )


def statistics(session: Session, division: DivisionOpt = "") -> None:
    """按下一级区划统计户数和人数。"""
    request = pb.GetStatisticsRequest(division=session.division(division))
    answer = session.ask(lambda county: county.registry.GetStatistics(request), tier=Tier.COUNTY)
    rows: list[tuple[object, ...]] = [
        (session.names(row.division), row.division, row.household_count, row.person_count)
        for row in answer.divisions
    ]
    rows.append(("合计", "", answer.household_count, answer.person_count))
    session.show(answer, lambda: table("户数和人数", _COUNTS, rows))


def republish(session: Session, division: DivisionOpt = "", request: RequestOpt = "") -> None:
    """重新发布辖区内全部家庭户，供后来的订阅方补齐。"""
    asked = pb.RepublishHouseholdsRequest(
        request_id=request_id(request), division=session.division(division)
    )
    answer = order(
        session,
        asked.request_id,
        lambda county: county.registry.RepublishHouseholds(asked),
        Role.OPERATOR,
    )
    session.show(answer, lambda: f"将重新发布 {answer.household_count} 户。")
