"""The renders that are kept: each preset, a town that was split off, the platform, the data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.charts.cases import SECURED, WHOLE_PLATFORM
from tests.charts.rendering import (
    CHARTS,
    COUNTY,
    HERE,
    ROOT,
    SPLIT_TOWN,
    Values,
    merged,
    rendered_anew,
    values_of,
)

_DIVISIONS: Values = {
    "global": {"divisions": "code,name\n610921000000,汉阴县\n610921104000,平梁镇\n"}
}
"""Two lines instead of the whole table: a golden is read by people."""


@dataclass(frozen=True, slots=True)
class Golden:
    """One render that is kept in a file."""

    id: str
    chart: str
    files: tuple[Path, ...]
    more: Values

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return ROOT / f"tests/charts/goldens/{self.id}.yaml"


def _preset(name: str) -> Path:
    return CHARTS / f"site/presets/{name}.yaml"


def _example(name: str) -> Path:
    return CHARTS / f"site/examples/{name}.yaml"


GOLDENS = (
    *(
        Golden(name, "site", (COUNTY, _preset(name)), {})
        for name in ("county", "towns", "villages")
    ),
    Golden("town104", "site", (SPLIT_TOWN, _preset("towns"), _example("town104")), {}),
    Golden("villages-secured", "site", (COUNTY, _preset("villages")), SECURED),
    Golden("platform", "platform", (COUNTY,), {}),
    Golden("platform-split-town", "platform", (SPLIT_TOWN,), {}),
    Golden("platform-whole", "platform", (COUNTY,), merged(SECURED, WHOLE_PLATFORM)),
    Golden("devdata", "devdata", (COUNTY,), {}),
)


def golden_of(golden: Golden) -> str:
    """Return a golden as the charts render it now."""
    values = merged(values_of(*golden.files), HERE, _DIVISIONS, golden.more)
    return rendered_anew(golden.chart, golden.file.stem, values) + "\n"
