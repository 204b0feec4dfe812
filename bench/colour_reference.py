"""The three colours the two other ways: a numpy kernel by hand, and the rules in a loop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.grid.domain.colour.columns import (
    Columns,
    ColumnVerdicts,
    column_means,
    evaluate_columns,
)
from services.grid.domain.colour.compiled import COLOUR_CODES, Standing
from services.grid.domain.colour.income import village_mean
from services.grid.domain.colour.needs import need_bits
from services.grid.domain.colour.policy import DEFAULT_POLICY
from services.grid.domain.colour.rules import decide
from services.grid.domain.colour.situation import situation_of
from services.grid.domain.colour.values import Colour, ColourInputs, NeedCode, NeedFact

_CODES = {colour: np.uint8(COLOUR_CODES.index(colour)) for colour in Colour}
_GREEN, _YELLOW = _CODES[Colour.GREEN], _CODES[Colour.YELLOW]
_RED, _PENDING = _CODES[Colour.RED], _CODES[Colour.PENDING]
_NEVER_RED = need_bits([NeedFact(NeedCode.LIFTED_FROM_POVERTY)])
_RED_NEEDS = np.uint16(0xFFFF & ~_NEVER_RED)
_ALL_KNOWN, _ALL_YES, _LAST_TWO_YES = np.uint16(0b010101), np.uint16(0b111111), np.uint16(0b1010)


class NotEqual(AssertionError):
    """Two ways to the same colours differ."""


def by_the_column(columns: Columns, villages: int) -> ColumnVerdicts:
    """Return the verdicts of ours, with the means of so many villages worked out first."""
    means = column_means(columns, villages, DEFAULT_POLICY)
    return evaluate_columns(columns, means, DEFAULT_POLICY)


def standings(verdicts: ColumnVerdicts) -> list[Standing]:
    """Return colour and matched rules of every household of columns."""
    pairs = zip(verdicts.colours.tolist(), verdicts.matched.tolist(), strict=True)
    return [Standing(COLOUR_CODES[code], bits) for code, bits in pairs]


def kernel(columns: Columns) -> NDArray[np.uint8]:
    """Return colour codes under the default policy, and nothing else: no rules, no policy.

    The quickest of several tries. It takes for granted that each village is one run of rows, all
    villages are there, and products fit in 64 bits.
    """
    villages, awards = columns.villages.astype(np.intp), columns.awards
    starts = np.flatnonzero(np.diff(villages, prepend=-1))
    cents = np.add.reduceat(columns.cents, starts)
    persons = np.add.reduceat(columns.persons, starts, dtype=np.int64)
    high = columns.cents * persons[villages] >= cents[villages] * columns.persons
    known = ((awards & _ALL_KNOWN) == _ALL_KNOWN) & (columns.persons > 0)
    colours = np.full(len(villages), _PENDING)
    np.copyto(colours, _GREEN, where=known & high & (awards == _ALL_YES))
    np.copyto(colours, _YELLOW, where=known & ~high & ((awards & _LAST_TWO_YES) == 0))
    np.copyto(colours, _RED, where=(columns.needs & _RED_NEEDS) != 0)
    return colours


def loop(villages: Sequence[dict[str, ColourInputs]]) -> list[dict[str, Standing]]:
    """Return colour and matched rules of every household, the table asked for each; no texts."""
    return [_village(village) for village in villages]


def _village(village: dict[str, ColourInputs]) -> dict[str, Standing]:
    mean = village_mean(village.values(), DEFAULT_POLICY)
    found: dict[str, Standing] = {}
    for household_id, inputs in village.items():
        decision = decide(situation_of(inputs, mean, DEFAULT_POLICY), DEFAULT_POLICY)
        found[household_id] = Standing(decision.colour, decision.matched)
    return found


def require_equal(what: str, ours: object, reference: object) -> None:
    """Pass when two results are the same.

    Raises:
        NotEqual: they are not.
    """
    if ours != reference:
        raise NotEqual(f"{what} differ")
