"""What each cell may hold: one small function per column, from text to its canonical text.

A county's columns repeat themselves, so each distinct text is read once (`Canon`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kit.model.errors import InvalidValue
from services.registry.domain.labels import RELATIONS, SEXES
from services.registry.domain.phone import MOBILE, Phone
from services.registry.domain.place import LATITUDES, LONGITUDES

from .cells import read_date
from .columns import AWAY, RESIDENCES, Column
from .ethnicity import ethnicity_code
from .needs import BadNeed, canonical_needs
from .options import RosterOptions
from .problems import ProblemCode

_KEPT = 100_000  # distinct texts remembered per column: bounds memory, not meaning
NUMBER_IN_A_SHEET = re.compile(r"[0-9]+\.[0-9]*(?:[Ee]\+?[0-9]+)?|[0-9]+[Ee]\+?[0-9]+", re.ASCII)
_MONEY_LIMITS = (Decimal(0), Decimal(100_000_000))
_FIRST_YEAR = 2000
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_MOBILE = re.compile(MOBILE, re.ASCII)
_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,9})?", re.ASCII)
_AWARD_SEPARATORS = re.compile(r"[;；、,， ]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not taken."""

    code: ProblemCode
    suggestion: str | None = None
    values: dict[str, object] = field(default_factory=dict[str, object])


Rule = Callable[[str], str | Fault]
"""From a tidy, non-empty text to its canonical text, or why not."""


class Canon(dict[str, str | Fault]):
    """The texts of a column that were read already."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, text: str) -> str | Fault:
        if len(self) >= _KEPT:
            self.clear()
        result = self._rule(text) if text else ""
        self[text] = result
        return result


def column_rules(options: RosterOptions) -> dict[Column, Rule]:
    """Return the rule of every column that has one by itself (names and texts are in `checks`)."""
    money = _amount(*_MONEY_LIMITS)
    return {
        Column.VILLAGE: _village_rule(options),
        Column.RELATION: _choice(tuple(RELATIONS)),
        Column.SEX: _choice(tuple(SEXES)),
        Column.BIRTH_DATE: _past_day(options.today),
        Column.ETHNICITY: _ethnicity,
        Column.PHONE: _phone,
        Column.RESIDENCE: _choice(RESIDENCES),
        Column.ABSENT_SINCE: _past_day(options.today),
        Column.NEEDS: _needs,
        Column.LONGITUDE: _degrees(*LONGITUDES),
        Column.LATITUDE: _degrees(*LATITUDES),
        Column.INCOME_YEAR: _closed_year(options.today),
        Column.WAGE: money,
        Column.BUSINESS: money,
        Column.BUSINESS_COST: money,
        Column.PROPERTY: money,
        Column.TRANSFER: money,
        Column.AWARDS: _award_years(options.today),
    }


def _village_rule(options: RosterOptions) -> Rule:
    nearest = _nearest_village(options.villages)

    def village(text: str) -> str | Fault:
        if text in options.villages:
            in_scope = not options.scope or text.startswith(options.scope)
            return text if in_scope else Fault(ProblemCode.VILLAGE_OUT_OF_SCOPE)
        if NUMBER_IN_A_SHEET.fullmatch(text):
            return Fault(ProblemCode.CODE_AS_NUMBER)
        is_code = len(text) == 12 and text.isdigit()
        code = ProblemCode.VILLAGE_UNKNOWN if is_code else ProblemCode.VILLAGE_FORMAT
        return Fault(code, nearest(text))

    return village


def _nearest_village(villages: Mapping[str, str]) -> Callable[[str], str | None]:
    """Return a search for the one village with this name, or with this code but for a digit."""
    codes: dict[str, list[str]] = {}
    for code, name in villages.items():
        for form in {name, name.removesuffix("村"), name.removesuffix("社区"), *_but_one(code)}:
            codes.setdefault(form, []).append(code)

    def nearest(text: str) -> str | None:
        forms = _but_one(text) if len(text) == 12 else (text,)
        found = {code for form in forms for code in codes.get(form, ())}
        return next(f"{code}（{villages[code]}）" for code in found) if len(found) == 1 else None

    return nearest


def _but_one(code: str) -> tuple[str, ...]:
    return tuple(f"{code[:at]}?{code[at + 1 :]}" for at in range(len(code)))


def _choice(choices: tuple[str, ...]) -> Rule:
    def choice(text: str) -> str | Fault:
        if text in choices:
            return text
        near = next((c for c in choices if text in _SYNONYMS.get(c, ())), None)
        return Fault(ProblemCode.NOT_A_CHOICE, near, {"choices": "、".join(choices)})

    return choice


_SYNONYMS: dict[str, tuple[str, ...]] = {
    "户主": ("本人", "本人或户主"),
    "配偶": ("妻", "妻子", "夫", "丈夫", "老婆", "爱人"),
    "子": ("儿子", "长子", "次子", "三子", "独生子"),
    "女": ("女儿", "长女", "次女", "三女", "独生女", "女性"),
    "孙子女": ("孙子", "孙女", "外孙", "外孙女", "外孙子"),
    "父母": ("父", "母", "父亲", "母亲", "岳父", "岳母", "公公", "婆婆"),
    "祖父母": ("祖父", "祖母", "爷爷", "奶奶"),
    "兄弟姐妹": ("兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹"),
    "其他": ("儿媳", "女婿", "侄子", "侄女", "其它"),
    "男": ("男性",),
    AWAY: ("外出务工", "务工", "不在家"),
    "在家": ("常住", "在村"),
}
"""What people write instead, to suggest the template's word."""


def _past_day(today: date) -> Rule:
    def day(text: str) -> str | Fault:
        found = read_date(text)
        if found is None or found.year < 1850:
            return Fault(ProblemCode.DATE_FORMAT)
        return found.isoformat() if found <= today else Fault(ProblemCode.DATE_FUTURE)

    return day


def _ethnicity(text: str) -> str | Fault:
    values: dict[str, object] = {"choices": "民族名称（如“汉族”）或 GB/T 3304 两位代码"}
    return ethnicity_code(text) or Fault(ProblemCode.NOT_A_CHOICE, None, values)


def _phone(text: str) -> str | Fault:
    if _MOBILE.fullmatch(text):
        return text
    if NUMBER_IN_A_SHEET.fullmatch(text):
        return Fault(ProblemCode.CODE_AS_NUMBER)
    try:
        return Phone.parse(text).digits
    except InvalidValue:
        return Fault(ProblemCode.PHONE_FORMAT)


def _needs(text: str) -> str | Fault:
    try:
        return canonical_needs(text)
    except BadNeed as error:
        return Fault(ProblemCode.NEED_FORMAT, None, {"item": error.args[0]})


def _degrees(low: float, high: float) -> Rule:
    def degrees(text: str) -> str | Fault:
        if not _AMOUNT.fullmatch(text):
            return Fault(ProblemCode.NUMBER_FORMAT)
        if not low <= float(text) <= high:
            return Fault(ProblemCode.NUMBER_RANGE, None, {"low": low, "high": high})
        return f"{float(text):.6f}"

    return degrees


def _amount(low: Decimal, high: Decimal) -> Rule:
    def amount(text: str) -> str | Fault:
        if not _AMOUNT.fullmatch(text):
            plain = text.replace(",", "").replace("，", "").removesuffix("元")
            return Fault(ProblemCode.NUMBER_FORMAT, plain if _AMOUNT.fullmatch(plain) else None)
        value = Decimal(text).quantize(_CENT)
        if not low <= value <= high:
            return Fault(ProblemCode.NUMBER_RANGE, None, {"low": low, "high": high})
        return _plain(value)

    return amount


_CENT = Decimal("0.01")


def _plain(value: Decimal) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".")


def _closed_year(today: date) -> Rule:
    last = today.year - 1

    def year(text: str) -> str | Fault:
        if _YEAR.fullmatch(text) and _FIRST_YEAR <= int(text) <= last:
            return text
        return Fault(ProblemCode.YEAR_FORMAT, None, {"low": _FIRST_YEAR, "high": last})

    return year


def _award_years(today: date) -> Rule:
    def years(text: str) -> str | Fault:
        found = sorted({year for year in _AWARD_SEPARATORS.split(text) if year})
        if all(_YEAR.fullmatch(y) and _FIRST_YEAR <= int(y) <= today.year for y in found):
            return ";".join(found)
        return Fault(ProblemCode.YEAR_FORMAT, None, {"low": _FIRST_YEAR, "high": today.year})

    return years
