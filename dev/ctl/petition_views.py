"""Appeals on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gov321.petition.v1 import petition_pb2 as pb
from gov321.petition.v1 import petition_service_pb2 as service_pb
from rich.console import Group, RenderableType

from . import petition_words as words
from .output import Column, pairs, table
from .views import Names, time_text

_LIST: tuple[Column, ...] = (
    "编号", "标题", "类别", "紧急程度", "状态", "在哪一级", "登记时间", "超期", "诉求ID",
)  # fmt: skip
_HISTORY: tuple[Column, ...] = ("时间", "步骤", "综治中心", "何人", "状态", "单位", "意见")
_CLOCKS: tuple[Column, ...] = ("期限", "开始", "到期", "情况", "停止")
_PEOPLE: tuple[Column, ...] = ("受理编号", "公开程度", "姓名", "电话", "已答复", "评价", "诉求人ID")
_UNITS: tuple[Column, ...] = ("单位", "主办", "交办", "首次联系", "退回")
_COUNTS: tuple[Column, ...] = (
    "区划", ("登记", "right"), ("在办", "right"), ("超期", "right"), ("办结", "right"),
    ("按时", "right"), ("村级办结", "right"), ("镇级办结", "right"), ("县级办结", "right"),
    ("退单", "right"), ("重开", "right"), ("移交中", "right"),
)  # fmt: skip


def petition_view(petition: pb.Petition, names: Names) -> RenderableType:
    """Return one appeal with its petitioners, units, clocks and history."""
    return Group(
        pairs(f"诉求 {petition.number}", _facts(petition, names)),
        table("诉求人", _PEOPLE, (_petitioner(one) for one in petition.petitioners)),
        table("承办单位", _UNITS, (_assignment(one) for one in petition.assignments)),
        table("期限", _CLOCKS, (_clock(one) for one in petition.clocks)),
        table("办理过程", _HISTORY, (_entry(one, names) for one in petition.history)),
    )


def petition_list(petitions: Iterable[pb.Petition], names: Names) -> RenderableType:
    """Return appeals, a line each."""
    rows = (
        (
            one.number,
            one.title,
            one.category,
            words.URGENCY.word(one.urgency),
            words.STATE.word(one.state),
            custodian_text(one, names),
            time_text(one.receive_time),
            "是" if any(clock.overdue for clock in one.clocks) else "",
            one.petition_id,
        )
        for one in petitions
    )
    return table("诉求", _LIST, rows)


def receipts_view(answer: service_pb.SubmitPetitionResponse, names: Names) -> RenderableType:
    """Return an appeal that was taken in, with what its petitioners take home."""
    rows = ((one.number, one.query_code) for one in answer.receipts)
    receipts = table("回执（查询码只显示这一次）", ("受理编号", "查询码"), rows)
    return Group(petition_list([answer.petition], names), receipts)


def progress_view(progress: service_pb.Progress) -> RenderableType:
    """Return how an appeal stands for who holds its receipt."""
    due = time_text(progress.due_time) if progress.HasField("due_time") else ""
    facts = (
        ("状态", words.STATE.word(progress.state)),
        ("登记时间", time_text(progress.receive_time)),
        ("应答复时间", due),
        ("在哪一级", words.TIERS.get(progress.tier, progress.tier)),
        ("承办单位", progress.unit),
        ("答复", progress.reply),
        ("评价", words.RATING.word(progress.rating)),
    )
    return pairs(f"受理编号 {progress.number}", facts)


def statistics_view(
    divisions: Iterable[service_pb.PetitionStatistics], names: Names
) -> RenderableType:
    """Return counts by division, a line each."""
    rows = (
        (
            names(one.division),
            one.received,
            one.open,
            one.overdue,
            one.closed,
            one.closed_in_time,
            *(one.solved_at_tier.get(tier.name.lower(), 0) for tier in words.UPWARDS),
            one.returned,
            one.reopened,
            one.in_flight,
        )
        for one in divisions
    )
    return table("诉求统计", _COUNTS, rows)


def custodian_text(petition: pb.Petition, names: Names) -> str:
    """Return which center has an appeal, or is about to have it."""
    center = names(petition.custodian)
    return f"{center}（移交途中）" if petition.in_flight else center


def _facts(petition: pb.Petition, names: Names) -> Iterator[tuple[str, object]]:
    yield "诉求ID", petition.petition_id
    yield "版本", petition.revision
    yield "标题", petition.title
    yield "内容", petition.text
    yield "状态", words.STATE.word(petition.state)
    yield "在哪一级", custodian_text(petition, names)
    yield "事项地点", names(petition.place)
    yield "类别", petition.category
    yield "事项类型", words.MATTER.word(petition.matter)
    yield "来源", words.SOURCE.word(petition.source)
    yield "法定途径", words.CHANNEL.word(petition.channel)
    yield "紧急程度", words.URGENCY.word(petition.urgency)
    yield "登记时间", time_text(petition.receive_time)
    if petition.reply:
        yield "答复", petition.reply
    if petition.route:
        yield "告知途径", petition.route


def _petitioner(one: pb.Petitioner) -> tuple[object, ...]:
    return (
        one.number,
        words.DISCLOSURE.word(one.disclosure),
        one.name,
        one.phone,
        "是" if one.answered else "",
        words.RATING.word(one.rating),
        one.petitioner_id,
    )


def _assignment(one: pb.Assignment) -> tuple[object, ...]:
    contacted = time_text(one.contact_time) if one.HasField("contact_time") else ""
    returned = time_text(one.return_time) if one.HasField("return_time") else ""
    return one.unit, "是" if one.main else "", time_text(one.assign_time), contacted, returned


def _clock(one: pb.Clock) -> tuple[object, ...]:
    return (
        words.CLOCKS.get(one.kind, one.kind),
        time_text(one.start_time),
        time_text(one.due_time),
        "超期" if one.overdue else words.CLOCK_STATES.get(one.state, one.state),
        time_text(one.stop_time) if one.HasField("stop_time") else "",
    )


def _entry(one: pb.Entry, names: Names) -> tuple[object, ...]:
    return (
        time_text(one.time),
        words.STEPS.get(one.step, one.step),
        names(one.center),
        one.by,
        words.STATE.word(one.after),
        one.unit,
        one.note,
    )
