"""What the rules look at: named atoms of one household, and the bits they are packed into."""

from __future__ import annotations

from dataclasses import dataclass

from .income import comparable_income, on_green_side
from .needs import need_bits, need_masks
from .policy import ColourPolicy
from .values import Awards, ColourInputs, VillageMean

AWARD_BITS = 6
"""Two bits a year, y-1 lowest: known, granted."""

HIGH = 1 << AWARD_BITS
MEAN = HIGH << 1
INCOME = MEAN << 1
NEED = INCOME << 1
UNCLEAR = NEED << 1
SITUATIONS = UNCLEAR << 1
"""How many combinations of atoms there are."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The atoms of one household.

    Args:
        need: somebody has a need that counts.
        unclear: somebody may have one; the grade of the disability decides and is not known.
        income: the household's income can be compared.
        mean: the village has a mean.
        high: income is on the green side of it.
        awards: 平安家庭 of y-1, y-2, y-3.
    """

    need: bool
    unclear: bool
    income: bool
    mean: bool
    high: bool
    awards: Awards

    @property
    def above(self) -> bool:
        """Income is known to be on the green side of the mean."""
        return self.income and self.mean and self.high

    @property
    def below(self) -> bool:
        """Income is known to be on the other side."""
        return self.income and self.mean and not self.high

    @property
    def history_known(self) -> bool:
        """The awards of all three years are known."""
        return None not in self.awards


def unpacked(bits: int) -> Situation:
    """Return the atoms of packed bits."""
    return Situation(
        need=bool(bits & NEED),
        unclear=bool(bits & UNCLEAR),
        income=bool(bits & INCOME),
        mean=bool(bits & MEAN),
        high=bool(bits & HIGH),
        awards=(_award(bits), _award(bits >> 2), _award(bits >> 4)),
    )


def award_bits(awards: Awards) -> int:
    """Return the awards of three years as bits."""
    bits = 0
    for position, award in enumerate(awards):
        if award is not None:
            bits |= (3 if award else 1) << 2 * position
    return bits


def own_bits(inputs: ColourInputs, policy: ColourPolicy) -> int:
    """Return the atoms that do not depend on the other households of the village."""
    bits, needs, masks = award_bits(inputs.awards), need_bits(inputs.needs), need_masks(policy)
    if needs & masks.counted:
        bits |= NEED
    if needs & masks.unclear:
        bits |= UNCLEAR
    return bits if comparable_income(inputs, policy) is None else bits | INCOME


def situation_of(inputs: ColourInputs, mean: VillageMean, policy: ColourPolicy) -> Situation:
    """Return the atoms of a household in a village with a mean."""
    bits = own_bits(inputs, policy)
    if mean.persons > 0:
        bits |= MEAN
        income = comparable_income(inputs, policy)
        if income is not None and on_green_side(*income, mean, policy):
            bits |= HIGH
    return unpacked(bits)


def _award(bits: int) -> bool | None:
    return bool(bits & 2) if bits & 1 else None
