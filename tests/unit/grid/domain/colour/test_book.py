"""The book of a village: what a change of one household does to the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.errors import NotFound
from services.grid.domain.colour.book import VillageBook
from services.grid.domain.colour.compiled import Standing
from services.grid.domain.colour.income import LARGEST_INCOME, MOST_PERSONS
from services.grid.domain.colour.order import order_key
from services.grid.domain.colour.policy import DEFAULT_POLICY
from services.grid.domain.colour.scalar import evaluate
from services.grid.domain.colour.values import (
    BITS,
    Colour,
    ColourInputs,
    NeedCode,
    NeedFact,
    Rule,
    VillageMean,
)
from tests.unit.grid.domain.colour.households import awards, household

GREEN = Standing(Colour.GREEN, BITS[Rule.GREEN])
GAP_B = Standing(Colour.PENDING, BITS[Rule.GAP_B])


def earning(cents: int | None, persons: int = 1, *needs: NeedCode) -> ColourInputs:
    facts = frozenset(NeedFact(code) for code in needs)
    return ColourInputs(cents, persons, awards("111"), facts)


def a_book(**households: ColourInputs) -> VillageBook:
    book = VillageBook(DEFAULT_POLICY)
    for household_id, inputs in households.items():
        book.put(household_id, inputs)
    return book


def test_a_first_household_is_its_own_mean() -> None:
    assert a_book().put("a", earning(-5)) == {"a": GREEN}


def test_a_rich_newcomer_takes_those_along_whom_the_mean_passes() -> None:
    book = a_book(a=earning(100), b=earning(120), c=earning(140))
    assert book.standings() == {"a": GAP_B, "b": GREEN, "c": GREEN}
    assert book.put("d", earning(180)) == {"b": GAP_B, "d": GREEN}
    assert book.mean == VillageMean(540, 4)


def test_a_red_household_whose_other_rules_change_is_among_the_changed() -> None:
    book = a_book(a=earning(100, 1, NeedCode.MINIMUM_LIVING), b=earning(100))
    changed = book.put("b", earning(300))
    assert changed == {"a": Standing(Colour.RED, BITS[Rule.RED_NEED] | BITS[Rule.GAP_B])}


def test_the_same_again_changes_nothing() -> None:
    book = a_book(a=earning(100), b=earning(300))
    assert book.put("a", earning(100)) == {}


def test_a_household_that_leaves_moves_the_mean_for_the_others() -> None:
    book = a_book(a=earning(100), b=earning(300))
    assert book.remove("b") == {"a": GREEN}
    assert ("b" in book, len(book), list(book)) == (False, 1, ["a"])


def test_removing_a_household_that_is_not_there_changes_nothing() -> None:
    assert a_book(a=earning(100)).remove("b") == {}


def test_a_book_that_was_emptied_begins_anew() -> None:
    book = a_book(a=earning(100))
    assert book.remove("a") == {}
    assert book.mean == VillageMean(0, 0)
    assert book.put("b", earning(-7)) == {"b": GREEN}


def test_income_nobody_knows_does_not_move_the_mean() -> None:
    book = a_book(a=earning(100))
    for household_id, inputs in {"b": earning(None), "c": earning(900, 0)}.items():
        changed = book.put(household_id, inputs)
        assert [one.colour for one in changed.values()] == [Colour.PENDING]
    assert book.mean == VillageMean(100, 1)


def test_a_verdict_of_the_book_is_the_full_one_at_its_mean() -> None:
    book = a_book(a=earning(100), b=earning(300), c=household(None, "1?0"))
    expected = {i: evaluate(inputs, book.mean, DEFAULT_POLICY) for i, inputs in (
        ("a", earning(100)), ("b", earning(300)), ("c", household(None, "1?0"))
    )}  # fmt: skip
    assert book.verdicts() == expected
    assert book.verdict("c") == expected["c"]


def test_a_household_that_is_not_there_has_no_verdict() -> None:
    for ask in (a_book().verdict, a_book().standing):
        with pytest.raises(NotFound):
            ask("nobody")


CENTS = st.integers(-LARGEST_INCOME, LARGEST_INCOME)
PERSONS = st.integers(1, MOST_PERSONS)


@given(CENTS, PERSONS, CENTS, PERSONS)
def test_keys_order_incomes_exactly(one: int, by: int, other: int, other_by: int) -> None:
    left, right = one * other_by, other * by
    first, second = order_key(one, by), order_key(other, other_by)
    assert (left < right, left == right) == (first < second, first == second)


@given(CENTS, st.integers(2, MOST_PERSONS))
def test_keys_tell_the_closest_incomes_apart(cents: int, by: int) -> None:
    closest = cents * (by - 1) // by
    for near in (closest, closest + 1):
        difference = near * by - cents * (by - 1)
        below = order_key(near, by - 1) < order_key(cents, by)
        assert below == (difference < 0)
