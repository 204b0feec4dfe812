"""The document and the table of a run."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bench import report
from bench.baseline import Regression
from bench.case import Figure, at_least, at_most

LOAD = {"load_1m": 0.5, "load_5m": 0.4, "processors": 2.0, "free_mb": 1000.0}
FIGURES = (
    Figure("P1a", "事件接收", at_most(1.9), 8.1, 4.5, 1.8, "µs", "getmany", 5, {"naive": 394.0}),
    Figure("P11b", "分页读取", at_least(50), 4836, 789, 6.13, "户/s", "unary loop"),
)
KEYS = {"id", "name", "ours", "reference", "ratio", "goal", "met"}


def test_the_document_has_the_promised_keys(tmp_path: Path) -> None:
    path = tmp_path / "build" / "bench.json"
    report.write(path, FIGURES, LOAD, LOAD)
    document = json.loads(path.read_text("utf-8"))

    assert all(set(entry) >= KEYS for entry in document)
    assert [(entry["id"], entry["goal"], entry["met"]) for entry in document] == [
        ("P1a", "≤ 1.9", True),
        ("P11b", "≥ 50", False),
    ]


def test_the_document_keeps_the_other_variants_and_the_load() -> None:
    entry = report.document(FIGURES, LOAD, LOAD)[0]

    assert entry["others"] == {"naive": 394.0}
    assert entry["load"] == {"before": LOAD, "after": LOAD}


def test_the_table_says_which_goals_are_met() -> None:
    console = Console(width=200, file=StringIO())
    with console.capture() as printed:
        console.print(report.table(FIGURES, {"P1a": 1.7}, LOAD, LOAD))
    text = printed.get()

    assert "是 yes" in text
    assert "否 no" in text
    assert "0.5/2 CPU → 0.5/2 CPU" in text


def test_further_variants_have_a_line_of_their_own() -> None:
    assert report.others(FIGURES) == ["P1a: naive 394"]


def test_a_regression_is_told_with_both_ratios() -> None:
    assert "P1a 比基线差：1.7 → 2.5" in report.complaint(Regression("P1a", 1.7, 2.5))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.354, "0.354"), (8.13, "8.13"), (394.2, "394"), (4836.4, "4,836")],
)
def test_numbers_have_three_digits_or_more(value: float, text: str) -> None:
    assert report.number(value) == text
