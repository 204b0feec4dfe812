"""The county's answers to the plan's gaps: each key changes what it says, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import product

import pytest

from kit.model.errors import InvalidValue
from services.grid.domain.colour.awards import with_parent_awards
from services.grid.domain.colour.errors import ColourPoliciesOverlap, NoColourPolicy
from services.grid.domain.colour.policy import (
    DEFAULT_POLICY,
    ColourPolicy,
    IncomeShare,
    YellowAwards,
    assessment_year,
    policy_for,
)
from services.grid.domain.colour.scalar import evaluate
from services.grid.domain.colour.values import (
    Colour,
    ColourInputs,
    NeedCode,
    NeedFact,
    Rule,
    VillageMean,
)
from tests.unit.grid.domain.colour.households import MEAN, awards, household

G, Y, R, P = Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.PENDING

GRID = [
    household(ratio, "".join(signs), *codes, grade=grade, persons=persons)
    for ratio in (None, 0.9, 1.0, 1.1)
    for signs in product("01?", repeat=3)
    for persons in (1, 4)
    for codes, grade in (
        ((), 0),
        ((NeedCode.DISABILITY,), 0),
        ((NeedCode.DISABILITY,), 2),
        ((NeedCode.DISABILITY,), 3),
        ((NeedCode.RELEASED,), 0),
        ((NeedCode.SERVING_SENTENCE,), 0),
        ((NeedCode.MINIMUM_LIVING,), 0),
        ((NeedCode.LIFTED_FROM_POVERTY,), 0),
    )
]
"""Households of every kind the keys speak of."""


def result(inputs: ColourInputs, policy: ColourPolicy) -> tuple[Colour, Colour | None, set[Rule]]:
    verdict = evaluate(inputs, MEAN, policy)
    return verdict.colour, verdict.suggested, set(verdict.matched)


def needs(inputs: ColourInputs) -> set[tuple[NeedCode, int]]:
    return {(need.code, need.grade) for need in inputs.needs}


def decided_by(rule: Rule) -> Callable[[ColourInputs], bool]:
    return lambda one: (
        rule in evaluate(one, MEAN, DEFAULT_POLICY).matched
        and not one.needs - {NeedFact(NeedCode.LIFTED_FROM_POVERTY)}
    )


def tied(one: ColourInputs) -> bool:
    return one.income_cents == 1_000_000 * one.persons


@dataclass(frozen=True)
class Key:
    """One key changed, and which households that may touch; it touches some of them at least."""

    id: str
    policy: ColourPolicy
    touches: Callable[[ColourInputs], bool]


def key(touches: Callable[[ColourInputs], bool], **change: object) -> Key:
    ((name, value),) = change.items()
    return Key(f"{name}={value}", replace(DEFAULT_POLICY, **{name: value}), touches)


KEYS = (
    key(decided_by(Rule.GAP_A), gap_a=Y),
    key(decided_by(Rule.GAP_A), gap_a=G),
    key(decided_by(Rule.GAP_B), gap_b=Y),
    key(decided_by(Rule.GAP_B), gap_b=G),
    key(lambda one: decided_by(Rule.GAP_A)(one) or decided_by(Rule.GAP_B)(one), gap_suggestion=G),
    key(lambda one: one.persons > 1, income_share=IncomeShare.HOUSEHOLD),
    key(tied, ties_are_green=False),
    key(lambda one: one.awards[0] is not one.awards[1], yellow_awards=YellowAwards.NOT_BOTH),
    key(lambda one: one.awards == awards("00?"), yellow_without_third_year=True),
    key(
        lambda one: (NeedCode.MINIMUM_LIVING, 0) in needs(one), poverty_needs=frozenset[NeedCode]()
    ),
    key(
        lambda one: bool({(NeedCode.DISABILITY, 0), (NeedCode.DISABILITY, 3)} & needs(one)),
        disability_min_grade=2,
    ),
    key(lambda one: (NeedCode.RELEASED, 0) in needs(one), released_counts=False),
)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_a_key_changes_only_what_it_speaks_of(key: Key) -> None:
    changed = [one for one in GRID if result(one, key.policy) != result(one, DEFAULT_POLICY)]
    assert changed
    assert [one for one in changed if not key.touches(one)] == []


def test_every_key_that_decides_colours_is_tried() -> None:
    elsewhere = {"version", "valid_from", "valid_to", "split_inherits_awards", "assessment_starts"}
    tried = {key.id.split("=")[0] for key in KEYS}
    assert tried | elsewhere == {field.name for field in fields(ColourPolicy)}


@dataclass(frozen=True)
class Answer:
    """What a household becomes under one changed key."""

    id: str
    policy: ColourPolicy
    inputs: ColourInputs
    colour: Colour
    suggested: Colour | None = None


def under(**change: object) -> ColourPolicy:
    return replace(DEFAULT_POLICY, **change)  # pyright: ignore[reportArgumentType]


ANSWERS = (
    Answer("gap A yellow", under(gap_a=Y), household(1.2, "110"), Y),
    Answer("gap A green", under(gap_a=G), household(1.2, "110"), G),
    Answer("gap B yellow", under(gap_b=Y), household(0.9, "111"), Y),
    Answer("gap B green", under(gap_b=G), household(0.9, "111"), G),
    Answer("gap suggests green", under(gap_suggestion=G), household(0.9, "111"), P, G),
    Answer("a tie is below", under(ties_are_green=False), household(1.0, "000"), Y),
    Answer("not both", under(yellow_awards=YellowAwards.NOT_BOTH), household(0.9, "100"), Y),
    Answer("both", under(yellow_awards=YellowAwards.NOT_BOTH), household(0.9, "110"), P, Y),
    Answer("young", under(yellow_without_third_year=True), household(0.9, "00?"), Y),
    Answer("younger", under(yellow_without_third_year=True), household(0.9, "0??"), P),
    Answer(
        "not both, though one is not known",
        under(yellow_without_third_year=True, yellow_awards=YellowAwards.NOT_BOTH),
        household(0.9, "0?0"),
        P,
    ),
    Answer("young, well off", under(yellow_without_third_year=True), household(1.1, "00?"), P),
    Answer(
        "lifted from poverty",
        under(poverty_needs=frozenset({NeedCode.LIFTED_FROM_POVERTY})),
        household(1.2, "111", NeedCode.LIFTED_FROM_POVERTY),
        R,
    ),
    Answer(
        "severe only, grade 2",
        under(disability_min_grade=2),
        household(1.2, "111", NeedCode.DISABILITY, grade=2),
        R,
    ),
    Answer(
        "severe only, grade 3",
        under(disability_min_grade=2),
        household(1.2, "111", NeedCode.DISABILITY, grade=3),
        G,
    ),
    Answer(
        "severe only, grade not known",
        under(disability_min_grade=2),
        household(1.2, "111", NeedCode.DISABILITY),
        P,
    ),
    Answer(
        "severe only, grade not known, though young",
        under(disability_min_grade=2, yellow_without_third_year=True),
        household(0.9, "00?", NeedCode.DISABILITY, grade=9),
        P,
    ),
    Answer(
        "released does not count",
        under(released_counts=False),
        household(1.2, "111", NeedCode.RELEASED),
        G,
    ),
    Answer(
        "serving counts all the same",
        under(released_counts=False),
        household(1.2, "111", NeedCode.SERVING_SENTENCE),
        R,
    ),
)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)
def test_a_key_gives_the_answer_it_names(answer: Answer) -> None:
    verdict = evaluate(answer.inputs, MEAN, answer.policy)
    assert (verdict.colour, verdict.suggested) == (answer.colour, answer.suggested)


def test_income_of_the_whole_household_can_be_what_is_compared() -> None:
    mean_of_two = VillageMean(cents=12_000, persons=2)
    many, few = (
        ColourInputs(c, n, awards("000"), frozenset()) for c, n in ((7_000, 7), (5_999, 1))
    )
    policy = under(income_share=IncomeShare.HOUSEHOLD)
    matched = [evaluate(one, mean_of_two, policy).matched for one in (many, few)]
    assert matched == [(Rule.GAP_A,), (Rule.YELLOW,)]


def test_a_split_household_has_its_parents_awards_for_the_years_before_it() -> None:
    own, parent = awards("0??"), awards("111")
    assert with_parent_awards(own, parent, DEFAULT_POLICY) == awards("011")
    assert with_parent_awards(own, parent, under(split_inherits_awards=False)) == own


FIRST = replace(DEFAULT_POLICY, version="one", valid_to=date(2023, 1, 1))
SECOND = replace(DEFAULT_POLICY, version="two", valid_from=date(2023, 7, 1))


@pytest.mark.parametrize(
    ("day", "version"),
    [(date(2021, 1, 1), "one"), (date(2022, 12, 31), "one"), (date(2023, 7, 1), "two")],
)
def test_the_policy_in_force_on_the_day_is_taken(day: date, version: str) -> None:
    assert policy_for([SECOND, FIRST], day).version == version


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2023, 1, 1), date(2023, 6, 30)])
def test_a_day_without_a_policy_is_refused(day: date) -> None:
    with pytest.raises(NoColourPolicy) as refusal:
        policy_for([FIRST, SECOND], day)
    assert str(day) in refusal.value.user_text


def test_two_policies_on_one_day_are_refused_by_name() -> None:
    third = replace(FIRST, version="three")
    with pytest.raises(ColourPoliciesOverlap) as refusal:
        policy_for([FIRST, third], FIRST.valid_to - timedelta(days=1))
    assert "one、three" in refusal.value.user_text


@pytest.mark.parametrize(
    ("day", "starts", "year"),
    [
        (date(2026, 2, 28), (3, 1), 2025),
        (date(2026, 3, 1), (3, 1), 2026),
        (date(2026, 12, 31), (3, 1), 2026),
        (date(2024, 2, 29), (3, 1), 2023),
        (date(2026, 1, 1), (1, 1), 2026),
        (date(2026, 4, 14), (4, 15), 2025),
    ],
)
def test_the_assessed_year_turns_after_the_award_list(
    day: date, starts: tuple[int, int], year: int
) -> None:
    assert assessment_year(under(assessment_starts=starts), day) == year


@pytest.mark.parametrize(
    "change",
    [
        {"version": " "},
        {"valid_to": DEFAULT_POLICY.valid_from},
        {"gap_a": R},
        {"gap_b": R},
        {"gap_suggestion": P},
        {"gap_suggestion": R},
        {"poverty_needs": frozenset({NeedCode.RELEASED})},
        {"disability_min_grade": 0},
        {"disability_min_grade": 5},
        {"assessment_starts": (2, 29)},
        {"assessment_starts": (13, 1)},
    ],
    ids=str,
)
def test_an_answer_that_cannot_be_one_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        under(**change)
