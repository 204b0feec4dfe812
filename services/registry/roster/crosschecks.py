"""Checks between the columns of a row: what the citizen number says, what must come together."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from services.registry.domain.labels import SEXES
from services.registry.domain.needs import expiry, why_not

from .columns import AWAY, Column
from .needs import WrittenNeed, parse_needs
from .problems import ProblemCode
from .sheet import Sheet

_AMOUNTS = (
    Column.WAGE,
    Column.BUSINESS,
    Column.BUSINESS_COST,
    Column.PROPERTY,
    Column.TRANSFER,
)


def check_across(sheet: Sheet, today: date) -> None:
    """Fill sex and day of birth from the citizen number, then check what belongs together."""
    numbers = sheet.columns[Column.ID_NUMBER]
    _fill(sheet, Column.SEX, list(map(_sex_of, numbers)), ProblemCode.SEX_CONFLICT)
    _fill(sheet, Column.BIRTH_DATE, list(map(_birth_of, numbers)), ProblemCode.BIRTH_CONFLICT)
    _check_absence(sheet)
    _check_together(sheet, Column.LONGITUDE, Column.LATITUDE)
    _check_incomes(sheet)
    _check_needs(sheet, today)


def _sex_of(number: str) -> str:
    return ("男" if number[16] in "13579" else "女") if number else ""


def _birth_of(number: str) -> str:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if number else ""


def _fill(sheet: Sheet, column: Column, derived: list[str], conflict: ProblemCode) -> None:
    """Take what the number says where there is one; what was written beside it must agree."""
    written = sheet.columns[column]
    if written == derived and "" not in derived:
        return
    for at, (own, said) in enumerate(zip(written, derived, strict=True)):
        if said and own and own != said:
            sheet.blame(at, column, conflict, said)
        elif not said:
            derived[at] = own
            _require_own(sheet, at, column)
    sheet.columns[column] = derived


def _require_own(sheet: Sheet, at: int, column: Column) -> None:
    nothing_written = not sheet.originals[column][at].strip()
    if nothing_written and not sheet.originals[Column.ID_NUMBER][at].strip():
        sheet.blame(at, column, ProblemCode.REQUIRED)


def _check_absence(sheet: Sheet) -> None:
    since = sheet.columns[Column.ABSENT_SINCE]
    states = sheet.columns[Column.RESIDENCE]
    for at, (day, state) in enumerate(zip(since, states, strict=True)):
        if day and state != AWAY:
            sheet.blame(at, Column.RESIDENCE, ProblemCode.ABSENCE_CONFLICT, AWAY)
        elif day and day < sheet.columns[Column.BIRTH_DATE][at]:
            sheet.blame(at, Column.ABSENT_SINCE, ProblemCode.ABSENCE_BEFORE_BIRTH)


def _check_together(sheet: Sheet, one: Column, other: Column) -> None:
    pairs = zip(sheet.columns[one], sheet.columns[other], strict=True)
    for at in [at for at, (a, b) in enumerate(pairs) if (not a) != (not b)]:
        missing = other if sheet.columns[one][at] else one
        if not sheet.originals[missing][at].strip():
            sheet.blame(at, missing, ProblemCode.POINT_INCOMPLETE)


def _check_incomes(sheet: Sheet) -> None:
    years = sheet.columns[Column.INCOME_YEAR]
    amounts = (sheet.columns[column] for column in _AMOUNTS)
    for at, (year, *row) in enumerate(zip(years, *amounts, strict=True)):
        if not year and any(row) and not sheet.originals[Column.INCOME_YEAR][at].strip():
            sheet.blame(at, Column.INCOME_YEAR, ProblemCode.INCOME_INCOMPLETE)


def _check_needs(sheet: Sheet, today: date) -> None:
    sexes, births = sheet.columns[Column.SEX], sheet.columns[Column.BIRTH_DATE]
    parse = lru_cache(maxsize=None)(parse_needs)
    for at, text in enumerate(sheet.columns[Column.NEEDS]):
        if text and sexes[at] and births[at]:
            for need in parse(text):
                _check_need(sheet, at, need, today)


def _check_need(sheet: Sheet, at: int, need: WrittenNeed, today: date) -> None:
    sex = SEXES[sheet.columns[Column.SEX][at]]
    birth = date.fromisoformat(sheet.columns[Column.BIRTH_DATE][at])
    why = why_not(need.kind, sex, birth, today)
    if why is not None:
        sheet.blame(at, Column.NEEDS, ProblemCode.NEED_NOT_ALLOWED, why=why)
        return
    until = expiry(need.kind, birth, today, need.until)
    if until is not None and until <= today:
        sheet.blame(at, Column.NEEDS, ProblemCode.NEED_EXPIRED)
