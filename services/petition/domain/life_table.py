"""Whether a life cycle written as a table is whole: any states, any clocks, one check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from .clocks import ClockKind

S = TypeVar("S", bound=Enum)


@dataclass(frozen=True, slots=True)
class Way(Generic[S]):
    """What a row of a table does to states and clocks; `to` None: the state stays."""

    name: str
    starts: frozenset[S]
    to: S | None
    stops: frozenset[ClockKind] = frozenset()
    begins: frozenset[ClockKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Life(Generic[S]):
    """The frame of a table: all states, the first, the last ones, the clock each state runs."""

    states: frozenset[S]
    first: S
    final: frozenset[S]
    runs: Mapping[S, ClockKind]


def check_life(life: Life[S], ways: Iterable[Way[S]]) -> None:
    """Pass when every state is reached and leads to an end, and none that is open lacks its clock.

    Raises:
        ValueError: the table is wrong; it names the state or step.
    """
    ways = tuple(ways)
    _check_states(life, {(a, way.to) for way in ways for a in way.starts if way.to is not None})
    for way in ways:
        for state in way.starts:
            _check_clock(life, way, state)


def _check_states(life: Life[S], steps: set[tuple[S, S]]) -> None:
    reached = _closure({life.first}, steps)
    ending = _closure(set(life.final), {(b, a) for a, b in steps})
    for state in life.states:
        if state not in reached:
            raise ValueError(f"no way leads to {state.value}")
        if state not in ending:
            raise ValueError(f"no way leads from {state.value} to an end")
        if state in life.final and any(a is state for a, _ in steps):
            raise ValueError(f"{state.value} is an end and is left")
        if (state in life.final) == (state in life.runs):
            raise ValueError(f"{state.value} is an end with a clock, or is none and has none")


def _check_clock(life: Life[S], way: Way[S], before: S) -> None:
    kept, wanted = life.runs.get(before), life.runs.get(way.to or before)
    left = {kind for kind in (kept,) if kind is not None and kind not in way.stops}
    if left & way.begins:
        raise ValueError(f"{way.name} starts a clock that runs")
    if left | way.begins != {kind for kind in (wanted,) if kind is not None}:
        raise ValueError(f"{way.name} from {before.value} leaves the wrong clock")


def _closure(start: set[S], steps: set[tuple[S, S]]) -> set[S]:
    found, size = set(start), 0
    while len(found) > size:
        size = len(found)
        found |= {b for a, b in steps if a in found}
    return found
