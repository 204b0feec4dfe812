"""Who is responsible for what where, and what makes a county's reference data unusable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue
from services.petition.domain.ids import CategoryCode, UnitCode
from services.petition.domain.reference import (
    Category,
    Reference,
    ResponsibilityRow,
    assignable,
    check_reference,
)
from tests.support.petition_builders import TOWN, VILLAGE, rules
from tests.support.petition_clocks import TODAY

SHIPPED = rules().reference
WATER = CategoryCode("D08")
NOWHERE = CategoryCode("Z99")
OTHER_TOWN = DivisionCode.parse("610921100000")


def row_of(code: CategoryCode) -> ResponsibilityRow:
    [row] = SHIPPED.rows[code]
    return row


def with_rows(code: CategoryCode, *rows: ResponsibilityRow) -> Reference:
    return replace(SHIPPED, rows={**SHIPPED.rows, code: rows})


def local(code: CategoryCode, place: DivisionCode, main: str) -> ResponsibilityRow:
    row = row_of(code)
    who = replace(row.responsibility, main=UnitCode(main), helpers=())
    return replace(row, place=place, responsibility=who)


def test_the_shipped_tree_has_seven_domains_and_their_categories() -> None:
    tops = [one for one in SHIPPED.categories.values() if not one.parent]
    assert [one.code for one in tops] == list("ABCDEFG")
    per_domain = [sum(c.parent == top.code for c in assignable(SHIPPED)) for top in tops]
    assert per_domain == [5, 6, 11, 11, 10, 5, 8]


def test_every_category_has_somebody_responsible_in_every_village() -> None:
    for category in assignable(SHIPPED):
        found = SHIPPED.responsible(category.code, VILLAGE, TODAY)
        assert found is not None
        assert found.basis


STARTS = [
    ("C01", Tier.VILLAGE),
    ("C02", Tier.VILLAGE),
    ("F03", Tier.VILLAGE),
    ("E01", Tier.VILLAGE),
    ("E06", Tier.VILLAGE),
    ("C03", Tier.TOWN),
    ("C05", Tier.TOWN),
    ("C06", Tier.COUNTY),
    ("C11", Tier.COUNTY),
]


@pytest.mark.parametrize(("code", "tier"), STARTS)
def test_a_matter_starts_at_the_tier_of_the_order(code: str, tier: Tier) -> None:
    found = SHIPPED.responsible(CategoryCode(code), VILLAGE, TODAY)
    assert found is not None
    assert found.start_tier is tier


def test_a_matter_against_the_village_does_not_start_in_it() -> None:
    found = SHIPPED.responsible(CategoryCode("A02"), VILLAGE, TODAY)
    assert found is not None
    assert found.start_tier is not Tier.VILLAGE


def test_main_unit_and_helpers_come_from_the_table() -> None:
    found = SHIPPED.responsible(CategoryCode("C03"), VILLAGE, TODAY)
    assert found is not None
    assert (found.main, found.helpers) == ("natural-resources", ("forestry", "town-justice"))


def test_what_fits_nothing_has_nobody() -> None:
    assert SHIPPED.responsible(NOWHERE, VILLAGE, TODAY) is None
    assert SHIPPED.responsible(CategoryCode("A"), VILLAGE, TODAY) is None
    assert SHIPPED.responsible(WATER, VILLAGE, date(2020, 1, 1)) is None


def test_the_most_local_row_holds() -> None:
    town, village = (
        local(WATER, TOWN, "town-government"),
        local(WATER, VILLAGE, "village-committee"),
    )
    reference = with_rows(WATER, row_of(WATER), village, town)
    check_reference(reference)
    mains = [
        found.main if (found := reference.responsible(WATER, place, TODAY)) else None
        for place in (VILLAGE, DivisionCode.parse("610921104207"), OTHER_TOWN)
    ]
    assert mains == ["village-committee", "town-government", "water"]


def test_a_row_follows_another_on_its_day() -> None:
    turn = date(2026, 1, 1)
    old = replace(row_of(WATER), valid_to=turn)
    new = replace(local(WATER, VILLAGE, "housing"), place=None, valid_from=turn)
    reference = with_rows(WATER, new, old)
    check_reference(reference)
    for day, main in ((date(2025, 12, 31), "water"), (turn, "housing")):
        found = reference.responsible(WATER, VILLAGE, day)
        assert found is not None
        assert found.main == main


def _unnamed(reference: Reference, code: str, category: Category) -> Reference:
    return replace(reference, categories={**reference.categories, CategoryCode(code): category})


def category(code: str, name: str, parent: str = "") -> Callable[[Reference], Reference]:
    return lambda reference: _unnamed(reference, code, Category(CategoryCode(code), name, parent))


def rows(*found: ResponsibilityRow, code: CategoryCode = WATER) -> Callable[[Reference], Reference]:
    return lambda _: with_rows(code, *found)


BROKEN: list[tuple[str, Callable[[Reference], Reference]]] = [
    ("类别 D08", category("D08", "长" * 31, "D")),
    ("类别 D08", category("D08", "", "D")),
    ("类别 D", category("D08", "道路", "D")),
    ("类别 D08", category("D08", "饮水", "X")),
    ("类别 D08", category("D08", "饮水", "D09")),
    ("类别 D12", category("D12", "新类别", "D")),
    ("类别 D08", rows()),
    ("权责清单 D08", rows(local(WATER, VILLAGE, "no-such-unit"))),
    ("权责清单 D08", rows(row_of(WATER), row_of(WATER))),
    ("权责清单 D08", rows(replace(row_of(WATER), valid_to=date(2022, 5, 1)))),
    (
        "权责清单 Z99",
        rows(replace(row_of(WATER), category=CategoryCode("Z99")), code=CategoryCode("Z99")),
    ),
]


@pytest.mark.parametrize(("key", "broken"), BROKEN)
def test_data_that_contradicts_itself_is_refused_with_its_key(
    key: str, broken: Callable[[Reference], Reference]
) -> None:
    with pytest.raises(InvalidValue) as told:
        check_reference(broken(SHIPPED))
    assert told.value.fields["field"].startswith(key)


def test_a_unit_is_named_once_in_a_row() -> None:
    row = row_of(WATER)
    twice = replace(row, responsibility=replace(row.responsibility, helpers=(UnitCode("water"),)))
    with pytest.raises(InvalidValue, match="同一单位"):
        check_reference(with_rows(WATER, twice))
