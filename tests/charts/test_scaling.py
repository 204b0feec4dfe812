"""How the number of pods is set: by hand, by KEDA, by the autoscaler; and what that leaves out."""

from __future__ import annotations

import pytest

from dev.run.services import PARTITIONS
from kit.settings import ServiceSettings
from tests.charts.cases import BY_HPA, BY_KEDA, SECURED
from tests.charts.rendering import CHARTS, SERVICES, Values, merged, of_kind, site, values_of

APIS: Values = {"global": {"apis": ["keda.sh/v1alpha1", "custom.metrics.k8s.io/v1beta1"]}}


def test_replicas_are_left_to_who_scales() -> None:
    for way in (BY_KEDA, BY_HPA):
        for one in of_kind(site("villages", APIS, way), "StatefulSet"):
            assert "replicas" not in one["spec"]
    for one in of_kind(site("villages"), "StatefulSet"):
        assert one["spec"]["replicas"] == 1


@pytest.mark.parametrize("service", SERVICES)
def test_scaling_stays_between_one_pod_and_the_partitions(service: str) -> None:
    scaling = values_of(CHARTS / service / "values.yaml")["scaling"]
    assert 1 <= scaling["min"] <= scaling["max"] <= PARTITIONS


def test_keda_watches_the_lag_of_the_groups_that_the_code_has() -> None:
    found = of_kind(site("villages", APIS, BY_KEDA), "ScaledObject")
    names = [one["metadata"]["name"] for one in found]
    assert names == [f"villages-{service}" for service in SERVICES]
    for one in found:
        service = one["metadata"]["name"].removeprefix("villages-")
        spec = one["spec"]
        assert spec["scaleTargetRef"]["kind"] == "StatefulSet"
        assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (1, 4)
        groups = ServiceSettings(site="villages").groups_of(service)
        for trigger in spec["triggers"]:
            assert trigger["type"] == "kafka"
            assert trigger["metadata"]["consumerGroup"].startswith(groups)
            assert trigger["metadata"]["lagThreshold"] == "2000"


def test_keda_signs_in_as_the_service_does() -> None:
    found = site("villages", SECURED, BY_KEDA)
    for one in of_kind(found, "ScaledObject"):
        for trigger in one["spec"]["triggers"]:
            assert trigger["metadata"]["sasl"] == "scram_sha512"
            assert trigger["metadata"]["tls"] == "enable"
            assert trigger["authenticationRef"]["name"] == one["metadata"]["name"]
    [one] = [
        one
        for one in of_kind(found, "TriggerAuthentication")
        if one["metadata"]["name"] == "villages-registry"
    ]
    assert one["spec"]["secretTargetRef"][0] == {
        "parameter": "password",
        "name": "villages-registry",
        "key": "password",
    }


def test_the_autoscaler_follows_the_lag_that_the_pods_tell() -> None:
    found = of_kind(site("villages", APIS, BY_HPA), "HorizontalPodAutoscaler")
    assert len(found) == len(SERVICES)
    for one in found:
        [metric] = one["spec"]["metrics"]
        assert metric["pods"]["metric"] == {"name": "gov321_bus_lag_records"}
        assert (one["spec"]["minReplicas"], one["spec"]["maxReplicas"]) == (1, 4)


def test_a_budget_comes_with_two_pods_at_least() -> None:
    two = merged(BY_KEDA, {"registry": {"scaling": {"min": 2}}})
    budgets = of_kind(site("villages", APIS, two), "PodDisruptionBudget")
    assert [one["metadata"]["name"] for one in budgets] == ["villages-registry"]


def test_members_are_taken_out_of_their_groups_down_to_the_number_of_pods() -> None:
    three: Values = {"registry": {"scaling": {"replicas": 3}}}
    [job] = [
        one
        for one in of_kind(site("villages", three), "Job")
        if one["metadata"]["name"] == "villages-registry-leave"
    ]
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert container["args"] == ["services.registry", "leave", "--replicas", "3"]
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "post-upgrade,post-rollback"


def test_who_scales_by_itself_has_no_number_to_leave_down_to() -> None:
    jobs = [one["metadata"]["name"] for one in of_kind(site("villages", APIS, BY_KEDA), "Job")]
    assert jobs == [f"villages-{service}-migrate" for service in SERVICES]
