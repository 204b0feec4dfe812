"""The stored ratios, and what has got worse against them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.case import Figure

ALLOWED = 0.15
"""goals.md: more than this is a regression."""

PATH = Path(__file__).with_name("baseline.json")


@dataclass(frozen=True, slots=True)
class Regression:
    """A ratio that is worse than the stored one."""

    id: str
    before: float
    now: float


def read(path: Path) -> dict[str, float]:
    """Return the stored ratios by figure; none when nothing is stored yet."""
    if not path.exists():
        return {}
    return {id: float(ratio) for id, ratio in json.loads(path.read_text("utf-8")).items()}


def regressions(figures: Sequence[Figure], baseline: Mapping[str, float]) -> list[Regression]:
    """Return the figures that have got worse; one without a stored ratio cannot."""
    return [
        Regression(figure.id, baseline[figure.id], figure.ratio)
        for figure in figures
        if figure.id in baseline and figure.goal.worse(figure.ratio, baseline[figure.id], ALLOWED)
    ]


def update(figures: Sequence[Figure], path: Path) -> None:
    """Store the ratios of these figures; those of cases that did not run stay."""
    ratios = read(path) | {figure.id: round(figure.ratio, 4) for figure in figures}
    path.write_text(json.dumps(dict(sorted(ratios.items())), indent=2) + "\n", "utf-8")
