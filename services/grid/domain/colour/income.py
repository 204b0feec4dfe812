"""Income that can be compared with the village mean, and the exact comparison."""

from __future__ import annotations

from collections.abc import Iterable

from .policy import ColourPolicy, IncomeShare
from .values import ColourInputs, VillageMean

LARGEST_INCOME = 10**12
"""Cents. The registry takes eight items of less than a billion yuan: no sum of them lies beyond."""

MOST_PERSONS = 10**6
"""No household has more; exact keys of income per person rest on it (order.py)."""

NO_MEAN = VillageMean(0, 0)
"""Of a village where nobody's income is known."""


def recorded_income(inputs: ColourInputs) -> tuple[int, int] | None:
    """Return income in cents and those who share it, None when one of them cannot be right."""
    cents, persons = inputs.income_cents, inputs.persons
    if cents is None or not 0 < persons <= MOST_PERSONS or abs(cents) > LARGEST_INCOME:
        return None
    return cents, persons


def comparable_income(inputs: ColourInputs, policy: ColourPolicy) -> tuple[int, int] | None:
    """Return income and by how many it is divided under a policy, None when it is not known."""
    income = recorded_income(inputs)
    if income is None or policy.income_share is IncomeShare.PERSON:
        return income
    return income[0], 1


def village_mean(households: Iterable[ColourInputs], policy: ColourPolicy) -> VillageMean:
    """Return Σ income and Σ persons over the households that can be compared (gap 3)."""
    cents = persons = 0
    for inputs in households:
        income = comparable_income(inputs, policy)
        if income is not None:
            cents, persons = cents + income[0], persons + income[1]
    return VillageMean(cents, persons)


def on_green_side(cents: int, persons: int, mean: VillageMean, policy: ColourPolicy) -> bool:
    """Whether income per person reaches the mean; exact, by cross-multiplication."""
    left, right = cents * mean.persons, mean.cents * persons
    return left > right or (left == right and policy.ties_are_green)
