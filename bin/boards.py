"""`python -m bin.boards`: write the Grafana boards of charts/observability; --check compares.

What they show stands in bin/board_panels.py.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bin.board_panels import BOARDS, Graph, Listing, Number, Row

with warnings.catch_warnings():
    # It would rather have boards of the second schema, which Grafana before 12 does not read.
    warnings.simplefilter("ignore", DeprecationWarning)
    from grafana_foundation_sdk.builders import common as builders_common
    from grafana_foundation_sdk.builders import dashboard, prometheus, stat, table, timeseries
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.models import common
    from grafana_foundation_sdk.models import dashboard as models
    from grafana_foundation_sdk.models import prometheus as prom

FOLDER = Path(__file__).resolve().parents[1] / "charts/observability/dashboards"
WIDTH, HEIGHT, LOW = 8, 7, 4
SOURCE = common.DataSourceRef(type_val="prometheus", uid="${source}")
_NONE = "无"
"""Shown where nothing of the kind has happened: a counter begins with its first event."""

_ROW_IDS = 1000
"""Rows need ids of their own; Grafana numbers the panels."""


def rendered() -> dict[str, str]:
    """Return every board's file by name, as Grafana's JSON."""
    return {
        f"{name}.json": json.dumps(
            board(*made), cls=JSONEncoder, ensure_ascii=False, indent=1, sort_keys=True
        )
        + "\n"
        for name, made in BOARDS.items()
    }


def board(title: str, uid: str, rows: Iterable[Row]) -> Any:
    """Return a board with its variables and panels."""
    built = (
        dashboard.Dashboard(title)
        .uid(uid)
        .tags(["gov321"])
        .timezone("Asia/Shanghai")
        .time("now-3h", "now")
        .refresh("30s")
        .readonly()
    )
    for variable in variables():
        built = built.with_variable(variable)
    for number, row in enumerate(rows):
        built = built.with_row(dashboard.Row(row.title).id(_ROW_IDS + number))
        for shown in row.panels:
            built = built.with_panel(panel(shown))
    return built.build()


def variables() -> Iterable[Any]:
    """Yield what a reader chooses: the source, then ever narrower."""
    yield dashboard.DatasourceVariable("source").label("数据源").type("prometheus")
    for name, label in (("namespace", "命名空间"), ("site", "站点"), ("service", "服务")):
        yield (
            dashboard.QueryVariable(name)
            .label(label)
            .datasource(SOURCE)
            .query(f"label_values(gov321_ready, {name})")
            .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
            .sort(models.VariableSort.ALPHABETICAL_ASC)
            .multi(True)
            .include_all(True)
            .all_value(".*")
        )


def panel(shown: Graph | Number | Listing) -> Any:
    """Return a panel's builder."""
    if isinstance(shown, Number):
        return _number(shown)
    if isinstance(shown, Listing):
        return _listing(shown)
    built = (
        timeseries.Panel()
        .title(shown.title)
        .description(shown.says)
        .unit(shown.unit)
        .min(0)
        .no_value(_NONE)
        .datasource(SOURCE)
        .span(WIDTH)
        .height(HEIGHT)
    )
    for number, query in enumerate(shown.queries):
        asked = _asked(query.expr, number).legend_format(query.legend)
        built = built.with_target(asked)
    return built


def _number(shown: Number) -> Any:
    steps = [
        models.Threshold(value=None, color="green"),
        models.Threshold(value=shown.bad, color="red"),
    ]
    levels = dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)
    return (
        stat.Panel()
        .title(shown.title)
        .description(shown.says)
        .unit(shown.unit)
        .thresholds(levels)
        .reduce_options(builders_common.ReduceDataOptions().calcs(["lastNotNull"]))
        .datasource(SOURCE)
        .span(LOW)
        .height(LOW)
        .with_target(_asked(shown.expr, 0).instant())
    )


def _listing(shown: Listing) -> Any:
    built = (
        table.Panel()
        .title(shown.title)
        .description(shown.says)
        .datasource(SOURCE)
        .span(3 * WIDTH)
        .height(2 * HEIGHT)
    )
    names = {shown.label: shown.heading}
    for number, (heading, expr) in enumerate(shown.columns):
        built = built.with_target(_asked(expr, number).instant().format(_TABLE))
        names[f"Value #{_letter(number)}"] = heading
    organize = {"renameByName": names, "excludeByName": {"Time": True}}
    return built.transformations(
        [
            models.DataTransformerConfig(id_val="merge", options={}),
            models.DataTransformerConfig(id_val="organize", options=organize),
        ]
    )


_TABLE = prom.PromQueryFormat.TABLE


def _asked(expr: str, number: int) -> Any:
    return prometheus.Dataquery().expr(expr).ref_id(_letter(number)).datasource(SOURCE)


def _letter(number: int) -> str:
    return "ABCDEFGH"[number]


def main() -> int:
    """Write the boards, or with --check tell which are out of date."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for name, text in rendered().items():
        file = FOLDER / name
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{name} 与 bin/boards.py 不一致，请运行 .venv/bin/python -m bin.boards")
        else:
            file.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
