"""Boards and alert rules: declared metrics, valid expressions, runbook entries, all rendered."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bin.boards import rendered as generated
from bin.docs import metrics
from tests.charts.observability.watching import (
    BOARD_FILES,
    CHART,
    RULE_FILES,
    alerts,
    base_name,
    boards,
    expressions,
    observability,
    panels,
    runbook,
    selectors,
)
from tests.charts.rendering import Values, of_kind, rendered, whole_county

FOREIGN = {
    "up": "Prometheus itself",
    "process_resident_memory_bytes": "the Prometheus client",
    "process_cpu_seconds_total": "the Prometheus client",
    "kube_job_failed": "kube-state-metrics",
    "certmanager_certificate_expiration_timestamp_seconds": "cert-manager",
}
"""Metrics of others, and whose they are."""

TARGET_LABELS = {"namespace", "pod", "site", "service", "job"}
"""Given to every series by the PodMonitor."""

PROMTOOL = shutil.which("promtool")
RULE_TESTS = tuple(sorted(Path(__file__).parent.glob("rules/*.test.yaml")))
MOST_BYTES = 100_000
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NO_BOARDS: Values = {"dashboards": {"create": False}}
OFF: Values = {"podMonitors": {"create": False}, "rules": {"create": False}}


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_names_declared_metrics_and_labels_only(expression: str) -> None:
    declared = {metric.name: set(metric.labels) for metric in metrics()}
    for name, labels in selectors(expression):
        known = base_name(name, set(declared))
        assert known in declared or known in FOREIGN, name
        if known in declared:
            assert set(labels) <= declared[known] | TARGET_LABELS, name


def test_what_is_foreign_is_used() -> None:
    used = {name for one in expressions() for name, _ in selectors(one)}
    assert set(FOREIGN) <= used


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_an_alert_says_how_bad_it_is_and_what_to_do(alert: Any) -> None:
    assert alert.labels["severity"] in ("critical", "warning")
    assert CHINESE.search(alert.annotations["summary"])
    file, anchor = alert.annotations["runbook_url"].split("#")
    assert file == "docs/runbook.md"
    entries = re.findall(r"^### (.+)$", runbook(), re.MULTILINE)
    assert anchor in {entry.lower().replace(" ", "-") for entry in entries}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_an_alert_leads_to_the_entry_of_its_metric(alert: Any) -> None:
    own = {name for name, _ in selectors(alert.expr) if name.startswith("gov321_")}
    anchor = alert.annotations["runbook_url"].split("#")[1]
    assert not own or anchor in own


def test_every_rule_file_is_in_the_render() -> None:
    made = {one["metadata"]["name"]: one for one in of_kind(observability(), "PrometheusRule")}
    assert set(made) == {f"gov321-{file.stem}" for file in RULE_FILES}
    for file in RULE_FILES:
        assert made[f"gov321-{file.stem}"]["spec"] == yaml.safe_load(file.read_text("utf-8"))


def test_every_board_is_in_the_render_and_small() -> None:
    made = of_kind(observability(), "ConfigMap")
    assert {key for one in made for key in one["data"]} == {file.name for file in BOARD_FILES}
    for one in made:
        assert len(one["data"]) == 1
        [(name, text)] = one["data"].items()
        assert len(text.encode()) < MOST_BYTES
        assert text.strip() == (CHART / "dashboards" / name).read_text(encoding="utf-8").strip()


def test_committed_boards_are_what_the_code_makes() -> None:
    kept = {file.name: file.read_text(encoding="utf-8") for file in BOARD_FILES}
    assert kept == generated(), "run .venv/bin/python -m bin.boards"


@pytest.mark.parametrize("board", boards().values(), ids=lambda board: board["uid"])
def test_a_board_is_chinese_and_none_of_its_panels_lies_on_another(board: Any) -> None:
    assert all(CHINESE.search(one["title"]) for one in (board, *board["panels"]))
    taken: set[tuple[int, int]] = set()
    for panel in panels(board):
        at = panel["gridPos"]
        place = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not place & taken, panel["title"]
        taken |= place


def test_the_pod_monitor_chooses_the_services_and_nothing_else() -> None:
    [monitor] = of_kind(observability(), "PodMonitor")
    wanted = monitor["spec"]["selector"]["matchLabels"].items()
    [endpoint] = monitor["spec"]["podMetricsEndpoints"]
    for workload in of_kind(whole_county(), "StatefulSet", "Job"):
        pod = workload["spec"]["template"]
        ports = [p["name"] for c in pod["spec"]["containers"] for p in c.get("ports", [])]
        chosen = wanted <= pod["metadata"]["labels"].items()
        assert chosen == (endpoint["port"] in ports), workload["metadata"]["name"]


def test_the_pod_monitor_gives_the_labels_that_expressions_go_by() -> None:
    [monitor] = of_kind(observability(), "PodMonitor")
    [endpoint] = monitor["spec"]["podMetricsEndpoints"]
    given = {one["targetLabel"] for one in endpoint["relabelings"]}
    assert given | {"namespace", "pod"} == TARGET_LABELS
    assert {"targetLabel": "job", "replacement": "gov321"} in endpoint["relabelings"]


def test_a_missing_operator_is_said_in_a_sentence() -> None:
    with pytest.raises(Exception, match=r"集群没有 monitoring.coreos.com/v1 接口"):
        rendered("observability", "observability", {})


def test_boards_need_no_operator() -> None:
    found = rendered("observability", "observability", OFF)
    assert "kind: ConfigMap" in found
    assert "PrometheusRule" not in found


def test_each_part_is_behind_its_switch() -> None:
    assert {one["kind"] for one in observability(NO_BOARDS)} == {"PodMonitor", "PrometheusRule"}


def test_the_address_of_the_runbook_can_be_given() -> None:
    where = "https://docs.example.cn/runbook"
    found = of_kind(observability({"rules": {"runbook": where}}), "PrometheusRule")
    urls = re.findall(r"runbook_url: (\S+)#", yaml.safe_dump(found))
    assert set(urls) == {where}


def test_every_alert_is_tested() -> None:
    tested = {
        case["alertname"]
        for file in RULE_TESTS
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]
        for case in test.get("alert_rule_test", [])
        if case.get("exp_alerts")
    }
    assert tested == {alert.name for alert in alerts()}


@pytest.mark.skipif(PROMTOOL is None, reason="promtool (Debian: prometheus) is not installed")
@pytest.mark.parametrize("file", RULE_TESTS, ids=lambda file: file.stem)
def test_rules_fire_when_they_should_and_only_then(file: Path) -> None:
    done = subprocess.run(
        [str(PROMTOOL), "test", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
