"""A sample household as rows of the roster template."""

from __future__ import annotations

from services.registry.roster.columns import AWAY, RESIDENCES, WIDTH, Column

from .generate import SampleHousehold, SamplePerson

Row = list[str]


def rows_of(household: SampleHousehold) -> list[Row]:
    """Return one row a person; what belongs to the household stands in the head's row."""
    rows = [_person(household, person) for person in household.people]
    _fill_household(rows[0], household)
    return rows


def _person(household: SampleHousehold, person: SamplePerson) -> Row:
    return [
        household.village,
        household.group,
        household.number,
        person.relation,
        person.name,
        "男" if person.male else "女",
        person.id_number,
        person.birth.isoformat(),
        person.ethnicity,
        person.phone,
        AWAY if person.away else RESIDENCES[0],
        person.since.isoformat() if person.since else "",
        ";".join(person.needs),
        *_NOTHING,
    ]


_NOTHING = [""] * (WIDTH - Column.ADDRESS)


def _fill_household(row: Row, household: SampleHousehold) -> None:
    income = household.income
    row[Column.ADDRESS :] = [
        household.address,
        f"{household.longitude:.6f}",
        f"{household.latitude:.6f}",
        str(income.year),
        str(income.wage),
        str(income.business),
        str(income.business_cost),
        str(income.property_),
        str(income.transfer),
        ";".join(map(str, household.awards)),
    ]
