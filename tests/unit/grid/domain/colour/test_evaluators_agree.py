"""One by one, by the column and by change: the same, after any history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.grid.domain.colour.book import VillageBook
from services.grid.domain.colour.columns import Columns, Means, column_means, evaluate_columns
from services.grid.domain.colour.compiled import COLOUR_CODES, NO_SUGGESTION, Standing, compiled
from services.grid.domain.colour.income import village_mean
from services.grid.domain.colour.policy import ColourPolicy
from services.grid.domain.colour.rules import decide
from services.grid.domain.colour.scalar import evaluate
from services.grid.domain.colour.situation import SITUATIONS, unpacked
from services.grid.domain.colour.values import (
    BITS,
    Colour,
    ColourInputs,
    Verdict,
    VillageMean,
    rules_of,
)
from tests.support.profiles import histories
from tests.unit.grid.domain.colour.households import (
    INPUTS,
    MEANS,
    POLICIES,
    SOME_POLICIES,
    RandomHouseholds,
)

HISTORIES, SHARES = 10_000, 5
IDS = "abcdefg"
COMPILES = settings(deadline=None)  # a new policy is compiled first, however busy the machine


def standing(verdict: Verdict) -> Standing:
    return Standing(verdict.colour, sum(BITS[rule] for rule in verdict.matched))


def one_by_one(village: Mapping[str, ColourInputs], policy: ColourPolicy) -> dict[str, Standing]:
    mean = village_mean(village.values(), policy)
    return {id: standing(evaluate(inputs, mean, policy)) for id, inputs in village.items()}


def by_the_column(village: Mapping[str, ColourInputs], policy: ColourPolicy) -> dict[str, Standing]:
    columns = Columns.of(list(village.values()), [0] * len(village))
    verdicts = evaluate_columns(columns, column_means(columns, 1, policy), policy)
    pairs = zip(verdicts.colours.tolist(), verdicts.matched.tolist(), strict=True)
    found = [Standing(COLOUR_CODES[code], bits) for code, bits in pairs]
    return dict(zip(village, found, strict=True))


class Watched:
    """A book, what is in it, and what those know who only listen to its changes."""

    def __init__(self, policy: ColourPolicy) -> None:
        self.book = VillageBook(policy)
        self.village: dict[str, ColourInputs] = {}
        self.heard: dict[str, Standing] = {}

    def step(self, id: str, inputs: ColourInputs | None) -> None:
        if inputs is None:
            self.village.pop(id, None)
            self.heard.pop(id, None)
            changed = self.book.remove(id)
        else:
            self.village[id] = inputs
            changed = self.book.put(id, inputs)
        assert all(self.heard.get(one) != now for one, now in changed.items())
        self.heard.update(changed)

    def require_agreement(self) -> None:
        expected = one_by_one(self.village, self.book.policy)
        assert self.book.mean == village_mean(self.village.values(), self.book.policy)
        assert self.book.standings() == expected
        assert self.heard == expected
        assert by_the_column(self.village, self.book.policy) == expected


@pytest.mark.parametrize("share", range(SHARES))
def test_all_agree_after_each_of_ten_thousand_seeded_histories(share: int) -> None:
    random = Random(20_260_301 + share)
    households = RandomHouseholds(random)
    for number in range(histories(HISTORIES) // SHARES):
        watched = Watched(SOME_POLICIES[number % len(SOME_POLICIES)])
        for _ in range(random.randrange(1, 16)):
            watched.step(random.choice(IDS), households.one() if random.random() < 0.8 else None)
        watched.require_agreement()


def test_all_agree_after_every_step_of_a_long_history() -> None:
    random = Random(7)
    households = RandomHouseholds(random)
    watched = Watched(SOME_POLICIES[0])
    for _ in range(300):
        id = f"household-{random.randrange(40)}"
        watched.step(id, households.one() if random.random() < 0.85 else None)
        watched.require_agreement()


STEPS = st.lists(st.tuples(st.sampled_from(IDS), INPUTS | st.none()), max_size=12)


@given(STEPS, POLICIES)
@COMPILES
def test_all_agree_after_any_history_under_any_policy(
    steps: Sequence[tuple[str, ColourInputs | None]], policy: ColourPolicy
) -> None:
    watched = Watched(policy)
    for id, inputs in steps:
        watched.step(id, inputs)
    watched.require_agreement()


@given(st.lists(INPUTS, max_size=8), MEANS, POLICIES)
@COMPILES
def test_columns_agree_with_any_mean_however_large(
    households: Sequence[ColourInputs], mean: VillageMean, policy: ColourPolicy
) -> None:
    columns = Columns.of(households, [1] * len(households))
    verdicts = evaluate_columns(columns, Means.of([VillageMean(0, 0), mean]), policy)
    expected = [evaluate(inputs, mean, policy) for inputs in households]
    assert [COLOUR_CODES[code] for code in verdicts.colours] == [one.colour for one in expected]
    assert [rules_of(int(bits)) for bits in verdicts.matched] == [one.matched for one in expected]
    assert [suggestion(code) for code in verdicts.suggested.tolist()] == [
        one.suggested for one in expected
    ]
    assert verdicts.needs_review.tolist() == [one.needs_review for one in expected]


def suggestion(code: int) -> Colour | None:
    return None if code == NO_SUGGESTION else COLOUR_CODES[code]


@given(POLICIES)
@settings(max_examples=20, deadline=None)
def test_compiled_rules_say_what_the_table_says_in_every_situation(policy: ColourPolicy) -> None:
    rules = compiled(policy)
    for bits in range(SITUATIONS):
        decision = decide(unpacked(bits), policy)
        assert rules.standings[bits] == Standing(decision.colour, decision.matched)
        assert COLOUR_CODES[rules.colours[bits]] is decision.colour
        assert rules.matched[bits] == decision.matched
        assert suggestion(int(rules.suggested[decision.matched])) is decision.suggested
