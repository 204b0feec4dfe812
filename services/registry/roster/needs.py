"""The 需求 cell: `留守儿童;低保;残疾:肢体:2;服刑:2027-06-30`.

服刑 must name the day it ends; 刑满释放 without one ends after the default span (domain/needs.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registry.domain.labels import DISABILITIES, NEEDS
from services.registry.domain.need import Disability, NeedKind

_SEPARATORS = str.maketrans({"；": ";", "、": ";", ",": ";", "，": ";", "：": ":"})


class BadNeed(ValueError):
    """The item at fault is the first argument."""


@dataclass(frozen=True, slots=True)
class WrittenNeed:
    """One need as the roster writes it; `until` is the day it ends."""

    kind: NeedKind
    disability: Disability | None = None
    until: date | None = None


def parse_needs(text: str) -> tuple[WrittenNeed, ...]:
    """Return the needs a cell names.

    Raises:
        BadNeed: an item is unknown, incomplete or there twice.
    """
    items = _items(text)
    needs = tuple(_need(item) for item in items)
    if len({need.kind for need in needs}) != len(needs):
        raise BadNeed(items[-1])
    return needs


def canonical_needs(text: str) -> str:
    """Return the cell with one separator and no blanks, its items in a fixed order.

    Raises:
        BadNeed: as `parse_needs`.
    """
    parse_needs(text)
    return ";".join(sorted(_items(text)))


def _items(text: str) -> list[str]:
    items = (item.split(":") for item in text.translate(_SEPARATORS).split(";") if item.strip())
    return [":".join(part.strip() for part in parts) for parts in items]


def _need(item: str) -> WrittenNeed:
    name, *details = item.split(":")
    kind = NEEDS.get(name)
    if kind is None:
        raise BadNeed(item)
    disability = _disability(item, details) if kind is NeedKind.DISABILITY else None
    until = _expiry(item, details)
    if details or (until is None and kind is NeedKind.SERVING_SENTENCE):
        raise BadNeed(item)
    return WrittenNeed(kind, disability, until)


def _disability(item: str, details: list[str]) -> Disability:
    if len(details) < 2 or details[0] not in DISABILITIES or details[1] not in {*"1234"}:
        raise BadNeed(item)
    kind, grade = details.pop(0), details.pop(0)
    return Disability(DISABILITIES[kind], int(grade))


def _expiry(item: str, details: list[str]) -> date | None:
    if not details:
        return None
    try:
        return date.fromisoformat(details.pop(0))
    except ValueError:
        raise BadNeed(item) from None
