"""What holds of every manifest: known to Kubernetes, ours in name, without secrets of its own."""

from __future__ import annotations

from functools import cache

import kubernetes_validate
import pytest
from kubernetes_validate import utils

from tests.charts.cases import APIS, in_any_case
from tests.charts.rendering import (
    CHARTS,
    NAMESPACE,
    Document,
    named,
    of_kind,
    pods,
    whole_county,
)

OLDEST, NEWEST = "1.30", "1.37"
"""`kubeVersion` of the charts, and the newest version whose schema is at hand."""

OPERATORS = {"/".join(api.split("/")) for api in APIS}


def ours() -> list[Document]:
    return [one for one in in_any_case() if one["apiVersion"] not in OPERATORS]


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_knows_every_field(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # It reads its files again for each manifest: five seconds.
    monkeypatch.setattr(utils, "schema_contents", cache(utils.schema_contents))
    wrong: dict[str, str] = {}
    for one in ours():
        try:
            kubernetes_validate.validate(one, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            wrong[named(one)] = str(error)
    assert wrong == {}


def test_what_kubernetes_does_not_know_belongs_to_an_operator() -> None:
    native = {one["apiVersion"] for one in ours()}
    assert native == {
        "apps/v1",
        "autoscaling/v2",
        "batch/v1",
        "networking.k8s.io/v1",
        "policy/v1",
        "v1",
    }


def test_no_chart_ships_the_definition_of_a_resource() -> None:
    assert of_kind(in_any_case(), "CustomResourceDefinition") == []
    assert list(CHARTS.glob("*/crds")) == []


def test_no_template_makes_a_secret() -> None:
    assert of_kind(in_any_case(), "Secret") == []


def test_nothing_secret_is_in_the_environment() -> None:
    words = ("PASSWORD", "MONGO__URI", "SECRET_KEY")
    exposed = [
        f"{name} {one['name']}"
        for document in in_any_case()
        for name, pod in pods([document]).items()
        for container in pod["spec"]["containers"]
        for one in container.get("env", [])
        if any(word in one["name"] for word in words) or "secretKeyRef" in one.get("valueFrom", {})
    ]
    assert exposed == []


def test_names_are_unique_in_the_county() -> None:
    names = [f"{one['apiVersion']} {named(one)}" for one in whole_county()]
    assert len(names) == len(set(names))


def test_everything_says_to_which_release_it_belongs() -> None:
    for one in in_any_case():
        labels = one["metadata"]["labels"]
        assert labels["app.kubernetes.io/part-of"] == "gov321", named(one)
        assert labels["app.kubernetes.io/managed-by"] == "Helm", named(one)
        assert labels["app.kubernetes.io/instance"], named(one)


def test_nothing_is_put_into_another_namespace_by_default() -> None:
    assert {one["metadata"].get("namespace", NAMESPACE) for one in whole_county()} == {NAMESPACE}


def test_development_data_is_marked_as_such() -> None:
    marked = [one for one in whole_county() if named(one).split("/")[1].startswith("devdata")]
    assert len(marked) > 6
    for one in marked:
        assert one["metadata"]["labels"]["gov321/not-for-production"] == "true", named(one)
    assert "NOT FOR PRODUCTION" in (CHARTS / "devdata/Chart.yaml").read_text(encoding="utf-8")
