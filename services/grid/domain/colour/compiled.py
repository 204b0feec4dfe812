"""The rule table compiled for one policy: its answer for every combination of atoms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .policy import ColourPolicy
from .rules import Decision, decide
from .situation import SITUATIONS, unpacked
from .values import BITS, Colour

COLOUR_CODES: tuple[Colour, ...] = tuple(Colour)
"""The colour of each code in columns."""

NO_SUGGESTION = 255
"""The code where nothing is suggested."""

_CODES = {colour: code for code, colour in enumerate(COLOUR_CODES)}


class Standing(NamedTuple):
    """Colour and matched rules of a household: what is compared to see whether it changed."""

    colour: Colour
    matched: int


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRules:
    """By packed atoms: colour codes, matched bits, standings. By matched bits: suggested codes.

    The rules that hold decide which of them is first, so they decide the suggestion too.
    """

    colours: NDArray[np.uint8]
    matched: NDArray[np.uint16]
    standings: tuple[Standing, ...]
    suggested: NDArray[np.uint8]


@lru_cache(maxsize=64)
def compiled(policy: ColourPolicy) -> CompiledRules:
    """Return the table of a policy, made by asking the rules about every situation."""
    decisions = [decide(unpacked(bits), policy) for bits in range(SITUATIONS)]
    return CompiledRules(
        np.array([_CODES[decision.colour] for decision in decisions], np.uint8),
        np.array([decision.matched for decision in decisions], np.uint16),
        tuple(Standing(decision.colour, decision.matched) for decision in decisions),
        _suggestions(decisions),
    )


def _suggestions(decisions: Sequence[Decision]) -> NDArray[np.uint8]:
    codes = np.full(1 << len(BITS), NO_SUGGESTION, np.uint8)
    for decision in decisions:
        if decision.suggested is not None:
            codes[decision.matched] = _CODES[decision.suggested]
    return codes
