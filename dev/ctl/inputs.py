"""Turns what people type into what the API carries."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1 import household_pb2 as pb

from kit.model.clock import SystemClock, local_date
from kit.wire_time import from_day
from services.registry.roster.ethnicity import ethnicity_code

from . import words
from .problems import UsageProblem

PERSON_FORM = "关系=子,姓名=…,身份证号=…[,性别=…,出生日期=…,联系电话=…,民族=…]"
_PERSON_KEYS = frozenset({"关系", "姓名", "性别", "出生日期", "身份证号", "联系电话", "民族"})


def request_id(given: str) -> str:
    """Return the request id that was given, or a new one."""
    return given or str(UUID(bytes=secrets.token_bytes(16), version=4))


def day(text: str) -> Date | None:
    """Return a calendar day, None when nothing was typed.

    Raises:
        UsageProblem: not a day as YYYY-MM-DD.
    """
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"日期“{text}”无效，请写成 2026-03-01 的样子。") from None
    return Date(year=found.year, month=found.month, day=found.day)


def day_or_today(text: str) -> Date:
    """Return a calendar day, today in the county when nothing was typed.

    Raises:
        UsageProblem: not a day as YYYY-MM-DD.
    """
    return day(text) or from_day(local_date(SystemClock().now()))


def person(text: str, default_relation: str = "") -> pb.NewPerson:
    """Return a new person typed as `名=值` with commas between.

    Raises:
        UsageProblem: an unknown name, or a value that cannot be.
    """
    values = assignments(text.replace("，", ",").split(","), _PERSON_KEYS)
    return pb.NewPerson(
        name=values.get("姓名", ""),
        sex=words.SEX.number(values["性别"]) if "性别" in values else pb.SEX_UNSPECIFIED,
        birth_date=day(values.get("出生日期", "")),
        id_number=values.get("身份证号", ""),
        phone=values.get("联系电话", ""),
        ethnicity=_ethnicity(values.get("民族", "")),
        relation=words.RELATION.number(values.get("关系", default_relation)),
    )


def assignments(items: Iterable[str], known: frozenset[str] | None = None) -> dict[str, str]:
    """Return `{名: 值}` of items typed as `名=值`.

    Raises:
        UsageProblem: no `=`, or a name that is not known.
    """
    found: dict[str, str] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals:
            raise UsageProblem(f"“{item}”应写成“名=值”。")
        if known is not None and name.strip() not in known:
            raise UsageProblem(f"没有“{name}”这一项，可选：{'、'.join(sorted(known))}。")
        found[name.strip()] = value.strip()
    return found


def amounts(items: Iterable[str]) -> list[pb.IncomeAmount]:
    """Return income amounts typed as `项目=元`.

    Raises:
        UsageProblem: an unknown item, or no amount in yuan.
    """
    typed: Mapping[str, str] = assignments(items)
    return [
        pb.IncomeAmount(item=words.INCOME_ITEM.number(name), cents=cents(value))
        for name, value in typed.items()
    ]


def cents(yuan: str) -> int:
    """Return an amount in yuan with at most two decimals as cents.

    Raises:
        UsageProblem: not an amount.
    """
    whole, _, part = yuan.strip().partition(".")
    sign = -1 if whole.startswith("-") else 1
    digits = whole.removeprefix("-")
    if not (digits.isdecimal() and digits.isascii() and len(part) <= 2 and f"0{part}".isdecimal()):
        raise UsageProblem(f"金额“{yuan}”无效，请以元为单位填写，最多两位小数。")
    return sign * (int(digits) * 100 + int(part.ljust(2, "0")))


def _ethnicity(text: str) -> str:
    code = ethnicity_code(text) if text else ""
    if code is None:
        raise UsageProblem(f"没有“{text}”这个民族，请填写如“汉族”或两位代码。")
    return code
