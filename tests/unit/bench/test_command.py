"""The command line: what is compared, what is written, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bench.__main__ import STOPPED, main
from bench.case import Case, Figure, at_most
from bench.setting import Setting

Run = Callable[..., int]


def a_case(ratio: float) -> Case:
    def run(setting: Setting) -> Sequence[Figure]:
        name = f"rounds {setting.rounds}"
        return [Figure("P1", name, at_most(2), ratio, 1, ratio, "s", "bare", setting.rounds)]

    return Case("P1", "事件接收", "≤ 2", run)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command with one case of a given ratio."""

    def start(ratio: float, *arguments: str) -> int:
        output = ["--output", str(tmp_path / "bench.json")]
        return main([*arguments, *output], (a_case(ratio),), tmp_path / "baseline.json")

    return start


def test_a_run_writes_its_figures(run: Run, tmp_path: Path) -> None:
    assert run(1.0, "--rounds", "7") == 0

    [entry] = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert (entry["id"], entry["ratio"], entry["rounds"]) == ("P1", 1.0, 7)


def test_a_ratio_that_got_worse_fails_the_run(run: Run) -> None:
    run(1.0, "--update")

    assert run(1.1) == 0
    assert run(1.2) == 1


def test_a_goal_that_was_never_met_does_not_fail_the_run(run: Run) -> None:
    run(3.0, "--update")

    assert run(3.0) == 0


def test_a_quick_run_is_neither_compared_nor_stored(run: Run) -> None:
    run(1.0, "--update")

    assert run(9.0, "--quick", "--update") == 0
    assert run(1.0) == 0


def test_an_unknown_case_fails(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(1.0, "--only", "P99") == 1
    assert "P99" in capsys.readouterr().out


def test_an_interrupted_run_says_so() -> None:
    def interrupted(_setting: Setting) -> Sequence[Figure]:
        raise KeyboardInterrupt

    assert main([], (Case("P1", "", "", interrupted),)) == STOPPED
