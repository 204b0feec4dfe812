"""Goals, ratios and what counts as a regression."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import baseline
from bench.case import Figure, Goal, at_least, at_most


def a_figure(ratio: float, goal: Goal, id: str = "P1") -> Figure:
    return Figure(
        id=id,
        name="名称",
        goal=goal,
        ours=ratio,
        reference=1.0,
        ratio=ratio,
        unit="s",
        against="bare",
    )


@dataclass(frozen=True)
class Case:
    id: str
    goal: Goal
    before: float
    now: float
    met: bool
    worse: bool


CASES = (
    Case("a cost within the goal", at_most(2), before=1.5, now=1.6, met=True, worse=False),
    Case("a cost that grew by a fifth", at_most(2), before=1.5, now=1.8, met=True, worse=True),
    Case("a cost over the goal as before", at_most(2), before=3, now=3.1, met=False, worse=False),
    Case("a cost that fell", at_most(2), before=3, now=1, met=True, worse=False),
    Case("a gain that holds", at_least(10), before=12, now=11, met=True, worse=False),
    Case("a gain that fell by a fifth", at_least(10), before=20, now=16, met=True, worse=True),
    Case("a gain that rose", at_least(10), before=8, now=20, met=True, worse=False),
    Case("noise of a small cost", at_most(1, 0.1), before=0.1, now=0.2, met=True, worse=False),
    Case("more than noise", at_most(1, 0.1), before=0.1, now=0.25, met=True, worse=True),
    Case("nothing must stay nothing", at_most(0), before=0, now=0.01, met=False, worse=True),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_ratio_is_held_against_goal_and_baseline(case: Case) -> None:
    figure = a_figure(case.now, case.goal)

    assert figure.met is case.met
    assert bool(baseline.regressions([figure], {"P1": case.before})) is case.worse


def test_a_figure_without_a_stored_ratio_is_no_regression() -> None:
    assert baseline.regressions([a_figure(99, at_most(1))], {"P2": 1.0}) == []


def test_a_regression_tells_both_ratios() -> None:
    found = baseline.regressions([a_figure(2, at_most(1))], {"P1": 1.0})

    assert found == [baseline.Regression("P1", before=1.0, now=2)]


def test_updating_keeps_the_ratios_of_cases_that_did_not_run(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline.update([a_figure(1.5, at_most(2), "P1"), a_figure(9, at_least(5), "P2")], path)
    baseline.update([a_figure(1.25, at_most(2), "P1")], path)

    assert baseline.read(path) == {"P1": 1.25, "P2": 9}


def test_without_a_baseline_nothing_is_compared(tmp_path: Path) -> None:
    assert baseline.read(tmp_path / "missing.json") == {}


def test_goals_are_written_as_in_the_design() -> None:
    assert [at_most(1.9).text, at_least(15).text] == ["≤ 1.9", "≥ 15"]
