"""A roster entry to start from, and entries of every kind for property tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from kit.model.income import IncomeItem, IncomeYear
from services.registry.domain.household import Point, Relation
from services.registry.domain.need import Need, NeedKind
from services.registry.domain.person import Absence
from services.registry.domain.phone import Phone
from services.registry.domain.roster_entry import RosterHousehold, RosterPerson
from services.registry.domain.sex import Sex
from tests.support.builders import JIANGHE, an_id_number

DAY = date(2025, 1, 10)
"""Day of the first roster."""
NEXT = date(2026, 1, 10)
"""Day of the next one."""


def a_row(n: int, relation: Relation = Relation.SON) -> RosterPerson:
    """Return the row of the n-th made-up man, with a valid number of his own."""
    birth = date(1980 + n, 1, 1)
    number = an_id_number(birth, Sex.MALE, n)
    return RosterPerson(f"测试{n}", relation, Sex.MALE, birth, number)


ENTRY = RosterHousehold(
    JIANGHE,
    "一组",
    "001",
    (a_row(1, Relation.HEAD), a_row(2)),
    b"first",
    "江河村 1 号",
    Point(108.5, 32.9),
    IncomeYear(2024, ((IncomeItem.WAGE, Decimal(30000)),)),
    (2023, 2024),
)


def _listed(
    n: int,
    relation: Relation,
    phone: Phone | None,
    absence: Absence | None,
    needs: tuple[Need, ...],
) -> RosterPerson:
    return replace(a_row(n), relation=relation, phone=phone, absence=absence, needs=needs)


def _headed(rows: list[RosterPerson]) -> tuple[RosterPerson, ...]:
    return (replace(rows[0], relation=Relation.HEAD), *rows[1:])


def _key(row: RosterPerson) -> str:
    return row.name


def _entry(
    people: tuple[RosterPerson, ...], group: str, address: str, award_years: tuple[int, ...]
) -> RosterHousehold:
    return replace(ENTRY, people=people, group=group, address=address, award_years=award_years)


PEOPLE = st.builds(
    _listed,
    n=st.integers(1, 6),
    relation=st.sampled_from([Relation.SPOUSE, Relation.SON, Relation.OTHER]),
    phone=st.sampled_from([None, Phone("13800000000"), Phone("13900000000")]),
    absence=st.sampled_from([None, Absence(date(2024, 1, 1)), Absence(NEXT)]),
    needs=st.sampled_from(
        [
            (),
            (Need(NeedKind.MINIMUM_LIVING, NEXT),),
            (Need(NeedKind.RELEASED, NEXT), Need(NeedKind.EXTREME_POVERTY, NEXT)),
            (Need(NeedKind.SERVING_SENTENCE, NEXT, date(2026, 1, 20)),),
        ]
    ),
)
ENTRIES = st.builds(
    _entry,
    people=st.lists(PEOPLE, min_size=1, max_size=5, unique_by=_key).map(_headed),
    group=st.sampled_from(["一组", "二组"]),
    address=st.sampled_from(["", "江河村 9 号"]),
    award_years=st.sampled_from([(), (2022,), (2023, 2025)]),
)
