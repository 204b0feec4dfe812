"""Households for the tests of the three colours: builders, strategies, seeded random ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from hypothesis import strategies as st

from services.grid.domain.colour.policy import (
    DEFAULT_POLICY,
    GRADES,
    ColourPolicy,
    IncomeShare,
    YellowAwards,
)
from services.grid.domain.colour.values import (
    Awards,
    Colour,
    ColourInputs,
    NeedCode,
    NeedFact,
    VillageMean,
)

MEAN = VillageMean(cents=1_000_000 * 1_000, persons=1_000)
"""10,000 yuan a head."""

_SIGNS: dict[str, bool | None] = {"1": True, "0": False, "?": None}


def awards(signs: str) -> Awards:
    """Return awards of y-1, y-2, y-3 written as `110` or `1?0`."""
    first, second, third = (_SIGNS[sign] for sign in signs)
    return first, second, third


def household(
    ratio: float | None = 1.0,
    signs: str = "000",
    *codes: NeedCode,
    grade: int = 0,
    persons: int = 4,
) -> ColourInputs:
    """Return a household whose income per person is so many times that of MEAN."""
    cents = None if ratio is None else round(ratio * 1_000_000) * persons
    needs = frozenset(NeedFact(c, grade if c is NeedCode.DISABILITY else 0) for c in codes)
    return ColourInputs(cents, persons, awards(signs), needs)


NEEDS = st.builds(NeedFact, st.sampled_from(NeedCode), st.sampled_from([0, 0, *GRADES, 5, -1]))
INPUTS = st.builds(
    ColourInputs,
    st.none() | st.integers(-300, 300) | st.integers(-(2**70), 2**70),
    st.integers(1, 4) | st.integers(-1, 2_000_000),
    st.tuples(*[st.sampled_from([True, False, None])] * 3),
    st.frozensets(NEEDS, max_size=3),
)
"""Small figures, so that ties happen, and figures nobody can have."""

MEANS = st.builds(VillageMean, st.integers(-(2**62), 2**62), st.integers(0, 10**12)) | st.builds(
    VillageMean, st.integers(-300, 300), st.integers(0, 4)
)

POLICIES = st.builds(
    ColourPolicy,
    version=st.just("any"),
    valid_from=st.just(date(2021, 1, 1)),
    gap_a=st.sampled_from([Colour.YELLOW, Colour.GREEN, Colour.PENDING]),
    gap_b=st.sampled_from([Colour.YELLOW, Colour.GREEN, Colour.PENDING]),
    gap_suggestion=st.sampled_from([Colour.YELLOW, Colour.GREEN]),
    income_share=st.sampled_from(IncomeShare),
    ties_are_green=st.booleans(),
    yellow_awards=st.sampled_from(YellowAwards),
    yellow_without_third_year=st.booleans(),
    poverty_needs=st.frozensets(
        st.sampled_from([NeedCode.MINIMUM_LIVING, NeedCode.MONITORED_CASE])
    ),
    disability_min_grade=st.sampled_from(GRADES),
    released_counts=st.booleans(),
)

SOME_POLICIES = (
    DEFAULT_POLICY,
    replace(
        DEFAULT_POLICY, version="strict", gap_a=Colour.GREEN, gap_b=Colour.YELLOW,
        disability_min_grade=2, yellow_without_third_year=True,
    ),
    replace(
        DEFAULT_POLICY, version="other", income_share=IncomeShare.HOUSEHOLD, ties_are_green=False,
        yellow_awards=YellowAwards.NOT_BOTH, released_counts=False,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class RandomHouseholds:
    """Seeded households of a small village, with ties, losses and bad data among them."""

    random: Random

    def one(self) -> ColourInputs:
        """Return the next household."""
        return ColourInputs(self._income(), self._persons(), self._awards(), self._needs())

    def _income(self) -> int | None:
        kind = self.random.random()
        if kind < 0.1:
            return None
        if kind < 0.15:
            return self.random.choice([10**12, -(10**12), 10**12 + 1])
        return self.random.randrange(-3, 12) * 60

    def _persons(self) -> int:
        return self.random.choice([1, 2, 3, 4, 5, 6, 6, 0, 10**6])

    def _awards(self) -> Awards:
        return awards("".join(self.random.choices("10?", weights=[6, 4, 1], k=3)))

    def _needs(self) -> frozenset[NeedFact]:
        count = self.random.choice([0, 0, 0, 1, 2])
        codes = self.random.choices(list(NeedCode), k=count)
        return frozenset(NeedFact(code, self.random.choice([0, 0, 1, 3, 7])) for code in codes)
