"""A service that is added is one thin chart and one block of values."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from tests.charts.rendering import (
    CHARTS,
    COUNTY,
    HERE,
    SERVICES,
    Document,
    documents,
    merged,
    named,
    pods,
    rendered,
    site_values,
    values_of,
)

CHART = """\
apiVersion: v2
name: orchard
description: A service that does not exist
version: 0.1.0
appVersion: 0.1.0
dependencies:
  - {name: lib, version: 0.1.0, repository: file://../lib}
"""
TEMPLATE = '{{ include "gov321.service" . }}\n'


def added_to(charts: Path) -> None:
    """Add the service `orchard` as docs/adr/0010 says."""
    chart = charts / "orchard"
    (chart / "templates").mkdir(parents=True)
    (chart / "charts").mkdir()
    (chart / "charts/lib").symlink_to("../../lib")
    (chart / "values.schema.json").symlink_to("../lib/schema/service.json")
    (chart / "Chart.yaml").write_text(CHART, encoding="utf-8")
    (chart / "templates/service.yaml").write_text(TEMPLATE, encoding="utf-8")
    values = merged(values_of(charts / "registry/values.yaml"), {"asks": {"grid": "GOV321_GRID"}})
    (chart / "values.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    (charts / "site/charts/orchard").symlink_to("../../orchard")
    with (charts / "site/Chart.yaml").open("a", encoding="utf-8") as parents:
        parents.write("  - {name: orchard, version: 0.1.0, repository: file://../orchard}\n")


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    copy = tmp_path / "charts"
    shutil.copytree(CHARTS, copy, symlinks=True)
    added_to(copy)
    return copy


def orchard(found: list[Document]) -> set[str]:
    return {named(one) for one in found if "orchard" in one["metadata"]["name"]}


def test_a_service_is_added_with_its_chart(charts: Path) -> None:
    found = documents(rendered(charts / "site", "towns", site_values("towns")))
    assert orchard(found) == {
        "Service/towns-orchard",
        "StatefulSet/towns-orchard",
        "Job/towns-orchard-migrate",
        "Job/towns-orchard-leave",
        "NetworkPolicy/towns-orchard",
        "NetworkPolicy/towns-orchard-asks-grid",
    }
    assert pods(found)["StatefulSet/towns-orchard"]["spec"]["containers"][0]["args"] == [
        "services.orchard"
    ]


def test_and_gets_topics_and_rights_with_its_block(charts: Path) -> None:
    switches = {"topics": {"create": True}, "users": {"create": True}}
    block = {
        "services": {"orchard": {"listens": ["grid"]}},
        "strimzi": switches,
        "global": {"apis": ["kafka.strimzi.io/v1"]},
    }
    values = merged(values_of(COUNTY), HERE, block)
    found = documents(rendered(charts / "platform", "platform", values))
    assert len([name for name in orchard(found) if name.startswith("KafkaTopic")]) == 2 + 2 * 3
    assert len([name for name in orchard(found) if name.startswith("KafkaUser")]) == 3


def test_a_service_can_be_left_out() -> None:
    found = documents(
        rendered("site", "towns", merged(site_values("towns"), {"grid": {"enabled": False}}))
    )
    assert {one["metadata"]["labels"]["app.kubernetes.io/name"] for one in found} == {*SERVICES} - {
        "grid"
    }


def test_a_service_s_chart_is_thin() -> None:
    for template in CHARTS.glob("*/templates/service.yaml"):
        chart = template.parents[1]
        assert template.read_text(encoding="utf-8") == TEMPLATE
        assert os.listdir(template.parent) == ["service.yaml"]  # noqa: PTH208 - names alone
        assert (chart / "values.schema.json").resolve() == CHARTS / "lib/schema/service.json"
