"""What a county sets for its grids and colours, read from JSON files: versions with their days.

A key is the name of a field of `GridPolicy` or `ColourPolicy`; what is left out keeps its default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, cast

from kit.income_policy import load_policies as load_income_policies
from kit.model.errors import InvalidValue
from services.grid.domain.colour.policy import ColourPolicy, IncomeShare, YellowAwards
from services.grid.domain.colour.values import Colour, NeedCode
from services.grid.domain.grid import Population
from services.grid.domain.policies import Policies
from services.grid.domain.policy import GridPolicy

E = TypeVar("E", bound=Enum)
_Read = Callable[[Any], object]
_DAYS_OF_WEEK = range(7)
_BOUNDS = 2
"""Least and most."""


def load_policies(grid: str, colour: str, income: str) -> Policies:
    """Return the policies of three files; an empty path takes the default.

    Raises:
        InvalidValue: the file or a key of it is wrong; the text names the key.
        OSError: a file cannot be read.
    """
    default = Policies()
    return Policies(
        grid=_versions(grid, "网格管理口径", _GRID, GridPolicy) or default.grid,
        colour=_versions(colour, "三色评定口径", _COLOUR, ColourPolicy) or default.colour,
        income=load_income_policies(income),
    )


def _versions(
    file: str, what: str, readers: Mapping[str, _Read], build: Callable[..., Any]
) -> tuple[Any, ...]:
    if not file:
        return ()
    try:
        document = json.loads(Path(file).read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidValue(field=what, why=f"不是有效的 JSON：{error}") from None
    versions = cast("list[object]", document) if isinstance(document, list) else []
    if not versions:
        raise InvalidValue(field=what, why="须为至少含一个版本的列表")
    return tuple(
        _version(item, f"{what}第 {number} 项", readers, build)
        for number, item in enumerate(versions, start=1)
    )


def _version(item: Any, where: str, readers: Mapping[str, _Read], build: Callable[..., Any]) -> Any:
    if not isinstance(item, dict):
        raise InvalidValue(field=where, why="须为一组键和值")
    values: dict[str, object] = {}
    for key, value in cast("dict[str, Any]", item).items():
        if key not in readers:
            known = "、".join(readers)
            raise InvalidValue(field=f"{where}的 {key}", why=f"没有这个键，可用的有：{known}")
        try:
            values[key] = readers[key](value)
        except _Wrong as wrong:
            raise InvalidValue(field=f"{where}的 {key}", why=str(wrong)) from None
    missing = [key for key in ("version", "valid_from") if key not in values]
    if missing:
        raise InvalidValue(field=f"{where}的 {missing[0]}", why="必须填写")
    return build(**values)


class _Wrong(ValueError):
    """A value cannot be read; the text says in Chinese what it has to be."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong("须为文字")
    return value


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Wrong("须为 2022-01-01 形式的日期") from None


def _one_of(kind: type[E]) -> Callable[[Any], E]:
    def read(value: Any) -> E:
        try:
            return kind(value)
        except ValueError:
            known = "、".join(str(one.value) for one in kind)
            raise _Wrong(f"只能是：{known}") from None

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("须为 true 或 false")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _Wrong("须为大于 0 的整数")
    return value


def _weight(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        raise _Wrong("须为大于 0 的数")
    return float(value)


def _bounds(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(cast("list[Any]", value)) != _BOUNDS:
        raise _Wrong("须为两个整数：[下限, 上限]")
    least, most = (_count(one) for one in cast("list[Any]", value))
    if least > most:
        raise _Wrong("下限不得大于上限")
    return least, most


def _weekday(value: Any) -> int:
    if value not in _DAYS_OF_WEEK or isinstance(value, bool):
        raise _Wrong("须为 0（星期一）至 6（星期日）")
    return int(value)


def _by_colour(read: Callable[[Any], Any]) -> _Read:
    colour = _one_of(Colour)

    def by_colour(value: Any) -> dict[Colour, Any]:
        if not isinstance(value, dict):
            raise _Wrong("须为颜色和数值的对应")
        given = cast("dict[str, Any]", value)
        return {colour(name): read(one) for name, one in given.items()}

    return by_colour


def _needs(value: Any) -> frozenset[NeedCode]:
    if not isinstance(value, list):
        raise _Wrong("须为需求种类的列表")
    return frozenset(_one_of(NeedCode)(code) for code in cast("list[Any]", value))


def _month_and_day(value: Any) -> tuple[int, int]:
    month, _, day = _text(value).partition("-")
    if not (month.isdecimal() and day.isdecimal()):
        raise _Wrong("须为“月-日”，如 03-01")
    return int(month), int(day)


_VALIDITY: Mapping[str, _Read] = {
    "version": _text,
    "valid_from": _day,
    "valid_to": _day,
}
_GRID: Mapping[str, _Read] = {
    **_VALIDITY,
    "population": _one_of(Population),
    "households": _bounds,
    "persons": _bounds,
    "weights": _by_colour(_weight),
    "visit_months": _by_colour(_count),
    "helper_limit": _count,
    "reception_weekday": _weekday,
}
_COLOUR: Mapping[str, _Read] = {
    **_VALIDITY,
    "gap_a": _one_of(Colour),
    "gap_b": _one_of(Colour),
    "gap_suggestion": _one_of(Colour),
    "income_share": _one_of(IncomeShare),
    "ties_are_green": _flag,
    "yellow_awards": _one_of(YellowAwards),
    "yellow_without_third_year": _flag,
    "split_inherits_awards": _flag,
    "poverty_needs": _needs,
    "disability_min_grade": _count,
    "released_counts": _flag,
    "assessment_starts": _month_and_day,
}
