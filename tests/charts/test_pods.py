"""What holds of every pod of every chart, by default values and with every switch on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.charts.cases import SECURED, TWICE, in_any_case
from tests.charts.rendering import (
    PRESETS,
    SERVICES,
    Document,
    Values,
    containers,
    named,
    of_kind,
    pods,
    site,
    whole_county,
)

IMAGE_USER = 10001
"""The number in services/Dockerfile."""


def every_pod() -> list[tuple[str, Document]]:
    found = in_any_case()
    return [pair for document in found for pair in pods([document]).items()]


def every_container() -> list[tuple[str, Document]]:
    return [(f"{name}:{one['name']}", one) for name, pod in every_pod() for one in containers(pod)]


def services(*layers: Values) -> Iterator[tuple[str, Document]]:
    for preset in PRESETS:
        for document in of_kind(site(preset, *layers), "StatefulSet"):
            yield named(document), document["spec"]


def failing(pairs: list[tuple[str, Document]], rule: Any) -> list[str]:
    return [name for name, one in pairs if not rule(one)]


def test_there_are_pods_to_look_at() -> None:
    assert len(pods(list(whole_county()))) == 3 + 3 * len(SERVICES) * 3


def test_pods_are_restricted() -> None:
    def restricted(pod: Document) -> bool:
        security = pod["spec"]["securityContext"]
        hosts = {"hostNetwork", "hostPID", "hostIPC", "hostUsers"} & pod["spec"].keys()
        return (
            security["runAsNonRoot"] is True
            and security["runAsUser"] == IMAGE_USER
            and security["seccompProfile"] == {"type": "RuntimeDefault"}
            and not hosts
        )

    assert failing(every_pod(), restricted) == []


def test_containers_are_restricted_and_cannot_write_their_root() -> None:
    def restricted(one: Document) -> bool:
        return one["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }

    assert failing(every_container(), restricted) == []


def test_only_the_kinds_of_volume_that_a_restricted_namespace_admits_are_used() -> None:
    admitted = {"configMap", "emptyDir", "projected", "secret", "persistentVolumeClaim"}
    used = {
        kind
        for _, pod in every_pod()
        for volume in pod["spec"]["volumes"]
        for kind in volume.keys() - {"name"}
    }
    assert used <= admitted


def test_every_container_can_write_to_tmp_within_a_limit() -> None:
    def writes(pod: Document) -> bool:
        limited = {
            v["name"] for v in pod["spec"]["volumes"] if "sizeLimit" in v.get("emptyDir", {})
        }
        return all(
            any(m["mountPath"] == "/tmp" and m["name"] in limited for m in one["volumeMounts"])  # noqa: S108
            for one in containers(pod)
        )

    assert failing(every_pod(), writes) == []


def test_no_pod_has_a_token_of_the_cluster() -> None:
    def tokenless(pod: Document) -> bool:
        spec = pod["spec"]
        sources = [s for v in spec["volumes"] for s in v.get("projected", {}).get("sources", [])]
        return (
            spec["automountServiceAccountToken"] is False
            and "serviceAccountName" not in spec
            and not any("serviceAccountToken" in source for source in sources)
        )

    assert failing(every_pod(), tokenless) == []


def test_memory_is_limited_and_the_processor_is_not() -> None:
    def limited(one: Document) -> bool:
        resources = one["resources"]
        return set(resources["requests"]) == {"cpu", "memory"} and set(resources["limits"]) == {
            "memory"
        }

    assert failing(every_container(), limited) == []


def test_liveness_depends_on_nothing_and_readiness_on_store_broker_and_assignment() -> None:
    for name, spec in services():
        one = spec["template"]["spec"]["containers"][0]
        alive = {"port": 50051, "service": "liveness"}
        assert one["livenessProbe"]["grpc"] == alive, name
        assert one["startupProbe"]["grpc"] == alive, name
        assert one["readinessProbe"]["grpc"] == {"port": 50051}, name


def test_with_tls_the_same_is_asked_over_http() -> None:
    # The kubelet's gRPC probe speaks no TLS.
    for name, spec in services(SECURED):
        one = spec["template"]["spec"]["containers"][0]
        assert one["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}, name
        assert one["startupProbe"]["httpGet"] == {"path": "/livez", "port": "http"}, name
        assert one["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}, name


def test_the_grace_period_is_longer_than_the_drain() -> None:
    longer: Values = {"registry": {"graceSeconds": 120, "drainSeconds": 20}}
    for name, spec in [*services(), *services(longer)]:
        pod = spec["template"]["spec"]
        settings = {one["name"]: one.get("value") for one in pod["containers"][0]["env"]}
        grace = float(settings["GOV321_GRACE_SECONDS"])
        assert pod["terminationGracePeriodSeconds"] > grace, name
        assert grace > float(settings["GOV321_DRAIN_SECONDS"]), name


def test_pods_spread_over_nodes_and_zones() -> None:
    for name, spec in services():
        spread = spec["template"]["spec"]["topologySpreadConstraints"]
        keys = [one["topologyKey"] for one in spread]
        assert keys == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"], name
        assert all(one["labelSelector"] == spec["selector"] for one in spread), name


def test_services_are_parallel_stateful_sets_without_volumes_of_their_own() -> None:
    # The ordinal is the static member id in Kafka's groups.
    for name, spec in services():
        assert spec["podManagementPolicy"] == "Parallel", name
        assert "volumeClaimTemplates" not in spec, name
        [instance] = [
            one
            for one in spec["template"]["spec"]["containers"][0]["env"]
            if one["name"] == "GOV321_INSTANCE"
        ]
        assert instance["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}, name


def test_images_come_through_the_mirror_and_are_all_ours() -> None:
    mirror = "registry.example.cn/mirror"
    layer: Values = {"global": {"imageRegistry": mirror}}
    images = {one["image"] for _, one in every_container()}
    ours = {f"gov321/{name}:0.1.0" for name in ("services", "devdata")}
    assert images == ours | {f"{mirror}/{image}" for image in ours}
    for _, spec in services(layer):
        assert (
            spec["template"]["spec"]["containers"][0]["image"] == f"{mirror}/gov321/services:0.1.0"
        )


@pytest.mark.parametrize(
    ("own", "image"),
    [
        ({"tag": "0.2.0"}, "gov321/services:0.2.0"),
        ({"digest": f"sha256:{'0' * 64}"}, f"gov321/services@sha256:{'0' * 64}"),
        ({"repository": "localhost:5000/try", "tag": "x"}, "localhost:5000/try:x"),
    ],
)
def test_one_service_can_run_another_version(own: dict[str, str], image: str) -> None:
    site_wide: Values = {"global": {"image": {"tag": "0.1.5"}}}
    found = dict(services(site_wide, {"registry": {"image": own}}))
    used = {
        name: spec["template"]["spec"]["containers"][0]["image"] for name, spec in found.items()
    }
    assert used["StatefulSet/county-registry"] == image
    assert used["StatefulSet/county-grid"] == "gov321/services:0.1.5"


def test_a_disruption_waits_only_where_there_is_a_second_pod() -> None:
    assert of_kind(site("county"), "PodDisruptionBudget") == []
    for document in of_kind(site("county", TWICE), "PodDisruptionBudget"):
        assert document["spec"]["maxUnavailable"] == 1
        assert document["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
    assert len(of_kind(site("county", TWICE), "PodDisruptionBudget")) == len(SERVICES)
