"""The table of cases, and the rules inside some of them that need no server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from time import process_time
from typing import Any

import pytest

from bench.cases import CASES, UnknownCase, chosen
from bench.clocks import Meter
from bench.id_texts import county_texts, damaged_texts
from bench.intake_readers import Seen
from bench.p07_id_numbers import columnar, require_equal, scalar
from bench.p14_idle import Idle, figures
from bench.writes import documents_changed


def test_ids_are_those_of_the_goals_and_each_its_own() -> None:
    ids = [case.id for case in CASES]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"P\d+", id) for id in ids)


def test_cases_can_be_chosen_in_any_case() -> None:
    assert [case.id for case in chosen("p7, P1")] == ["P1", "P7"]


def test_no_choice_means_all() -> None:
    assert chosen("") == CASES


def test_an_unknown_case_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownCase, match=r"P99.*可选.*P1"):
        chosen("P99")


def test_both_rules_for_citizen_numbers_agree_on_damaged_texts() -> None:
    require_equal(damaged_texts(3_000))


def test_the_texts_hold_good_and_bad_numbers_in_every_run_the_same() -> None:
    texts = county_texts(2_000)
    bad = scalar(texts).count(None)

    assert texts == county_texts(2_000)
    assert 0 < bad < 100
    assert columnar(texts).count(None) == bad


def test_a_meter_leaves_out_the_first_batch() -> None:
    meter = Meter(expected=30)

    assert not meter.add(10)
    until = process_time() + 0.001
    while process_time() < until:
        pass
    assert meter.add(20)
    assert meter.micros >= 1000 / 20


def test_a_revision_is_new_once() -> None:
    seen = Seen()

    assert [seen.is_new("a", 2), seen.is_new("a", 2), seen.is_new("a", 1), seen.is_new("a", 3)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("command", "reply", "changed"),
    [
        ("insert", {"n": 3}, 3),
        ("update", {"n": 5, "nModified": 2, "upserted": [1]}, 3),
        ("delete", {"n": 1}, 1),
        ("findAndModify", {"lastErrorObject": {"n": 1}}, 1),
        ("find", {"ok": 1}, 0),
    ],
)
def test_written_documents_are_counted_from_the_servers_answers(
    command: str, reply: Mapping[str, Any], changed: int
) -> None:
    assert documents_changed(command, reply) == changed


def test_the_most_expensive_site_is_held_against_the_goal() -> None:
    empty = {"county": Idle(100, 0.5), "towns": Idle(100, 0.5)}
    full = {"county": Idle(300, 1.0), "towns": Idle(700, 0.9)}
    memory, cpu = figures(empty, full, 90_000)

    assert (memory.ours, memory.met) == (700, False)
    assert (cpu.ours, cpu.met) == (1.0, True)
    assert memory.others["county without data MB"] == 100
