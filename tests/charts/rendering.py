"""Renders our charts as `helm template` does, in this process: no cluster, no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import helm_python as helm
import yaml

ROOT = Path(__file__).parents[2]
CHARTS = ROOT / "charts"
NAMESPACE = "gov321"
COUNTY = CHARTS / "platform/examples/county.yaml"
SPLIT_TOWN = CHARTS / "platform/examples/split-town.yaml"
DIVISIONS = ROOT / "dev/sample/hanyin-divisions.csv"
PRESETS = ("county", "towns", "villages")
SERVICES = tuple(sorted(p.parents[1].name for p in CHARTS.glob("*/templates/service.yaml")))
"""The charts of services; each is one call of `gov321.service`."""

Values = Mapping[str, Any]
Document = dict[str, Any]

HERE: Values = {
    "global": {
        "divisions": DIVISIONS.read_text(encoding="utf-8"),
        "kafka": {"bootstrap": f"devdata-kafka.{NAMESPACE}.svc:9092"},
    }
}
"""What every installation has to say besides its county."""


def merged(base: Values, *layers: Values) -> dict[str, Any]:
    """Return values with layers on top, as `-f base -f layer` gives them."""
    result = dict(base)
    for layer in layers:
        for key, value in layer.items():
            old = result.get(key)
            both = isinstance(old, Mapping) and isinstance(value, Mapping)
            result[key] = merged(cast("Values", old), cast("Values", value)) if both else value
    return result


def values_of(*files: Path) -> dict[str, Any]:
    """Return the values of files, the later on top."""
    layers: list[Values] = [yaml.load(file.read_bytes(), yaml.CSafeLoader) for file in files]
    return merged({}, *layers)


def rendered(chart: Path | str, release: str, values: Values) -> str:
    """Return all manifests of a chart in the order of their templates, as text.

    What was rendered before is remembered: many tests look at the same county.
    """
    return _remembered(str(chart), release, json.dumps(values, sort_keys=True))


@cache
def _remembered(chart: str, release: str, values: str) -> str:
    return rendered_anew(chart, release, json.loads(values))


def rendered_anew(chart: Path | str, release: str, values: Values) -> str:
    """Return the same as `rendered`, from the templates."""
    found = templates(chart, release, values)
    return "\n".join(f"---\n# Source: {name}\n{found[name].strip()}" for name in sorted(found))


def templates(chart: Path | str, release: str, values: Values) -> dict[str, str]:
    """Return what each template of a chart renders, those that render nothing left out."""
    with helm.Chart.load(CHARTS / chart) as loaded:
        loaded.validate_schema(dict(values))
        found = loaded.render(dict(values), name=release, namespace=NAMESPACE)
    return {name: text for name, text in found.items() if text.strip() and name.endswith(".yaml")}


def documents(text: str) -> list[Document]:
    """Return the manifests in a text."""
    return [found for found in yaml.load_all(text, yaml.CSafeLoader) if found]


def site_values(preset: str, *layers: Values, county: Path = COUNTY) -> dict[str, Any]:
    """Return the values of a site of the sample county."""
    return merged(values_of(county, CHARTS / f"site/presets/{preset}.yaml"), HERE, *layers)


def site(preset: str, *layers: Values) -> list[Document]:
    """Return the manifests of a site of the sample county."""
    return documents(rendered("site", preset, site_values(preset, *layers)))


def platform(*layers: Values, county: Path = COUNTY) -> list[Document]:
    """Return the manifests of the platform of the sample county."""
    return documents(rendered("platform", "platform", merged(values_of(county), HERE, *layers)))


def devdata(*layers: Values) -> list[Document]:
    """Return the manifests of the development data services."""
    return documents(rendered("devdata", "devdata", merged(values_of(COUNTY), HERE, *layers)))


@cache
def whole_county() -> tuple[Document, ...]:
    """Return what a county of three sites consists of, by default values. Do not change it."""
    sites = [document for preset in PRESETS for document in site(preset)]
    return (*platform(), *devdata(), *sites)


def of_kind(
    found: Iterator[Document] | list[Document] | tuple[Document, ...], *kinds: str
) -> list[Document]:
    """Return the manifests of some kinds."""
    return [document for document in found if document["kind"] in kinds]


def named(document: Document) -> str:
    """Return kind and name, to tell of a manifest."""
    return f"{document['kind']}/{document['metadata']['name']}"


def pods(found: list[Document] | tuple[Document, ...]) -> dict[str, Document]:
    """Return the pod templates by kind and name of what makes them."""
    return {
        named(document): document["spec"]["template"]
        for document in of_kind(found, "StatefulSet", "Deployment", "DaemonSet", "Job")
    }


def containers(pod: Document) -> list[Document]:
    """Return the containers of a pod template, those of its start included."""
    spec = pod["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]
