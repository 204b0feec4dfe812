"""Colours, contacts and visits of households on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gov321.grid.v1 import care_pb2 as pb
from gov321.grid.v1.run_service_pb2 import ColourRun, RunChange
from rich.console import Group, RenderableType

from . import grid_words as words
from .output import Column, pairs, table
from .views import Names, day_text, time_text

_STEPS = {"left_behind": "留守", "disability": "残疾", "hardship": "困难", "guidance": "重点帮教"}
"""Class of need → how people say it; one this program does not know stays as it is."""


def care_view(care: pb.HouseholdCare, names: Names) -> RenderableType:
    """Return how one household is looked after."""
    parts: list[RenderableType] = [pairs("联系服务", _facts(care, names)), _contacts(care.contacts)]
    if care.HasField("explanation"):
        parts.append(pairs("分类依据", explanation_rows(care.explanation)))
    return Group(*parts)


def _facts(care: pb.HouseholdCare, names: Names) -> Iterator[tuple[str, object]]:
    yield "户ID", care.household_id
    yield "村（社区） / 网格", f"{names(care.village)} / {care.leaf}"
    yield "状态 / 版本", f"{'在册' if care.live else '已注销'} / {care.revision}"
    yield "颜色", colour_text(care)
    if care.proposal:
        yield "待确认", _proposal(care)
    if care.need_codes:
        yield "需求", "、".join(_STEPS.get(code, code) for code in care.need_codes)
    if care.contact_vacancy_id:
        yield "联系人", "空缺，待确定"
    if care.visit_due.year:
        yield "走访期限", day_text(care.visit_due) + ("（已超期）" if care.visit_overdue else "")
        yield "走访人", care.visitor_id or "尚未确定"
    if care.refused:
        yield "说明", "该户不接受自动分类，由人工决定"


def _proposal(care: pb.HouseholdCare) -> str:
    """Return what waits for a person: another result of the rules, or none at all."""
    if care.proposal != pb.COLOUR_PENDING:
        return f"规则认为应为{words.COLOUR.word(care.proposal)}"
    suggested = words.COLOUR.word(care.explanation.suggested)
    return "规则不能决定" + (f"，建议{suggested}" if suggested else "")


def colour_text(care: pb.HouseholdCare) -> str:
    """Return the colour in force, since when and how it was decided."""
    if not care.colour:
        return "未定"
    how = words.DECIDED.get(care.decided, care.decided)
    until = f"，至 {day_text(care.override_expires)}" if care.override_expires.year else ""
    return f"{words.COLOUR.word(care.colour)}（{day_text(care.colour_since)} 起，{how}{until}）"


def explanation_rows(why: pb.Explanation) -> Iterator[tuple[str, object]]:
    """Return why the rules say so, as names and values."""
    yield "规则结论", words.COLOUR.word(why.colour)
    if why.suggested:
        yield "建议", words.COLOUR.word(why.suggested)
    yield "理由", "\n".join(why.reasons)
    if why.data_tasks:
        yield "缺少或有误的数据", "、".join(why.data_tasks)
    yield "考评年度", why.year
    yield "规则 / 口径版本", f"{why.rule_version} / {why.policy_version}"
    yield "判定日期", day_text(why.on)


def _contacts(contacts: Iterable[pb.Contact]) -> RenderableType:
    columns: tuple[Column, ...] = ("联系线", "姓名", "一对一", "自", "人员ID")
    rows = [
        (
            words.LINE.word(contact.line),
            contact.name,
            "是" if contact.named else "",
            day_text(contact.since),
            contact.person_id,
        )
        for contact in contacts
    ]
    return table("联系人", columns, rows)


def care_list(cares: Iterable[pb.HouseholdCare]) -> RenderableType:
    """Return households, a line each."""
    columns: tuple[Column, ...] = ("户ID", "网格", "颜色", "待确认", "联系人", "走访期限")
    rows = [
        (
            care.household_id,
            care.leaf,
            words.COLOUR.word(care.colour) or "未定",
            words.COLOUR.word(care.proposal),
            "空缺" if care.contact_vacancy_id else "、".join(c.name for c in care.contacts),
            day_text(care.visit_due) + ("（超期）" if care.visit_overdue else ""),
        )
        for care in cares
    ]
    return table("联系服务", columns, rows)


def spell_list(spells: Iterable[pb.ColourSpell]) -> RenderableType:
    """Return the colours a household had, a line each."""
    columns: tuple[Column, ...] = ("颜色", "自", "至", "如何决定", "何人", "理由")
    rows = [
        (
            words.COLOUR.word(spell.colour),
            day_text(spell.since),
            day_text(spell.until),
            words.DECIDED.get(spell.decided, spell.decided),
            spell.signer,
            spell.reason or "\n".join(spell.explanation.reasons),
        )
        for spell in spells
    ]
    return table("颜色变更", columns, rows)


def visit_list(visits: Iterable[pb.Visit]) -> RenderableType:
    """Return visits, a line each."""
    columns: tuple[Column, ...] = ("日期", "方式", "职责", "内容", "诉求", "走访人ID")
    rows = [
        (
            day_text(visit.on),
            words.VISIT_KIND.word(visit.kind),
            "、".join(words.DUTY.word(duty) for duty in visit.duties),
            visit.text,
            "\n".join(visit.needs),
            visit.visitor_id,
        )
        for visit in visits
    ]
    return table("走访记录", columns, rows)


def run_view(run: ColourRun, names: Names) -> RenderableType:
    """Return one yearly run."""
    return pairs("年度分类", _run_facts(run, names))


def _run_facts(run: ColourRun, names: Names) -> Iterator[tuple[str, object]]:
    yield "分类ID", run.run_id
    yield "区划 / 年度", f"{names(run.division)} / {run.year}"
    yield "状态", words.RUN_STATUS.word(run.status)
    yield "拟定", f"{time_text(run.draft_time)} {run.drafted_by}"
    yield "户数", f"{run.households:,}，其中变动 {run.changed:,}，待人工 {run.held_back:,}"
    yield "已执行", f"{run.applied:,}" + (f"（{run.applied_by}）" if run.applied_by else "")
    for colour, name in words.COLOUR_NAMES.items():
        if run.colours[colour]:
            yield name, f"{run.colours[colour]:,}"


def change_list(changes: Iterable[RunChange], names: Names) -> RenderableType:
    """Return what a run changes, a line each."""
    columns: tuple[Column, ...] = ("村（社区）", "户ID", "现在", "按规则", "已生效")
    rows = [
        (
            names(change.village),
            change.household_id,
            words.COLOUR.word(change.before) or "未定",
            words.COLOUR.word(change.after),
            "是" if change.done else "",
        )
        for change in changes
    ]
    return table("年度分类的变动", columns, rows)
