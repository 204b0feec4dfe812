"""Reading what a county sets in JSON files: every mistake is told in Chinese with its key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, cast

from kit.model.errors import InvalidValue

E = TypeVar("E", bound=Enum)
T = TypeVar("T")

SHIPPED = Path(__file__).parent.parent / "reference"
"""The defaults that come with the service."""


class TierName(Enum):
    """A tier as files name it."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


def read_list(file: str, shipped: str, what: str) -> list[Entry]:
    """Return the entries of a file, or of the default of this name when no file is given.

    Raises:
        InvalidValue: it is not a JSON list of objects with at least one entry.
        OSError: it cannot be read.
    """
    path = Path(file) if file else SHIPPED / shipped
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidValue(field=what, why=f"不是有效的 JSON：{error}") from None
    if not isinstance(document, list) or not document:
        raise InvalidValue(field=what, why="须为至少含一项的列表")
    items = cast("list[object]", document)
    return [entry(item, f"{what}第 {number} 项") for number, item in enumerate(items, start=1)]


def entry(item: object, where: str) -> Entry:
    """Return an object of a file with the place it is at.

    Raises:
        InvalidValue: it is none.
    """
    if not isinstance(item, dict):
        raise InvalidValue(field=where, why="须为一组键和值")
    return Entry(where, cast("dict[str, Any]", item))


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a file. Every method raises `InvalidValue` that names the key."""

    where: str
    values: Mapping[str, Any]

    def only(self, keys: Iterable[str]) -> None:
        """Refuse keys nobody reads: they are mistyped."""
        known = tuple(keys)
        for key in self.values:
            if key not in known:
                why = f"没有这个键，可用的有：{'、'.join(known)}"
                raise InvalidValue(field=self.at(key), why=why)

    def at(self, key: str) -> str:
        """Return what a mistake at a key is told by."""
        return f"{self.where}的 {key}"

    def wrong(self, key: str, why: str) -> InvalidValue:
        """Return the refusal of the value of a key."""
        return InvalidValue(field=self.at(key), why=why)

    def get(self, key: str) -> Any:
        """Return a value that must be there."""
        if key not in self.values:
            raise self.wrong(key, "必须填写")
        return self.values[key]

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "须为文字")
        return value

    def count(self, key: str, least: int = 1) -> int:
        """Return a whole number."""
        value = self.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.wrong(key, f"须为不小于 {least} 的整数")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.get(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "须为 true 或 false")
        return value

    def day(self, key: str, missing: date | None = None) -> date:
        """Return a day; `missing` when it may be left out."""
        if missing is not None and key not in self.values:
            return missing
        return self.day_of(key, self.get(key))

    def day_of(self, key: str, value: object) -> date:
        """Return the day a value of a key says."""
        try:
            return date.fromisoformat(cast("str", value))
        except (TypeError, ValueError):
            raise self.wrong(key, "须为 2022-01-01 形式的日期") from None

    def one_of(self, key: str, kind: type[E]) -> E:
        """Return a member of an enum by its wire name."""
        return self.member(key, self.get(key), kind)

    def member(self, key: str, value: object, kind: type[E]) -> E:
        """Return the member that a value of a key names."""
        try:
            return kind(value)
        except ValueError:
            known = "、".join(str(one.value) for one in kind)
            raise self.wrong(key, f"只能是：{known}") from None

    def items(self, key: str) -> list[object]:
        """Return a list; empty when it is left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "须为列表")
        return cast("list[object]", value)

    def members(self, key: str, kind: type[E]) -> frozenset[E]:
        """Return a list of members of an enum."""
        return frozenset(self.member(key, value, kind) for value in self.items(key))

    def part(self, key: str) -> Entry:
        """Return an object inside; empty when it is left out."""
        return entry(self.values.get(key, {}), self.at(key))

    def parts(self, key: str) -> list[Entry]:
        """Return the objects of a list; empty when it is left out."""
        items = enumerate(self.items(key), start=1)
        return [entry(item, f"{self.at(key)}第 {number} 项") for number, item in items]

    def table(self, key: str, kind: type[E], read: Callable[[Entry], T]) -> dict[E, T]:
        """Return an object by members of an enum; empty when it is left out."""
        part = self.part(key)
        return {part.member(name, name, kind): read(part.part(name)) for name in part.values}
