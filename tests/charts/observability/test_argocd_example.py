"""The example of docs/examples/argocd: its layers of values fit the charts it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.charts.cases import APIS
from tests.charts.observability.watching import API
from tests.charts.rendering import CHARTS, ROOT, documents, merged, of_kind, rendered, values_of

EXAMPLE = ROOT / "docs/examples/argocd"
SET: dict[str, Any] = yaml.safe_load((EXAMPLE / "county.yaml").read_text(encoding="utf-8"))
APPLICATIONS: list[dict[str, str]] = SET["spec"]["generators"][0]["list"]["elements"]


def files_of(application: dict[str, str]) -> list[Path]:
    """The files of values that are there, in Argo CD's order: the later win."""
    source = SET["spec"]["template"]["spec"]["sources"][0]
    names = [
        name.replace("{{ .tier }}", application["tier"])
        .replace("{{ .release }}", application["release"])
        .replace("$values/", f"{EXAMPLE}/")
        for name in source["helm"]["valueFiles"]
    ]
    chart = CHARTS / application["chart"]
    return [chart / name for name in names if (chart / name).is_file()]


def made(application: dict[str, str]) -> list[dict[str, Any]]:
    values = merged(values_of(*files_of(application)), {"global": {"apis": [*APIS, API]}})
    return documents(rendered(application["chart"], application["release"], values))


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda one: one["release"])
def test_every_application_renders(application: dict[str, str]) -> None:
    assert made(application)


def test_every_file_of_values_is_used() -> None:
    used = {file for one in APPLICATIONS for file in files_of(one) if EXAMPLE in file.parents}
    assert used == set((EXAMPLE / "values").rglob("*.yaml"))


def test_the_site_s_layer_wins() -> None:
    [villages] = [one for one in APPLICATIONS if one["release"] == "villages"]
    layer = values_of(EXAMPLE / "values/site/hanyin-villages.yaml")
    found = of_kind(made(villages), "StatefulSet")
    replicas = {one["metadata"]["name"]: one["spec"]["replicas"] for one in found}
    assert layer
    for service, values in layer.items():
        assert replicas[f"villages-{service}"] == values["scaling"]["replicas"] != 1


def test_hooks_are_made_anew_at_every_sync() -> None:
    for application in APPLICATIONS:
        for job in of_kind(made(application), "Job"):
            policy = job["metadata"]["annotations"]["helm.sh/hook-delete-policy"]
            assert policy == "before-hook-creation", job["metadata"]["name"]
