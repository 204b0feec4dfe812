"""Income by year, and what a policy makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kit.model.errors import InvalidValue, NotFound
from kit.model.income import (
    DEFAULT_POLICY,
    IncomeItem,
    IncomePolicy,
    IncomeYear,
    net_income,
    policy_for,
)
from services.registry.domain.errors import YearNotClosed
from services.registry.domain.events import IncomeRecorded
from services.registry.domain.household import JoinReason, LeaveReason, Relation
from services.registry.domain.incomes import RecordIncome, per_person_mean, record_income
from services.registry.domain.membership import AddMember, RemoveMember, add_member, remove_member
from tests.support.builders import TODAY, a_household, a_person, member_id

I = IncomeItem  # noqa: E741 - read as a table
FAMILY = a_household().with_members(3).build()


def income(year: int = 2025, **amounts: str) -> IncomeYear:
    items = tuple((IncomeItem(name), Decimal(amount)) for name, amount in amounts.items())
    return IncomeYear(year, items)


def test_income_of_a_closed_year_is_recorded() -> None:
    household, facts = record_income(FAMILY, RecordIncome(income(wage="30000")), TODAY)
    assert facts == (IncomeRecorded(TODAY, 2025),)
    assert household.incomes == (income(wage="30000"),)


def test_a_year_is_replaced_and_years_stay_in_order() -> None:
    household = FAMILY
    for year in (income(2025, wage="1"), income(2023, wage="2"), income(2025, wage="3")):
        household, _ = record_income(household, RecordIncome(year), TODAY)
    assert household.incomes == (income(2023, wage="2"), income(2025, wage="3"))


def test_the_same_figures_again_change_nothing() -> None:
    household, _ = record_income(FAMILY, RecordIncome(income(wage="1", property="2")), TODAY)
    order = RecordIncome(income(property="2.00", wage="1.0"))
    assert record_income(household, order, TODAY) == (household, ())


def test_a_running_year_has_no_income_yet() -> None:
    with pytest.raises(YearNotClosed):
        record_income(FAMILY, RecordIncome(income(TODAY.year, wage="1")), TODAY)


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "0.001", "1000000000"])
def test_an_odd_amount_is_refused(amount: str) -> None:
    with pytest.raises(InvalidValue):
        record_income(FAMILY, RecordIncome(income(wage=amount)), TODAY)


def test_an_item_is_not_given_twice() -> None:
    twice = IncomeYear(2025, ((I.WAGE, Decimal(1)), (I.WAGE, Decimal(2))))
    with pytest.raises(InvalidValue):
        record_income(FAMILY, RecordIncome(twice), TODAY)


def test_net_income_follows_the_policy() -> None:
    year = income(
        wage="20000",
        business="15000",
        business_cost="4000",
        property="500",
        transfer="1500",
        earmarked_aid="9000",
        one_off_aid="1000",
        condolence="300",
    )
    assert net_income(year, DEFAULT_POLICY) == 33000
    generous = replace(DEFAULT_POLICY, included=DEFAULT_POLICY.included | {I.ONE_OFF_AID})
    assert net_income(year, generous) == 34000


def test_the_policy_of_a_year_is_the_one_in_force_at_its_end() -> None:
    old = IncomePolicy(frozenset(), frozenset(), date(2021, 1, 1), date(2024, 7, 1))
    new = replace(old, valid_from=date(2024, 7, 1), valid_to=date.max)
    assert policy_for((old, new), 2023) is old
    assert policy_for((old, new), 2024) is new
    with pytest.raises(NotFound):
        policy_for((old, new), 2020)


def test_the_mean_divides_by_the_members_at_the_end_of_the_year() -> None:
    household, _ = record_income(FAMILY, RecordIncome(income(2024, wage="20000")), TODAY)
    born = a_person("baby").born(date(2025, 1, 1)).build()
    joins = AddMember(born, Relation.SON, JoinReason.BIRTH, date(2025, 1, 1))
    household, _ = add_member(household, joins, TODAY)
    leaves = RemoveMember(member_id("household", 3), LeaveReason.MOVE_OUT, date(2025, 3, 1))
    household, _ = remove_member(household, leaves, TODAY)
    assert per_person_mean(household, 2024) == Decimal("6666.67")


def test_a_household_registered_later_divides_by_its_first_members() -> None:
    late = a_household().with_members(4).registered_on(date(2026, 2, 1)).build()
    late, _ = record_income(late, RecordIncome(income(2025, wage="10000")), TODAY)
    assert per_person_mean(late, 2025) == Decimal("2500.00")


def test_there_is_no_mean_without_income_or_people() -> None:
    assert per_person_mean(FAMILY, 2025) is None
    alone, _ = record_income(a_household().build(), RecordIncome(income(2025, wage="10000")), TODAY)
    leaves = RemoveMember(member_id("household", 1), LeaveReason.DEATH, date(2025, 3, 1))
    gone, _ = remove_member(alone, leaves, TODAY)
    assert per_person_mean(gone, 2025) is None
