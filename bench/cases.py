"""The table of cases: a new one is a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Sequence

from bench import (
    p01_intake,
    p02_pipeline,
    p03_replay,
    p04_colour,
    p05_incremental,
    p06_roster,
    p07_id_numbers,
    p08_partition,
    p09_repartition,
    p11_rpc,
    p14_idle,
    p15_petitions,
    p16_timers,
)
from bench.case import Case

CASES: tuple[Case, ...] = (
    p01_intake.CASE,
    p02_pipeline.CASE,
    p03_replay.CASE,
    p04_colour.CASE,
    p05_incremental.CASE,
    p06_roster.CASE,
    p07_id_numbers.CASE,
    p08_partition.CASE,
    p09_repartition.CASE,
    p11_rpc.CASE,
    p14_idle.CASE,
    p15_petitions.CASE,
    p16_timers.CASE,
)


class UnknownCase(ValueError):
    """A case was asked for that is not in the table."""


def chosen(only: str, cases: Sequence[Case] = CASES) -> tuple[Case, ...]:
    """Return the cases of a list such as `P1,P7`, all for an empty one.

    Raises:
        UnknownCase: the list names another.
    """
    wanted = {word.strip().upper() for word in only.split(",") if word.strip()}
    unknown = wanted - {case.id for case in cases}
    if unknown:
        known = ", ".join(case.id for case in cases)
        raise UnknownCase(f"没有这些用例：{', '.join(sorted(unknown))}（可选 {known}）")
    return tuple(case for case in cases if not wanted or case.id in wanted)
