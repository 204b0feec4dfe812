"""What a case is given: sizes, rounds, the ground it stands on, and where to say what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.ground import Ground

ROUNDS = 5
"""goals.md: the median of at least five rounds."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How to measure. `quick` takes small sizes, for a look and for trying the bench itself."""

    ground: Ground
    say: Callable[[str], None]
    quick: bool = False
    rounds: int = ROUNDS

    def size(self, *, quick: int, full: int) -> int:
        """Return the size that applies."""
        return quick if self.quick else full
