"""What the colours are decided from: income of last year, who shares it, awards, needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from kit.model.income import DEFAULT_POLICY as INCOME
from kit.model.income import IncomeItem, IncomeYear
from services.grid.domain.colour.policy import DEFAULT_POLICY as COLOUR
from services.grid.domain.colour.values import ColourInputs, NeedCode, NeedFact
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.inputs import Parents, inputs_of
from services.grid.domain.known import DatedNeed, KnownHousehold, Stay
from tests.support.grid_builders import a_known

YEAR, DAY = 2026, date(2026, 3, 1)
PARENT, GRANDPARENT = HouseholdId("parent"), HouseholdId("grandparent")


def inputs(known: KnownHousehold, parents: Parents | None = None) -> ColourInputs:
    return inputs_of(known, parents or {}, YEAR, DAY, INCOME, COLOUR)


def income(**items: str) -> IncomeYear:
    return IncomeYear(2025, tuple((IncomeItem(n), Decimal(a)) for n, a in items.items()))


def test_income_is_the_net_one_of_the_year_before_in_cents() -> None:
    earned = income(wage="100.05", business="50", business_cost="200.10", one_off_aid="999")
    other = IncomeYear(2024, ((IncomeItem.WAGE, Decimal(7)),))
    known = replace(a_known("a"), incomes=(other, earned))
    assert inputs(known).income_cents == -5005
    assert inputs(replace(known, incomes=(other,))).income_cents is None


def test_who_shares_the_income_was_there_at_the_end_of_its_year() -> None:
    stays = (
        Stay(PersonId("1"), date(2020, 1, 1)),
        Stay(PersonId("2"), date(2020, 1, 1), left=date(2026, 1, 1)),
        Stay(PersonId("3"), date(2020, 1, 1), left=date(2025, 12, 31)),
        Stay(PersonId("4"), date(2026, 1, 1)),
    )
    assert inputs(replace(a_known("a"), stays=stays)).persons == 2


def test_a_household_registered_later_is_counted_on_its_first_day() -> None:
    first = date(2026, 2, 1)
    stays = tuple(Stay(PersonId(str(n)), first) for n in range(3))
    assert inputs(replace(a_known("a"), registered=first, stays=stays)).persons == 3


def test_awards_of_a_household_that_was_there_are_known() -> None:
    known = replace(a_known("a"), awards=frozenset({2025, 2023}))
    assert inputs(known).awards == (True, False, True)


def test_awards_before_it_was_there_are_not_known() -> None:
    young = replace(a_known("a"), registered=date(2024, 6, 1), awards=frozenset({2025}))
    assert inputs(young).awards == (True, False, None)


def test_a_household_of_a_roster_was_there_before() -> None:
    listed = replace(a_known("a"), registered=DAY, from_roster=True)
    assert inputs(listed).awards == (False, False, False)


def test_a_parent_stands_in_for_the_years_before_the_split() -> None:
    parent = replace(a_known(PARENT), awards=frozenset({2024, 2025}))
    young = replace(a_known("a"), registered=date(2025, 6, 1), split_from=PARENT)
    assert inputs(young, {PARENT: parent}).awards == (False, True, False)
    assert inputs(young).awards == (False, None, None)


def test_a_parent_that_was_split_itself_asks_its_own() -> None:
    grandparent = replace(a_known(GRANDPARENT), awards=frozenset({2023}))
    parent = replace(
        a_known(PARENT),
        registered=date(2024, 6, 1),
        split_from=GRANDPARENT,
        awards=frozenset({2024}),
    )
    young = replace(a_known("a"), registered=date(2025, 6, 1), split_from=PARENT)
    both = {PARENT: parent, GRANDPARENT: grandparent}
    assert inputs(young, both).awards == (False, True, True)


def test_households_that_name_each_other_do_not_go_round_for_ever() -> None:
    one = replace(a_known("a"), registered=DAY, split_from=PARENT)
    other = replace(a_known(PARENT), registered=DAY, split_from=HouseholdId("a"))
    found = inputs(one, {PARENT: other, HouseholdId("a"): one})
    assert found.awards == (None, None, None)


def test_a_county_may_say_that_nothing_is_inherited() -> None:
    alone = replace(COLOUR, split_inherits_awards=False)
    parent = replace(a_known(PARENT), awards=frozenset({2025}))
    young = replace(a_known("a"), registered=DAY, split_from=PARENT)
    found = inputs_of(young, {PARENT: parent}, YEAR, DAY, INCOME, alone)
    assert found.awards == (None, None, None)


def test_needs_are_those_of_the_day_and_of_who_lives_here() -> None:
    def need(person: int, code: NeedCode, since: date, until: date | None = None) -> DatedNeed:
        return DatedNeed(PersonId(f"a-{person}"), NeedFact(code), since, until)

    stays = (
        Stay(PersonId("a-1"), date(2020, 1, 1)),
        Stay(PersonId("a-2"), date(2020, 1, 1), left=DAY),
    )
    known = replace(
        a_known("a"),
        stays=stays,
        needs=(
            need(1, NeedCode.RELEASED, DAY),
            need(1, NeedCode.EXTREME_POVERTY, date(2020, 1, 1), DAY),
            need(1, NeedCode.LEFT_BEHIND_ELDER, date(2026, 3, 2)),
            need(2, NeedCode.SERVING_SENTENCE, date(2020, 1, 1)),
        ),
    )
    assert inputs(known).needs == {NeedFact(NeedCode.RELEASED)}
