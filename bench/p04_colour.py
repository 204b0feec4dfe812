"""P4: the colours of a county by the column, against a numpy kernel by hand and a scalar loop.

Colour only: the monitoring half of the goal belongs to a service that is not there yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import process_time

import numpy as np

from bench.case import Case, Figure, Goal, at_least, at_most
from bench.clocks import MICRO
from bench.colour_county import VILLAGES, County, Villages, as_columns
from bench.colour_reference import by_the_column, kernel, loop, require_equal, standings
from bench.rounds import Samples, interleaved
from bench.setting import Setting
from services.grid.domain.colour.columns import Columns

_TIMES = 10
_PASSES = 20
"""A pass takes about a millisecond: a sample is the mean of so many."""


@dataclass(frozen=True, slots=True)
class _Against:
    """A variant ours is held against, and the goal of the ratio."""

    id: str
    variant: str
    name: str
    goal: Goal


_BY_HAND = _Against("P4a", "numpy by hand", "对手写 numpy", at_most(3))
_SCALAR = _Against("P4b", "scalar loop", "对逐户评定", at_least(6))
_TEN_TIMES = _Against("P4c", "ten times the data", "十倍数据", at_most(11))


def run(setting: Setting) -> Sequence[Figure]:
    """Compare all three ways on the same households, then time them in turns."""
    households = setting.size(quick=9_000, full=90_000)
    setting.say(f"P4: {households} households, equal?")
    villages = County(households).villages
    columns = as_columns(villages)
    _require_equal(columns, villages)
    larger = _several(columns, _TIMES)
    samples = interleaved(
        {
            "ours": partial(_timed, lambda: by_the_column(columns, VILLAGES), households),
            _BY_HAND.variant: partial(_timed, lambda: kernel(columns), households),
            _TEN_TIMES.variant: partial(
                _timed, lambda: by_the_column(larger, VILLAGES * _TIMES), households, _PASSES // 4
            ),
            _SCALAR.variant: partial(_timed, lambda: loop(villages), households, 1),
            "making columns": partial(_timed, lambda: as_columns(villages), households, 1),
        },
        setting.rounds,
    )
    return _figures(samples, households, setting.rounds)


def _figures(samples: Samples, households: int, rounds: int) -> list[Figure]:
    def figure(against: _Against, *, of: bool) -> Figure:
        above, below = (against.variant, "ours") if of else ("ours", against.variant)
        return Figure(
            id=against.id,
            name=f"三色评定，{households:,} 户，{against.name} (colour only)",
            goal=against.goal,
            ours=samples.median("ours"),
            reference=samples.median(against.variant),
            ratio=samples.ratio(above, below),
            unit="µs CPU/户",
            against=against.variant,
            rounds=rounds,
            others=samples.medians("ours", against.variant) if against is _BY_HAND else {},
        )

    return [figure(_BY_HAND, of=False), figure(_SCALAR, of=True), figure(_TEN_TIMES, of=True)]


def _several(columns: Columns, times: int) -> Columns:
    """Return so many counties of the same households, each with villages of its own."""
    return Columns(
        np.concatenate([columns.villages + np.int32(VILLAGES * n) for n in range(times)]),
        np.tile(columns.cents, times),
        np.tile(columns.persons, times),
        np.tile(columns.awards, times),
        np.tile(columns.needs, times),
    )


def _require_equal(columns: Columns, villages: Villages) -> None:
    ours = by_the_column(columns, VILLAGES)
    by_hand = kernel(columns)
    require_equal("numpy kernel and columns", ours.colours.tolist(), by_hand.tolist())
    one_by_one = [found for village in loop(villages) for found in village.values()]
    require_equal("scalar loop and columns", standings(ours), one_by_one)


def _timed(evaluate: Callable[[], object], households: int, passes: int = _PASSES) -> float:
    start = process_time()
    for _ in range(passes):
        evaluate()
    return (process_time() - start) / passes / households * MICRO


CASE = Case("P4", "三色评定 (colour only)", "≤ 3 × numpy by hand, ≥ 6 × scalar, 10 × ≤ 11 ×", run)
