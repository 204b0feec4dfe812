"""What is not done to a household's care, and why: one row per reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from kit.model.errors import InvalidValue, Refusal
from services.grid.domain import care_errors as errors
from services.grid.domain import contacting, deciding, opening, running, visiting
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour, DataProblem
from services.grid.domain.contacting import AssignContact, EndContact
from services.grid.domain.lines import EndReason, Leadership, Line
from services.grid.domain.settling import CareOutcome
from services.grid.domain.visit import Visit
from tests.support.grid_builders import TODAY
from tests.support.grid_cares import (
    HELPER,
    LEAF,
    OTHER,
    POLICY,
    SIGNER,
    CareBuilder,
    a_care,
    a_run,
    a_visit,
    overriding,
    says,
)

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CORE = Line.CORE_HOUSEHOLDER


def confirming(care: HouseholdCare) -> CareOutcome:
    return deciding.confirm(care, SIGNER, POLICY, TODAY)


def overridden(
    colour: Colour = Colour.RED, expires: date = TODAY, reason: str = "四个字吧"
) -> Callable[[HouseholdCare], CareOutcome]:
    order = overriding(colour, expires, reason)
    return lambda care: deciding.override(care, order, POLICY, TODAY)


def assigning(
    since: date = TODAY, *, named: bool = False
) -> Callable[[HouseholdCare], CareOutcome]:
    order = AssignContact(CORE, OTHER, "某人", since, named)
    return lambda care: contacting.assign(care, order, POLICY, TODAY)


def ending(
    on: date = TODAY, reason: EndReason = EndReason.RESIGNED
) -> Callable[[HouseholdCare], CareOutcome]:
    return lambda care: contacting.end(care, EndContact(CORE, on, reason), POLICY, TODAY)


def visiting_it(visit: Visit, *leaderships: Leadership) -> Callable[[HouseholdCare], CareOutcome]:
    return lambda care: visiting.record(care, visit, leaderships, POLICY, TODAY)


def closed(builder: CareBuilder) -> HouseholdCare:
    return opening.close_care(builder.care, TODAY)[0]


PLAIN = a_care()
HELPED = a_care().with_contact()
UNKNOWN = a_care().assessed(says(Colour.PENDING, tasks=(DataProblem.GRADE_MISSING,)))


@dataclass(frozen=True)
class Case:
    id: str
    care: HouseholdCare
    act: Callable[[HouseholdCare], CareOutcome]
    refusal: type[Refusal]


ENDED = closed(HELPED)
CASES = (
    Case("confirm before the rules said anything", PLAIN.care, confirming, errors.NothingToConfirm),
    Case(
        "confirm what is in force",
        PLAIN.in_force(Colour.YELLOW).care,
        confirming,
        errors.NothingToConfirm,
    ),
    Case("confirm without data", UNKNOWN.care, confirming, errors.DecisionNeedsData),
    Case("confirm a closed one", ENDED, confirming, errors.CareEnded),
    Case("override a closed one", ENDED, overridden(), errors.CareEnded),
    Case("override to pending", PLAIN.care, overridden(Colour.PENDING), InvalidValue),
    Case("override without words", PLAIN.care, overridden(reason="三个字"), InvalidValue),
    Case("override with blanks", PLAIN.care, overridden(reason="  三个字  "), InvalidValue),
    Case("override with a novel", PLAIN.care, overridden(reason="字" * 201), InvalidValue),
    Case("override until yesterday", PLAIN.care, overridden(expires=YESTERDAY), InvalidValue),
    Case(
        "override for more than a year",
        PLAIN.care,
        overridden(expires=date(2027, 3, 2)),
        InvalidValue,
    ),
    Case(
        "end an override that is none",
        PLAIN.in_force(Colour.RED).care,
        lambda care: deciding.end_override(care, POLICY, TODAY),
        errors.NoOverride,
    ),
    Case(
        "end the override of a closed one",
        ENDED,
        lambda care: deciding.end_override(care, POLICY, TODAY),
        errors.CareEnded,
    ),
    Case(
        "refuse for a closed one",
        ENDED,
        lambda care: deciding.refuse_classification(care, "不同意", TODAY),
        errors.CareEnded,
    ),
    Case("accept for a closed one", ENDED, deciding.accept_classification, errors.CareEnded),
    Case("assign to a closed one", ENDED, assigning(), errors.CareEnded),
    Case("assign from tomorrow", PLAIN.care, assigning(TOMORROW), InvalidValue),
    Case(
        "name for a household that is not red",
        PLAIN.care,
        assigning(named=True),
        errors.NamedOnlyForRed,
    ),
    Case(
        "assign before the present one", HELPED.care, assigning(YESTERDAY), errors.ContactBeforeLast
    ),
    Case("end nobody", PLAIN.care, ending(), errors.NoContact),
    Case("end from tomorrow", HELPED.care, ending(TOMORROW), InvalidValue),
    Case("end before it began", HELPED.care, ending(YESTERDAY), errors.ContactBeforeLast),
    Case(
        "end because the grid ended", HELPED.care, ending(reason=EndReason.GRID_ENDED), InvalidValue
    ),
    Case("end the contact of a closed one", ENDED, ending(), errors.CareEnded),
    Case("visit tomorrow", HELPED.care, visiting_it(a_visit(on=TOMORROW)), errors.VisitInFuture),
    Case(
        "visit before being the contact",
        HELPED.care,
        visiting_it(a_visit(on=YESTERDAY)),
        errors.VisitBeforeAppointment,
    ),
    Case(
        "visit before being the leader",
        PLAIN.care,
        visiting_it(a_visit(on=YESTERDAY), Leadership(LEAF, HELPER, TODAY)),
        errors.VisitBeforeAppointment,
    ),
    Case(
        "visit by anybody", HELPED.care, visiting_it(a_visit(visitor=OTHER)), errors.NotTheVisitor
    ),
    Case(
        "visit by a leader who left",
        PLAIN.care,
        visiting_it(a_visit(), Leadership(LEAF, HELPER, YESTERDAY, until=TODAY)),
        errors.NotTheVisitor,
    ),
    Case(
        "visit by the leader of another grid",
        PLAIN.care,
        visiting_it(a_visit(), Leadership(LEAF.below(1), HELPER, YESTERDAY)),
        errors.NotTheVisitor,
    ),
    Case("visit a closed one", ENDED, visiting_it(a_visit()), errors.CareEnded),
    Case(
        "eleven needs", HELPED.care, visiting_it(a_visit(needs=("修路",) * 11)), errors.TooManyNeeds
    ),
    Case("an empty need", HELPED.care, visiting_it(a_visit(needs=(" ",))), InvalidValue),
    Case("a long need", HELPED.care, visiting_it(a_visit(needs=("字" * 501,))), InvalidValue),
    Case("a long text", HELPED.care, visiting_it(a_visit(text="字" * 2001)), InvalidValue),
    Case(
        "a visit's id with other content",
        HELPED.visited(a_visit()).care,
        visiting_it(a_visit(text="别的话")),
        errors.VisitReused,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal) as refused:
        case.act(case.care)
    assert "(" not in refused.value.user_text  # every placeholder has its field


def test_every_refusal_of_a_care_has_a_row() -> None:
    elsewhere = {errors.PostNotHeld, errors.RunNotOpen}
    named = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    refusals = {kind for kind in named if issubclass(kind, Refusal)} - {Refusal}
    assert refusals - elsewhere == {case.refusal for case in CASES} - {InvalidValue}


def test_what_is_missing_is_told_without_the_fact_behind_it() -> None:
    with pytest.raises(errors.DecisionNeedsData) as refused:
        confirming(UNKNOWN.care)
    assert "需求登记" in refused.value.user_text
    assert "残疾" not in str(refused.value.fields)


def test_a_run_that_was_not_started_neither_advances_nor_ends() -> None:
    with pytest.raises(errors.RunNotOpen):
        running.finished(a_run())
    with pytest.raises(errors.RunNotOpen):
        running.advanced(a_run(), "x", 1)
