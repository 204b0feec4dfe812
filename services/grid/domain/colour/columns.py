"""Many households as columns, and the rules evaluated over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .column_income import MOST_ROWS, MOST_SHARERS, add_by, fits, reaches, reaches_wide, runs
from .compiled import NO_SUGGESTION, CompiledRules, compiled
from .errors import ColourInputsTooLarge
from .income import LARGEST_INCOME, MOST_PERSONS, recorded_income
from .needs import NEED_BITS, need_bits, need_masks
from .policy import ColourPolicy, IncomeShare
from .situation import AWARD_BITS, HIGH, INCOME, MEAN, NEED, UNCLEAR, award_bits
from .values import ColourInputs, VillageMean

_CHUNK = 1 << 14
"""Households at a time: what is computed in between stays in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One entry per household. `villages` are positions in the means; income that cannot be
    compared has 0 cents and 0 persons.
    """

    villages: NDArray[np.int32]
    cents: NDArray[np.int64]
    persons: NDArray[np.int32]
    awards: NDArray[np.uint16]
    needs: NDArray[np.uint16]

    def __post_init__(self) -> None:
        for name, lowest, highest in _RANGES:
            _require_range(name, getattr(self, name), lowest, highest)
            if len(getattr(self, name)) != len(self):
                raise ColourInputsTooLarge(column=name)
        _require_range("rows", np.array([len(self)]), 0, MOST_ROWS)

    def __len__(self) -> int:
        return len(self.villages)

    @classmethod
    def of(cls, households: Sequence[ColourInputs], villages: Sequence[int]) -> Columns:
        """Return households, each in the village of the same place, as columns."""
        incomes = [recorded_income(inputs) or (0, 0) for inputs in households]
        return cls(
            np.array(villages, np.int32),
            np.array([cents for cents, _ in incomes], np.int64),
            np.array([persons for _, persons in incomes], np.int32),
            np.array([award_bits(inputs.awards) for inputs in households], np.uint16),
            np.array([need_bits(inputs.needs) for inputs in households], np.uint16),
        )


_MOST_VILLAGES = 2**31 - 1

_RANGES = (
    ("villages", 0, _MOST_VILLAGES),
    ("cents", -LARGEST_INCOME, LARGEST_INCOME),
    ("persons", 0, MOST_PERSONS),
    ("awards", 0, (1 << AWARD_BITS) - 1),
    ("needs", 0, (1 << NEED_BITS) - 1),
)


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """The means of villages, by position."""

    cents: NDArray[np.int64]
    persons: NDArray[np.int64]

    def __post_init__(self) -> None:
        _require_range("mean persons", self.persons, 0, MOST_SHARERS)

    @classmethod
    def of(cls, means: Sequence[VillageMean]) -> Means:
        """Return means as columns."""
        return cls(
            np.array([mean.cents for mean in means], np.int64),
            np.array([mean.persons for mean in means], np.int64),
        )


@dataclass(frozen=True, slots=True, eq=False)
class ColumnVerdicts:
    """One entry per household: colour code (`COLOUR_CODES`) and bits of the rules that hold."""

    colours: NDArray[np.uint8]
    matched: NDArray[np.uint16]
    rules: CompiledRules

    @property
    def suggested(self) -> NDArray[np.uint8]:
        """The code of the suggested colour, `NO_SUGGESTION` where there is none."""
        return self.rules.suggested[self.matched]

    @property
    def needs_review(self) -> NDArray[np.bool_]:
        """Where the village has to decide (gap 2)."""
        return self.suggested != NO_SUGGESTION


def column_means(columns: Columns, villages: int, policy: ColourPolicy) -> Means:
    """Return Σ income and Σ persons of each of so many villages (gap 3)."""
    cents, persons = np.zeros(villages, np.int64), np.zeros(villages, np.int64)
    for rows in _chunks(len(columns)):
        groups = _places(columns.villages[rows], villages)
        starts = runs(groups)
        add_by(cents, groups, starts, columns.cents[rows])
        add_by(persons, groups, starts, _sharers(columns.persons[rows], policy))
    return Means(cents, persons)


def evaluate_columns(columns: Columns, means: Means, policy: ColourPolicy) -> ColumnVerdicts:
    """Return what `evaluate` says of every household in a village with its mean.

    Raises:
        ColourInputsTooLarge: a household is of a village beyond the means.
    """
    rules, count = compiled(policy), len(columns)
    colours, matched = np.empty(count, np.uint8), np.empty(count, np.uint16)
    situate = _Situator(columns, means, policy)
    for rows in _chunks(count):
        places = situate(rows).astype(np.intp)
        colours[rows], matched[rows] = rules.colours[places], rules.matched[places]
    return ColumnVerdicts(colours, matched, rules)


class _Situator:
    """Packs the atoms of some rows; what is the same for all rows is worked out once."""

    def __init__(self, columns: Columns, means: Means, policy: ColourPolicy) -> None:
        self._columns = columns
        self._means = means
        self._policy = policy
        masks = need_masks(policy)
        self._counted, self._unclear = np.uint16(masks.counted), np.uint16(masks.unclear)
        self._mean_bits = _bit(means.persons > 0, MEAN)
        self._reaches = reaches if fits(means.cents, means.persons) else reaches_wide

    def __call__(self, rows: slice) -> NDArray[np.uint16]:
        needs = self._columns.needs[rows]
        bits = self._columns.awards[rows] | _bit((needs & self._counted) != 0, NEED)
        if self._unclear:
            bits |= _bit((needs & self._unclear) != 0, UNCLEAR)
        return bits | self._income(rows)

    def _income(self, rows: slice) -> NDArray[np.uint16]:
        """Return the atoms of income; what they say of nobody's income no rule looks at."""
        villages = _places(self._columns.villages[rows], len(self._mean_bits))
        persons = self._columns.persons[rows]
        high = self._reaches(
            self._columns.cents[rows],
            _sharers(persons, self._policy),
            self._means.cents[villages],
            self._means.persons[villages],
            ties=self._policy.ties_are_green,
        )
        return _bit(high, HIGH) | _bit(persons != 0, INCOME) | self._mean_bits[villages]


def _places(villages: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    _require_range("villages", villages, 0, count - 1)
    return villages.astype(np.int64)


def _sharers(persons: NDArray[np.int32], policy: ColourPolicy) -> NDArray[np.int64]:
    shared = persons.astype(np.int64)
    return shared if policy.income_share is IncomeShare.PERSON else np.minimum(shared, 1)


def _bit(holds: NDArray[np.bool_], bit: int) -> NDArray[np.uint16]:
    return np.multiply(holds, np.uint16(bit))


def _chunks(count: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, count, _CHUNK))


def _require_range(column: str, values: NDArray[np.integer], lowest: int, highest: int) -> None:
    if len(values) and not lowest <= int(values.min()) <= int(values.max()) <= highest:
        raise ColourInputsTooLarge(column=column)
