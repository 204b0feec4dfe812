"""`python -m bench`: run the cases, print the table, write build/bench.json, compare."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from rich.console import Console

from bench import baseline, report
from bench.case import Case, Figure
from bench.cases import CASES, UnknownCase, chosen
from bench.clocks import load
from bench.ground import Ground
from bench.partition_peers import PeersMissing
from bench.setting import ROUNDS, Setting
from dev.embedded.problems import EmbeddedProblem

OUTPUT = Path("build/bench.json")
FAILED, STOPPED = 1, 130


_NOISY = ("aiokafka", "faststream", "kit", "pymongo")
"""They tell of rebalances and reconnections, which are no news here."""


def main(
    argv: Sequence[str] | None = None,
    cases: Sequence[Case] = CASES,
    stored: Path = baseline.PATH,
) -> int:
    """Return 0 when no ratio has got worse, 1 when one has or the run was impossible."""
    args = _parse(argv)
    console = Console(width=None if sys.stdout.isatty() else 160)
    try:
        return _run(args, chosen(args.only, cases), stored, console)
    except (UnknownCase, EmbeddedProblem, PeersMissing) as problem:
        console.print(f"[red]{problem}[/]")
        return FAILED
    except KeyboardInterrupt:
        console.print("已中止，嵌入的 Kafka 和存储已停止。")
        return STOPPED


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="与朴素做法和裸库比较速度")
    parser.add_argument("--only", default="", help="只运行这些用例，如 P1,P7")
    parser.add_argument("--quick", action="store_true", help="小规模，不与基线比较")
    parser.add_argument("--update", action="store_true", help="以这次的比值为新的基线")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"轮数，默认 {ROUNDS}")
    parser.add_argument("--output", type=Path, default=OUTPUT, help=f"结果文件，默认 {OUTPUT}")
    return parser.parse_args(argv)


def _run(args: argparse.Namespace, cases: Sequence[Case], stored: Path, console: Console) -> int:
    before = load()
    figures = _measure(cases, args, console)
    after = load()
    ratios = {} if args.quick else baseline.read(stored)
    report.write(args.output, figures, before, after)
    console.print(report.table(figures, ratios, before, after))
    for line in report.others(figures):
        console.print(line, highlight=False)
    if args.update and not args.quick:
        baseline.update(figures, stored)
        return 0
    worse = baseline.regressions(figures, ratios)
    for found in worse:
        console.print(f"[red]{report.complaint(found)}[/]")
    return FAILED if worse else 0


def _measure(cases: Sequence[Case], args: argparse.Namespace, console: Console) -> list[Figure]:
    """Run the cases one after the other; broker and store end with them, whatever happens."""
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="gov321-bench-") as directory:
        ground = Ground(Path(directory))
        try:
            for case in cases:
                console.print(f"[bold]{case.id}[/] {case.name}（{case.goal}）")
                with console.status(case.name) as status:
                    setting = Setting(ground, status.update, args.quick, args.rounds)
                    figures += case.run(setting)
        finally:
            ground.close()
    return figures


def _settle() -> None:
    """End on SIGTERM as on Ctrl-C, and keep the libraries' logs out of the table."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)


if __name__ == "__main__":
    _settle()
    raise SystemExit(main())
