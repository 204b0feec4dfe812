"""Contacts, vacancies and sessions on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from gov321.grid.v1 import line_service_pb2 as pb
from rich.console import Group, RenderableType
from rich.text import Text

from . import grid_words as words
from .grid_care_views import care_view
from .output import Column, table
from .views import Names, day_text


def care_with_warnings(
    answer: pb.AssignContactResponse | pb.EndContactResponse, names: Names
) -> RenderableType:
    """Return a household's care, and what the service warned of."""
    told = answer.warnings if isinstance(answer, pb.AssignContactResponse) else ()
    warnings = [Text(f"注意：{text}", "yellow") for text in told]
    return Group(care_view(answer.care, names), *warnings)


def vacancy_list(vacancies: Iterable[pb.OpenVacancy], names: Names) -> RenderableType:
    """Return what waits for a person, a line each."""
    columns: tuple[Column, ...] = ("村（社区）", "缺什么", "网格", "户ID", "自", "原因", "空缺ID")
    rows = [
        (
            names(v.village),
            "连心户联系人" if v.household_id else "网格长",
            v.grid,
            v.household_id,
            day_text(v.opened),
            words.END_REASON.word(v.cause),
            v.vacancy_id,
        )
        for v in vacancies
    ]
    return table("空缺", columns, rows)


def contact_list(
    contacts: Iterable[pb.PersonContact], load: pb.ListContactsResponse
) -> RenderableType:
    """Return the households a person keeps contact with, a line each, and how many are red."""
    columns: tuple[Column, ...] = ("户ID", "联系线", "一对一", "自")
    rows = [
        (c.household_id, words.LINE.word(c.line), "是" if c.named else "", day_text(c.since))
        for c in contacts
    ]
    text = f"一对一联系连心户 {load.red_households} 户，上限 {load.limit} 户"
    return Group(table("联系的户", columns, rows), Text(text))


def schedule_view(sessions: Iterable[pb.ScheduledSession]) -> RenderableType:
    """Return reception days and meetings, a line each."""
    columns: tuple[Column, ...] = (
        "日期", "活动", "代表ID", "情况", ("到场", "right"), ("事项", "right"),
    )  # fmt: skip
    rows = [
        (
            day_text(one.day),
            words.SESSION.word(one.kind),
            one.deputy_id or "（村里没有代表）",
            "已办" if one.held else "超期未办" if one.overdue else "待办",
            one.attendance if one.held else "",
            one.matters if one.held else "",
        )
        for one in sessions
    ]
    return table("接待日和座谈会", columns, rows)
