"""Sums and exact comparison of income by the column, within 64 bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .income import LARGEST_INCOME, MOST_PERSONS

Int64s = NDArray[np.int64]

INT64 = 2**63 - 1
MOST_ROWS = INT64 // LARGEST_INCOME
"""So many incomes can be added in 64 bits, whatever they are."""

MOST_SHARERS = INT64 // MOST_PERSONS
"""Persons of a village up to which remainders can be multiplied in 64 bits."""


def runs(groups: Int64s) -> NDArray[np.intp]:
    """Return where another group begins; few places where the rows of a group stand together."""
    changes = np.flatnonzero(groups[1:] != groups[:-1]) + 1
    return np.concatenate(([0], changes)) if len(groups) else changes


def add_by(sums: Int64s, groups: Int64s, starts: NDArray[np.intp], amounts: Int64s) -> None:
    """Add the amounts of each run of rows to the sum of its group."""
    if len(starts):
        np.add.at(sums, groups[starts], np.add.reduceat(amounts, starts))


def fits(mean_cents: Int64s, mean_persons: Int64s) -> bool:
    """Whether the cross products with any household stay within 64 bits."""
    if not len(mean_cents):
        return True
    largest = max(int(mean_cents.max()), -int(mean_cents.min()))
    most = int(mean_persons.max())
    return largest * MOST_PERSONS <= INT64 and most * LARGEST_INCOME <= INT64


def reaches(
    cents: Int64s, persons: Int64s, mean_cents: Int64s, mean_persons: Int64s, *, ties: bool
) -> NDArray[np.bool_]:
    """Return where cents/persons ≥ mean (or > where ties do not count), by cross-multiplication."""
    left, right = cents * mean_persons, mean_cents * persons
    return left >= right if ties else left > right


def reaches_wide(
    cents: Int64s, persons: Int64s, mean_cents: Int64s, mean_persons: Int64s, *, ties: bool
) -> NDArray[np.bool_]:
    """Return the same where the products would not fit: whole parts first, then remainders."""
    ours, our_rest = np.divmod(cents, np.maximum(persons, 1))
    theirs, their_rest = np.divmod(mean_cents, np.maximum(mean_persons, 1))
    rest = reaches(our_rest, persons, their_rest, mean_persons, ties=ties)
    return (ours > theirs) | ((ours == theirs) & rest)
