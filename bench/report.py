"""What the run came to: a table for people, `build/bench.json` for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.baseline import Regression
from bench.case import Figure

Load = Mapping[str, float]

_COLUMNS = (
    ("编号 id", "left"),
    ("指标 figure", "left"),
    ("本系统 ours", "right"),
    ("对照 reference", "right"),
    ("单位 unit", "left"),
    ("比值 ratio", "right"),
    ("目标 goal", "right"),
    ("达标 met", "center"),
    ("基线 baseline", "right"),
)


def document(figures: Sequence[Figure], before: Load, after: Load) -> list[dict[str, Any]]:
    """Return the figures as `build/bench.json` holds them."""
    load = {"before": dict(before), "after": dict(after)}
    return [
        {
            "id": figure.id,
            "name": figure.name,
            "ours": figure.ours,
            "reference": figure.reference,
            "ratio": figure.ratio,
            "goal": figure.goal.text,
            "met": figure.met,
            "unit": figure.unit,
            "against": figure.against,
            "rounds": figure.rounds,
            "others": dict(figure.others),
            "load": load,
        }
        for figure in figures
    ]


def write(path: Path, figures: Sequence[Figure], before: Load, after: Load) -> None:
    """Write the document."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document(figures, before, after), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", "utf-8")


def table(
    figures: Sequence[Figure], baseline: Mapping[str, float], before: Load, after: Load
) -> Table:
    """Return the table that is printed."""
    shown = Table(
        title="性能对照 (ratios measured in one run)",
        caption=f"机器负载 load: {_busy(before)} → {_busy(after)}",
        show_lines=True,
    )
    for header, justify in _COLUMNS:
        shown.add_column(header, justify=justify)  # pyright: ignore[reportArgumentType]
    for figure in figures:
        stored = baseline.get(figure.id)
        shown.add_row(
            figure.id,
            figure.name,
            number(figure.ours),
            f"{number(figure.reference)}\n{figure.against}",
            figure.unit,
            number(figure.ratio),
            figure.goal.text,
            "[green]是 yes[/]" if figure.met else "[red]否 no[/]",
            "" if stored is None else number(stored),
        )
    return shown


def others(figures: Sequence[Figure]) -> list[str]:
    """Return a line for each figure that has further variants."""
    return [
        f"{figure.id}: " + ", ".join(f"{name} {number(v)}" for name, v in figure.others.items())
        for figure in figures
        if figure.others
    ]


def complaint(found: Regression) -> str:
    """Return the sentence that tells of a regression."""
    return (
        f"{found.id} 比基线差：{number(found.before)} → {number(found.now)} "
        "(regression of more than 15 %)"
    )


def number(value: float) -> str:
    """Return a figure with three significant digits or more."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _busy(load: Load) -> str:
    return f"{load['load_1m']:.1f}/{load['processors']:.0f} CPU"
