"""What the chart observability brings: its manifests, rules, boards and their expressions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser
import yaml

from tests.charts.rendering import CHARTS, Document, Values, documents, merged, rendered

CHART = CHARTS / "observability"
API = "monitoring.coreos.com/v1"
THERE: Values = {"global": {"apis": [API]}}
SUFFIXES = ("_bucket", "_count", "_sum")
RULE_FILES = tuple(sorted((CHART / "rules").glob("*.yaml")))
BOARD_FILES = tuple(sorted((CHART / "dashboards").glob("*.json")))


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert rule as it stands in its file."""

    name: str
    expr: str
    labels: dict[str, str]
    annotations: dict[str, str]


def observability(*layers: Values) -> list[Document]:
    """Return the manifests of the chart where its API is served."""
    return documents(rendered("observability", "observability", merged({}, THERE, *layers)))


def alerts() -> list[Alert]:
    """Return every alert rule."""
    groups = [g for file in RULE_FILES for g in yaml.safe_load(file.read_text("utf-8"))["groups"]]
    return [
        Alert(rule["alert"], rule["expr"], rule["labels"], rule["annotations"])
        for group in groups
        for rule in group["rules"]
    ]


def boards() -> dict[str, Document]:
    """Return every board by the name of its file."""
    return {file.name: json.loads(file.read_text(encoding="utf-8")) for file in BOARD_FILES}


def panels(board: Document) -> list[Document]:
    """Return a board's panels without its rows."""
    return [one for one in board["panels"] if one["type"] != "row"]


def expressions() -> list[str]:
    """Return every expression of rules and boards."""
    shown = [
        target["expr"]
        for board in boards().values()
        for panel in panels(board)
        for target in panel["targets"]
    ]
    return [*(alert.expr for alert in alerts()), *shown]


def selectors(expression: str) -> list[tuple[str, dict[str, str]]]:
    """Return the metrics of an expression with the labels they are chosen by.

    Raises:
        ValueError: it is no PromQL.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def look(node: Any) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            matchers: Any = node.matchers
            found.append((str(node.name), {one.name: one.value for one in matchers.matchers}))

    promql_parser.walk(promql_parser.parse(expression), look)
    return found


def base_name(metric: str, declared: set[str]) -> str:
    """Return the declared name a series of a histogram belongs to."""
    for suffix in SUFFIXES:
        if metric not in declared and metric.removesuffix(suffix) in declared:
            return metric.removesuffix(suffix)
    return metric


def runbook() -> str:
    """Return the text of the runbook."""
    return (Path(__file__).parents[3] / "docs/runbook.md").read_text(encoding="utf-8")
