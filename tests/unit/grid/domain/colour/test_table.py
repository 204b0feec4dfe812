"""The rule table: the design's test vectors, the sixteen cells, precedence, missing data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given

from services.grid.domain.colour.policy import DEFAULT_POLICY, ColourPolicy
from services.grid.domain.colour.rules import RULE_VERSION, decide
from services.grid.domain.colour.scalar import evaluate
from services.grid.domain.colour.situation import SITUATIONS, unpacked
from services.grid.domain.colour.values import (
    Colour,
    ColourInputs,
    NeedCode,
    Rule,
    Verdict,
    VillageMean,
    rules_of,
)
from tests.unit.grid.domain.colour.households import (
    INPUTS,
    MEAN,
    MEANS,
    POLICIES,
    SOME_POLICIES,
    awards,
    household,
)

G, Y, R, P = Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.PENDING


def judged(inputs: ColourInputs, policy: ColourPolicy = DEFAULT_POLICY) -> Verdict:
    return evaluate(inputs, MEAN, policy)


@dataclass(frozen=True)
class Case:
    """Income by the mean, awards, needs; and the colour with all rules that hold."""

    id: str
    inputs: ColourInputs
    colour: Colour
    matched: tuple[Rule, ...]


VECTORS = (  # domain §1.3, word by word
    Case("1.0,111", household(1.0, "111"), G, (Rule.GREEN,)),
    Case("1.4,111,残疾", household(1.4, "111", NeedCode.DISABILITY, grade=3), R,
         (Rule.RED_NEED, Rule.GREEN)),
    Case("0.9,000", household(0.9, "000"), Y, (Rule.YELLOW,)),
    Case("0.9,001", household(0.9, "001"), Y, (Rule.YELLOW,)),
    Case("0.9,100", household(0.9, "100"), P, (Rule.GAP_B,)),
    Case("0.9,111", household(0.9, "111"), P, (Rule.GAP_B,)),
    Case("1.2,110", household(1.2, "110"), P, (Rule.GAP_A,)),
    Case("missing,111", household(None, "111"), P, (Rule.MISSING_INCOME,)),
)  # fmt: skip


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case.id)
def test_the_vectors_of_the_design(case: Case) -> None:
    verdict = judged(case.inputs)
    assert (verdict.colour, verdict.matched) == (case.colour, case.matched)


def test_sixteen_cells_are_one_green_two_yellow_seven_gap_a_and_six_gap_b() -> None:
    cells = [household(r, "".join(signs)) for r in (0.9, 1.1) for signs in product("01", repeat=3)]
    verdicts = [judged(inputs) for inputs in cells]
    assert Counter(verdict.matched for verdict in verdicts) == {
        (Rule.GREEN,): 1, (Rule.YELLOW,): 2, (Rule.GAP_A,): 7, (Rule.GAP_B,): 6,
    }  # fmt: skip
    assert Counter(verdict.colour for verdict in verdicts) == {G: 1, Y: 2, P: 13}


@pytest.mark.parametrize("signs", ["".join(signs) for signs in product("01?", repeat=3)])
@pytest.mark.parametrize("ratio", [None, 0.9, 1.0])
def test_a_need_overrides_whatever_else_holds_and_hides_nothing(
    ratio: float | None, signs: str
) -> None:
    plain = judged(household(ratio, signs))
    needy = judged(household(ratio, signs, NeedCode.LEFT_BEHIND_ELDER))
    assert needy.colour is R
    assert set(needy.matched) == {Rule.RED_NEED, *plain.matched}
    assert needy.data_tasks == plain.data_tasks


@pytest.mark.parametrize("code", [code for code in NeedCode if code is not NeedCode.DISABILITY])
def test_every_need_of_the_plan_is_red_but_being_lifted_from_poverty(code: NeedCode) -> None:
    expected = G if code is NeedCode.LIFTED_FROM_POVERTY else R
    assert judged(household(1.5, "111", code)).colour is expected


@pytest.mark.parametrize("grade", [0, 1, 2, 3, 4, 7])
def test_any_certificate_of_disability_is_red(grade: int) -> None:
    assert judged(household(1.5, "111", NeedCode.DISABILITY, grade=grade)).colour is R


@given(INPUTS, MEANS, POLICIES)
def test_missing_data_is_never_green(
    inputs: ColourInputs, mean: VillageMean, policy: ColourPolicy
) -> None:
    known = None not in inputs.awards and inputs.income_cents is not None and inputs.persons > 0
    if not known:
        assert evaluate(inputs, mean, policy).colour is not Colour.GREEN


@pytest.mark.parametrize("signs", ["?00", "0?0", "00?", "1??", "???"])
def test_an_unknown_award_leaves_the_household_pending(signs: str) -> None:
    verdict = judged(household(0.9, signs))
    assert (verdict.colour, verdict.suggested) == (P, None)
    assert Rule.MISSING_AWARDS in verdict.matched


def test_only_a_gap_of_the_plan_goes_to_the_village_with_a_suggestion() -> None:
    gap, missing = judged(household(0.9, "100")), judged(household(None, "100"))
    assert (gap.suggested, gap.needs_review) == (Y, True)
    assert (missing.suggested, missing.needs_review) == (None, False)


def test_a_cent_below_the_mean_is_below_and_a_loss_is_an_income() -> None:
    exact = household(1.0, "111", persons=3)
    assert exact.income_cents is not None
    below = ColourInputs(exact.income_cents - 1, 3, exact.awards, exact.needs)
    loss = ColourInputs(-500_00, 3, (False, False, False), frozenset())
    assert [judged(one).colour for one in (exact, below, loss)] == [G, P, Y]


def test_a_negative_mean_is_a_mean() -> None:
    poor_village = VillageMean(-1_000, 3)
    better, worse = (ColourInputs(c, 1, awards("111"), frozenset()) for c in (-333, -334))
    assert evaluate(better, poor_village, DEFAULT_POLICY).colour is G
    assert evaluate(worse, poor_village, DEFAULT_POLICY).matched == (Rule.GAP_B,)


def test_without_a_village_mean_nothing_is_compared() -> None:
    verdict = evaluate(household(1.0, "111"), VillageMean(0, 0), DEFAULT_POLICY)
    assert (verdict.colour, verdict.matched) == (P, (Rule.MISSING_MEAN,))


@pytest.mark.parametrize("policy", SOME_POLICIES, ids=lambda policy: policy.version)
def test_some_rule_holds_in_every_situation(policy: ColourPolicy) -> None:
    for bits in range(SITUATIONS):
        decision = decide(unpacked(bits), policy)
        assert rules_of(decision.matched)
        assert decision.suggested is None or decision.colour is P


@given(INPUTS, MEANS, POLICIES)
def test_the_same_inputs_give_the_same_verdict_to_the_last_character(
    inputs: ColourInputs, mean: VillageMean, policy: ColourPolicy
) -> None:
    first, again = (repr(evaluate(inputs, mean, policy)).encode() for _ in range(2))
    assert first == again


def test_a_verdict_names_the_versions_it_was_made_by() -> None:
    verdict = judged(household())
    assert (verdict.rule_version, verdict.policy_version) == (RULE_VERSION, "default-2021")


def test_positions_of_rules_in_stored_bits_stay_what_they_are() -> None:
    assert [rule.value for rule in Rule] == [
        "red_need", "yellow", "green", "gap_a", "gap_b",
        "missing_income", "missing_mean", "missing_awards", "unclear_need",
    ]  # fmt: skip
