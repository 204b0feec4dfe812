"""Colours come into force by people: confirmed, overridden, ended; never by the rules alone."""

from __future__ import annotations

from datetime import date, timedelta

from services.grid.domain import deciding
from services.grid.domain.assessing import assess
from services.grid.domain.care import Decided
from services.grid.domain.care_invariants import check
from services.grid.domain.colour.values import Colour
from services.grid.domain.events import (
    ClassificationRefused,
    ContactVacancyOpened,
    HouseholdAssessed,
    HouseholdColourChanged,
    VisitPlanned,
)
from tests.support.grid_builders import TODAY
from tests.support.grid_cares import POLICY, SIGNER, a_care, overriding, says

LAST = date(2026, 6, 30)


def kinds(happened: tuple[object, ...]) -> list[type]:
    return [type(fact) for fact in happened]


def test_a_result_of_the_rules_is_a_proposal_and_puts_nothing_in_force() -> None:
    care, happened = assess(a_care().build(), says(Colour.RED), POLICY, TODAY)
    assert (care.colour, care.proposal) == (None, Colour.RED)
    assert kinds(happened) == [HouseholdAssessed]


def test_the_same_result_on_another_day_is_not_written() -> None:
    care = a_care().assessed(says(Colour.GREEN)).build()
    later = says(Colour.GREEN, on=TODAY + timedelta(days=9))
    assert assess(care, later, POLICY, TODAY) == (care, ())


def test_another_year_or_other_inputs_are_written_though_the_colour_stays() -> None:
    care = a_care().in_force(Colour.GREEN).build()
    for said in (says(Colour.GREEN, year=2026), says(Colour.GREEN, inputs="others")):
        after, happened = assess(care, said, POLICY, TODAY)
        assert kinds(happened) == [HouseholdAssessed]
        assert after.proposal is None


def test_confirming_red_opens_a_vacancy_and_plans_a_visit_in_one_outcome() -> None:
    proposed = a_care().assessed(says(Colour.RED)).build()
    care, happened = deciding.confirm(proposed, SIGNER, POLICY, TODAY)
    assert kinds(happened) == [HouseholdColourChanged, ContactVacancyOpened, VisitPlanned]
    assert care.in_force is not None
    assert (care.in_force.decided, care.in_force.signer) == (Decided.CONFIRMED, SIGNER)
    assert care.open_vacancy is not None


def test_confirming_a_pending_result_puts_the_suggestion_in_force() -> None:
    proposed = a_care().assessed(says(Colour.PENDING, Colour.YELLOW))
    assert proposed.care.proposal is Colour.PENDING
    care = proposed.confirmed().build()
    assert (care.colour, care.proposal) == (Colour.YELLOW, None)


def test_an_override_answers_the_result_it_was_decided_on_and_no_later_one() -> None:
    care = a_care().assessed(says(Colour.GREEN)).overridden(Colour.YELLOW)
    assert care.care.proposal is None
    assert care.assessed(says(Colour.RED)).care.proposal is Colour.RED


def test_an_override_keeps_reason_signer_and_last_day() -> None:
    care = a_care().assessed(says(Colour.GREEN)).overridden(Colour.RED, LAST).build()
    spell = care.override
    assert spell is not None
    assert (spell.reason, spell.signer, spell.expires) == ("村集体评议决定", SIGNER, LAST)
    assert "评议" not in repr(care)


def test_an_override_may_last_to_the_same_day_of_next_year() -> None:
    order = overriding(Colour.RED, date(2027, 3, 1))
    assert deciding.override(a_care().build(), order, POLICY, TODAY)[0].colour is Colour.RED


def test_the_same_override_again_changes_nothing() -> None:
    care = a_care().overridden(Colour.RED).build()
    order = overriding(Colour.RED)
    assert deciding.override(care, order, POLICY, TODAY) == (care, ())


def test_ending_an_override_leaves_no_colour_and_a_proposal() -> None:
    red = a_care().assessed(says(Colour.GREEN)).overridden(Colour.RED).with_contact(named=True)
    care, happened = deciding.end_override(red.build(), POLICY, TODAY)
    assert (care.colour, care.proposal) == (None, Colour.GREEN)
    assert happened[0] == HouseholdColourChanged(Colour.RED, None)
    assert (care.named_contact, care.open_vacancy, care.duty) == (None, None, None)
    assert [contact.live for contact in care.contacts] == [True]


def test_an_override_holds_on_its_last_day_and_ends_after_it() -> None:
    care = a_care().overridden(Colour.RED, LAST).build()
    assert deciding.expire(care, POLICY, LAST) == (care, ())
    after, _ = deciding.expire(care, POLICY, LAST + timedelta(days=5))
    assert after.colour is None
    assert after.spells[-1].until == LAST + timedelta(days=1)
    assert deciding.expire(after, POLICY, LAST + timedelta(days=6)) == (after, ())


def test_a_confirmed_colour_does_not_expire() -> None:
    care = a_care().in_force(Colour.RED).build()
    assert deciding.expire(care, POLICY, date(2030, 1, 1)) == (care, ())


def test_a_confirmation_takes_the_place_of_an_override_of_the_same_colour() -> None:
    care = a_care().assessed(says(Colour.RED)).overridden(Colour.RED).confirmed().build()
    assert [spell.decided for spell in care.spells] == [Decided.OVERRIDE, Decided.CONFIRMED]
    assert check(care) == ()


def test_a_household_that_becomes_green_keeps_its_contact_as_an_ordinary_one() -> None:
    red = a_care().in_force(Colour.RED).with_contact(named=True)
    care = red.in_force(Colour.GREEN).build()
    assert [(c.named, c.live) for c in care.contacts] == [(False, True)]
    assert care.open_vacancy is None


def test_a_vacancy_that_is_no_longer_needed_is_filled() -> None:
    care = a_care().in_force(Colour.RED).on(TODAY + timedelta(days=3)).in_force(Colour.GREEN).care
    assert [vacancy.filled for vacancy in care.vacancies] == [TODAY + timedelta(days=3)]


def test_refusing_is_recorded_once_and_may_be_taken_back() -> None:
    care, happened = deciding.refuse_classification(a_care().build(), "不同意", TODAY)
    assert happened == (ClassificationRefused(refused=True),)
    assert deciding.refuse_classification(care, "不同意", TODAY) == (care, ())
    back, happened = deciding.accept_classification(care)
    assert happened == (ClassificationRefused(refused=False),)
    assert deciding.accept_classification(back) == (back, ())
