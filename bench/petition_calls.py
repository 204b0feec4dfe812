"""What callers of the petition service noticed: how fast, how late, what failed until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

COMMANDS = frozenset({"submit", "accept", "assign"})

_TWENTIETHS = 20
_MILLI = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """One call: when it was answered, how long that took, and why it failed (empty: it did not)."""

    name: str
    ended: float
    seconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of a time; `seconds` is how long that was."""

    made: Sequence[Call]
    seconds: float = 0.0

    @property
    def commands_per_second(self) -> float:
        """Commands that were carried out, per second."""
        return sum(one.name in COMMANDS and not one.error for one in self.made) / self.seconds

    @property
    def errors(self) -> Mapping[str, int]:
        """How often calls failed, by the reason."""
        return Counter(one.error for one in self.made if one.error)

    def p95_ms(self, name: str = "") -> float:
        """Return the 95th percentile of one kind of call, or of all; failed ones count as well."""
        taken = [one.seconds * _MILLI for one in self.made if name in ("", one.name)]
        return quantiles(taken, n=_TWENTIETHS)[-1] if len(taken) > 1 else max(taken, default=0.0)

    def between(self, begun: float, ended: float) -> Calls:
        """Return those that were answered in a time."""
        some = [one for one in self.made if begun <= one.ended < ended]
        return Calls(some, ended - begun)

    def last_error(self, after: float) -> float:
        """Return how long after an instant calls still failed; 0 when none did."""
        return max(
            (one.ended - after for one in self.made if one.error and one.ended > after), default=0.0
        )
