"""What an upgrade touches: pods roll when what they read changes, selectors stay, hooks stand."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from tests.charts.cases import SECURED, TWICE
from tests.charts.rendering import (
    CHARTS,
    PRESETS,
    ROOT,
    SERVICES,
    Document,
    Values,
    containers,
    devdata,
    merged,
    named,
    of_kind,
    pods,
    site,
    values_of,
    whole_county,
)

SELECTORS = ROOT / "tests/charts/selectors.json"
SPLIT = values_of(CHARTS / "platform/examples/split-town.yaml")


def template_of(name: str, *layers: Values) -> Document:
    return pods(site("villages", *layers))[name]


@pytest.mark.parametrize(
    "layer",
    [
        SPLIT,
        {"global": {"divisions": "code,name\n610921000000,县\n"}},
        {"global": {"secretsRevision": "2"}},
        {"global": {"telemetry": {"logLevel": "DEBUG"}}},
        {"registry": {"settings": {"GOV321_KAFKA__BATCH_SIZE": 100}}},
        {"global": {"keys": {"secret": "another"}}},
    ],
    ids=["topology", "divisions", "secrets", "common setting", "own setting", "reference"],
)
def test_a_change_of_what_a_pod_reads_rolls_it(layer: Values) -> None:
    name = "StatefulSet/villages-registry"
    assert template_of(name, layer) != template_of(name)


def test_a_change_that_pods_do_not_read_rolls_none() -> None:
    unread: Values = {
        "global": {"network": {"monitoring": []}, "jobs": {"retries": 5}},
        "registry": {"scaling": {"replicas": 3}},
    }
    name = "StatefulSet/villages-registry"
    assert template_of(name, unread) == template_of(name)


def test_a_change_of_the_broker_rolls_it() -> None:
    checksum = "gov321/config-checksum"
    [pod] = [pod for name, pod in pods(devdata()).items() if name.endswith("devdata-kafka")]
    assert len(pod["metadata"]["annotations"][checksum]) == 64


def selectors() -> dict[str, Any]:
    return {
        named(one): one["spec"]["selector"]
        for one in of_kind(whole_county(), "StatefulSet", "Service")
    }


def test_selectors_are_those_of_the_first_release() -> None:
    # Kubernetes refuses another selector of a StatefulSet: an upgrade would have to delete it.
    assert selectors() == json.loads(SELECTORS.read_text(encoding="utf-8"))


def test_selectors_say_nothing_that_changes_with_a_release() -> None:
    assert not [s for s in map(str, selectors().values()) if "version" in s or "helm" in s]


def hooks(found: list[Document]) -> list[Document]:
    return [one for one in found if "helm.sh/hook" in one["metadata"].get("annotations", {})]


def migrations(*layers: Values) -> list[Document]:
    found = [one for preset in PRESETS for one in hooks(site(preset, *layers))]
    return [one for one in found if one["metadata"]["name"].endswith("-migrate")]


def test_each_service_is_migrated_before_its_pods_come() -> None:
    assert len(migrations()) == len(PRESETS) * len(SERVICES)
    for one in migrations():
        annotations = one["metadata"]["annotations"]
        assert annotations["helm.sh/hook"] == "pre-install,pre-upgrade"
        # Made anew at each run, so that a tool which runs hooks at every sync can.
        assert annotations["helm.sh/hook-delete-policy"] == "before-hook-creation"
        [container] = containers(one["spec"]["template"])
        assert container["args"][1:] == ["migrate"]


@pytest.mark.parametrize("layer", [{}, SECURED, TWICE], ids=["default", "secured", "twice"])
def test_hooks_refer_to_nothing_that_the_release_makes(layer: Values) -> None:
    for preset in PRESETS:
        found = site(preset, layer)
        made = {
            one["metadata"]["name"]
            for one in of_kind(found, "ConfigMap", "Secret", "PersistentVolumeClaim")
            if one not in hooks(found)
        }
        for hook in hooks(found):
            spec = hook["spec"]["template"]["spec"]
            assert references(spec).isdisjoint(made), named(hook)
            assert "serviceAccountName" not in spec, named(hook)


def references(spec: Any) -> set[str]:
    """Return every name under a key that points to another object."""
    pointers = {"configMap", "secret", "configMapRef", "secretRef", "configMapKeyRef"}
    found: set[str] = set()
    if isinstance(spec, dict):
        node = cast("Document", spec)
        for key, value in node.items():
            if key in pointers | {"secretKeyRef", "persistentVolumeClaim"}:
                found |= {
                    str(v) for k, v in value.items() if k in {"name", "secretName", "claimName"}
                }
            found |= references(value)
    elif isinstance(spec, list):
        items = cast("list[Any]", spec)
        found = found.union(*map(references, items)) if items else found
    return found


def test_the_hook_that_is_looked_at_has_references() -> None:
    [one] = [m for m in migrations() if m["metadata"]["name"] == "villages-registry-migrate"]
    assert references(one) == {"gov321-county", "gov321-mongo", "gov321-key-ring", "gov321-jwks"}


def test_a_migration_reads_the_same_settings_as_the_pods() -> None:
    found = pods(site("villages", merged(SECURED, TWICE)))
    job = found["Job/villages-registry-migrate"]["spec"]
    service = found["StatefulSet/villages-registry"]["spec"]
    assert job["containers"][0]["env"] == service["containers"][0]["env"]
    assert job["volumes"] == service["volumes"]
