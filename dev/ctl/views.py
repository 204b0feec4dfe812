"""Households on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC

from google.protobuf.timestamp_pb2 import Timestamp
from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1.household_pb2 import Award, Household, Member
from rich.console import Group, RenderableType
from rich.text import Text

from kit.model.clock import COUNTY_ZONE

from . import words
from .output import Column, pairs, table

Names = Callable[[str], str]

_MEMBER_COLUMNS: tuple[Column, ...] = (
    "与户主关系", "姓名", "性别", ("出生年", "right"), "身份证号", "联系电话", "居住", "需求",
    "入户日期", "人员ID",
)  # fmt: skip


def day_text(day: Date) -> str:
    """Return a day as 2026-03-01, nothing for none."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}" if day.year else ""


def time_text(instant: Timestamp) -> str:
    """Return an instant as the county's clocks show it."""
    return instant.ToDatetime(UTC).astimezone(COUNTY_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def fact_text(fact: str) -> str:
    """Return the Chinese for a fact's full name; one this program does not know stays as it is."""
    name = fact.rpartition(".")[2]
    return words.FACTS.get(name, name)


def yuan(cents: int) -> str:
    """Return cents as yuan with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def household_view(household: Household, names: Names, title: str = "家庭户") -> RenderableType:
    """Return one household with its members."""
    return Group(
        pairs(title, _facts(household, names)),
        table("成员", _MEMBER_COLUMNS, [_member(member) for member in household.members]),
        *_incomes(household),
    )


def _facts(household: Household, names: Names) -> Iterator[tuple[str, object]]:
    yield "户ID", household.id
    yield "村（社区）", f"{names(household.division)}（{household.division}）"
    yield "村民小组 / 户编号", f"{household.group or '—'} / {household.number}"
    yield "状态 / 版本", f"{words.STATUS.word(household.status)} / {household.revision}"
    yield "住址", household.address or "—"
    yield "登记日期", day_text(household.register_date)
    if household.dissolve_date.year:
        yield "注销日期", day_text(household.dissolve_date)
    yield "管理中心", f"{names(household.custodian)}（{household.custodian}）"
    if household.split_from:
        yield "分户自", household.split_from
    if household.merged_into:
        yield "并入", household.merged_into
    if household.awards:
        yield "平安家庭", "、".join(_award(award) for award in household.awards)
    for correction in household.open_corrections:
        fields = "、".join(words.CORRECTABLE.word(field) for field in correction.fields)
        yield "待审更正", f"{correction.id}（{fields}，{correction.requested_by} 提出）"


def _award(award: Award) -> str:
    return f"{award.year} 年" + ("（已撤销）" if award.revoke_date.year else "")


def _member(member: Member) -> tuple[object, ...]:
    needs = [words.NEED.word(need) for need in member.needs]
    if member.sealed_need_count:
        needs.append(f"另有 {member.sealed_need_count} 项须授权查看")
    name = Text(member.name, style="strike" if member.leave_date.year else "")
    return (
        words.RELATION.word(member.relation),
        name,
        words.SEX.word(member.sex),
        member.birth_year or "",
        member.id_number,
        member.phone,
        f"{day_text(member.leave_date)} 离户" if member.leave_date.year else _residence(member),
        "、".join(needs),
        day_text(member.join_date),
        member.person_id,
    )


def _residence(member: Member) -> str:
    return "外出" if member.absent else "在家"


def _incomes(household: Household) -> Iterator[RenderableType]:
    if not household.incomes:
        return
    rows = [
        (
            income.year,
            "，".join(f"{words.INCOME_ITEM.word(i.item)} {yuan(i.cents)}" for i in income.items),
            yuan(income.net_cents),
            yuan(income.per_person_cents),
        )
        for income in household.incomes
    ]
    columns: tuple[Column, ...] = ("年度", "各项（元）", ("纯收入", "right"), ("人均", "right"))
    yield table("收入", columns, rows)


def household_list(households: Iterable[Household], names: Names) -> RenderableType:
    """Return a list of households, a line each."""
    columns: tuple[Column, ...] = (
        "村（社区）", "小组", "户编号", "户主", ("人口", "right"), "状态", "户ID",
    )  # fmt: skip
    rows = [
        (
            names(household.division),
            household.group,
            household.number,
            _head(household),
            len(household.members),
            words.STATUS.word(household.status),
            household.id,
        )
        for household in households
    ]
    return table("家庭户", columns, rows)


def _head(household: Household) -> str:
    heads = (m.name for m in household.members if m.person_id == household.head_person_id)
    return next(heads, "")
