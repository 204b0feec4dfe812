"""From columns of canonical text to the entries the domain applies; a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

from kit.model.division import DivisionCode
from kit.model.income import IncomeItem, IncomeYear
from services.registry.domain.household import Point
from services.registry.domain.id_number import IdNumber
from services.registry.domain.labels import RELATIONS, SEXES
from services.registry.domain.need import Need
from services.registry.domain.person import Absence
from services.registry.domain.phone import Phone
from services.registry.domain.roster_entry import RosterHousehold, RosterPerson

from .batch import CheckedRows, GoodRows, RosterBatch
from .columns import AWAY
from .needs import parse_needs

_T = TypeVar("_T")

_ITEMS = (
    IncomeItem.WAGE,
    IncomeItem.BUSINESS,
    IncomeItem.BUSINESS_COST,
    IncomeItem.PROPERTY,
    IncomeItem.TRANSFER,
)


def build_batch(checked: CheckedRows, today: date) -> RosterBatch:
    """Return a checked batch with its entries built."""
    return RosterBatch(
        checked.rows_read,
        checked.last_row,
        checked.total_rows_estimate,
        build_entries(checked.good, today),
        checked.good,
        checked.problems,
        checked.held_rows,
    )


def build_entries(good: GoodRows, today: date) -> list[RosterHousehold]:
    """Return the households the columns describe; they passed every check."""
    people = _people(good, today)
    villages, numbers, groups, addresses, longitudes, latitudes, *rest = good.households
    *income, awards = rest
    ends = list(accumulate(good.sizes))
    members = [tuple(people[end - size : end]) for size, end in zip(good.sizes, ends, strict=True)]
    return list(
        map(
            RosterHousehold,
            map(DivisionCode.parse, villages),
            groups,
            numbers,
            members,
            good.hashes,
            addresses,
            map(_point, longitudes, latitudes),
            map(_income, *income),
            map(_years, awards),
        )
    )


def _people(good: GoodRows, today: date) -> list[RosterPerson]:
    relations, names, sexes, ids, births, ethnicities, phones, states, since, needs = good.people
    return list(
        map(
            RosterPerson,
            names,
            map(RELATIONS.__getitem__, relations),
            map(SEXES.__getitem__, sexes),
            _each(births, date.fromisoformat),
            [IdNumber(digits) if digits else None for digits in ids],
            [Phone(digits) if digits else None for digits in phones],
            ethnicities,
            _absences(states, since, today),
            _each(needs, lambda text: _needs(text, today)),
        )
    )


def _each(texts: Sequence[str], read: Callable[[str], _T]) -> list[_T]:
    known = {text: read(text) for text in set(texts)}
    return [known[text] for text in texts]


def _absences(states: list[str], since: list[str], today: date) -> list[Absence | None]:
    """Away without a day means away now: the day is the roster's (see `RosterPerson`)."""
    days = {text: Absence(date.fromisoformat(text) if text else today) for text in set(since)}
    return [days[day] if state == AWAY else None for state, day in zip(states, since, strict=True)]


def _needs(text: str, today: date) -> tuple[Need, ...]:
    return tuple(Need(n.kind, today, n.until, n.disability) for n in parse_needs(text))


def _point(longitude: str, latitude: str) -> Point | None:
    return Point(float(longitude), float(latitude)) if longitude else None


def _income(year: str, *amounts: str) -> IncomeYear | None:
    if not year:
        return None
    values = tuple(_amount(amount) for amount in amounts)
    return IncomeYear(int(year), tuple(zip(_ITEMS, values, strict=True)))


@lru_cache(maxsize=50_000)
def _amount(text: str) -> Decimal:
    return Decimal(text or "0")


@lru_cache(maxsize=10_000)
def _years(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(";"))) if text else ()
