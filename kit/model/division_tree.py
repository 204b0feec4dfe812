"""The divisions of one county as they were valid on a day; codes change yearly."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue, NotFound


@dataclass(frozen=True, slots=True)
class Division:
    """One division with its validity `[valid_from, valid_to)` and the code it came from."""

    code: DivisionCode
    name: str
    valid_from: date = date.min
    valid_to: date = date.max
    predecessor: DivisionCode | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the code was in use on a day."""
        return self.valid_from <= day < self.valid_to


class DivisionTree:
    """Lookup of the divisions of one county; immutable after it is built."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = {d.code: d for d in divisions}
        roots = [d for d in self._by_code.values() if d.code.tier is Tier.COUNTY]
        if len(roots) != 1:
            raise InvalidValue(field="divisions", why=f"须恰有一个县级区划，收到 {len(roots)} 个")
        self.root = roots[0]
        self._villages = sorted(c for c in self._by_code if c.tier is Tier.VILLAGE)
        for division in self._by_code.values():
            self._check_parent(division.code)

    def _check_parent(self, code: DivisionCode) -> None:
        parent = self.parent(code)
        if parent is not None and parent not in self._by_code:
            raise InvalidValue(field="divisions", why=f"{code} 的上级 {parent} 不在区划表中")

    @staticmethod
    def parent(code: DivisionCode) -> DivisionCode | None:
        """Return the division one tier up, None for the county."""
        if code.tier is Tier.VILLAGE:
            return code.town
        return code.county if code.tier is Tier.TOWN else None

    def __contains__(self, code: DivisionCode) -> bool:
        return code in self._by_code

    def get(self, code: DivisionCode) -> Division:
        """Return the division.

        Raises:
            NotFound: the code is not in this county's table.
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise NotFound(what="区划", id=code) from None

    def name(self, code: DivisionCode) -> str:
        """Return the division's own name, e.g. 江河村."""
        return self.get(code).name

    def of_tier(self, tier: Tier, day: date) -> tuple[Division, ...]:
        """Return the divisions of a tier valid on a day, by code."""
        found = (d for d in self._by_code.values() if d.code.tier is tier and d.valid_on(day))
        return tuple(sorted(found, key=lambda d: d.code))

    def villages_within(self, ranges: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Return the bounds of every village in ranges of codes, by code, abolished ones too.

        For lists: a page then reads one village after the other, and not a whole county for the
        sake of its first rows.
        """
        wanted = tuple(ranges)
        return tuple(
            code.bounds()
            for code in self._villages
            if any(low <= code.digits < high for low, high in wanted)
        )

    def successor(self, code: DivisionCode, day: date) -> DivisionCode:
        """Return the code in use on a day for a division that may have been re-coded."""
        if code in self._by_code and self._by_code[code].valid_on(day):
            return code
        heirs = (d.code for d in self._by_code.values() if d.predecessor == code)
        for heir in sorted(heirs):
            return self.successor(heir, day)
        raise NotFound(what="区划", id=code)


def load_divisions(path: Path) -> DivisionTree:
    """Read `code,name[,valid_from,valid_to,predecessor]` from a CSV file (UTF-8).

    Raises:
        InvalidValue: a code or the tree is broken.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return DivisionTree(_division(row) for row in csv.DictReader(lines))


def _division(row: dict[str, str]) -> Division:
    former = row.get("predecessor")
    return Division(
        code=DivisionCode.parse(row["code"]),
        name=row["name"],
        valid_from=date.fromisoformat(row.get("valid_from") or date.min.isoformat()),
        valid_to=date.fromisoformat(row.get("valid_to") or date.max.isoformat()),
        predecessor=DivisionCode.parse(former) if former else None,
    )
