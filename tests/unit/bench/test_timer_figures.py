"""What P16 counts: timers told late, twice, not at all, by surprise, or after a younger one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bench.petition_load import BEGIN, Timer
from bench.petition_watch import Told

A, B, C = ("a", 50), ("b", 80), ("c", 100)
DUE = {A: BEGIN, B: BEGIN + timedelta(seconds=1), C: BEGIN + timedelta(seconds=2)}
COMMIT = BEGIN + timedelta(seconds=5)


@dataclass(frozen=True)
class Counted:
    id: str
    told: list[Timer]
    wrong: int
    out_of_order: int


CASES = [
    Counted("as it should be", [A, B, C], 0, 0),
    Counted("one twice", [A, A, B, C], 1, 0),
    Counted("one not at all", [A, C], 1, 0),
    Counted("one nobody waited for", [A, B, C, ("d", 50)], 1, 0),
    Counted("another mark of the same appeal", [A, B, ("c", 80)], 2, 0),
    Counted("a younger one first", [B, A, C], 0, 1),
    Counted("nothing", [], 3, 0),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_was_told_wrongly_is_counted(case: Counted) -> None:
    told = Told([(timer, COMMIT) for timer in case.told], [COMMIT])
    assert told.wrong(DUE) == case.wrong
    assert told.out_of_order(DUE) == case.out_of_order


def test_lateness_is_from_due_to_committed() -> None:
    assert Told([(A, COMMIT), (C, COMMIT)], [COMMIT]).late(DUE) == [3.0, 5.0]


def test_the_longest_pause_begins_at_the_kill_at_the_earliest() -> None:
    told = Told([], [BEGIN, BEGIN + timedelta(seconds=60), BEGIN + timedelta(seconds=70)])
    assert told.longest_pause(BEGIN + timedelta(seconds=55)) == timedelta(seconds=10)
