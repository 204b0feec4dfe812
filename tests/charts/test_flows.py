"""The evaluator of NetworkPolicies judges small policies as Kubernetes does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.charts.flows import End, Flow, allowed
from tests.charts.rendering import Document

WEB = End("web", {"app": "web"})
DATA = End("data", {"app": "data"}, ports={"sql": 5432, "ssh": 22})
FAR = End("far", {"app": "web"}, namespace="elsewhere")
WORLD = End("world", address="203.0.113.9", in_cluster=False)
DATA_PODS = {"matchLabels": {"app": "data"}}
WEB_PODS = {"matchLabels": {"app": "web"}}
ELSEWHERE = {"matchLabels": {"kubernetes.io/metadata.name": "elsewhere"}}


def policy(selector: Any, **rules: Any) -> Document:
    types = [way.capitalize() for way in rules]
    spec = {"podSelector": selector, "policyTypes": types, **rules}
    return {"kind": "NetworkPolicy", "metadata": {"name": "x"}, "spec": spec}


def let_in(peer: Any, port: Any = "sql") -> Document:
    return policy(DATA_PODS, ingress=[{"from": [peer], "ports": [{"port": port}]}])


@dataclass(frozen=True)
class Case:
    """Policies, and who gets to which port of `data` under them."""

    id: str
    policies: tuple[Document, ...]
    passing: set[tuple[str, int]]


SQL, SSH = 5432, 22
EVERYONE = {(who, port) for who in ("web", "far", "world") for port in (SQL, SSH)}
CASES = (
    Case("no policy", (), EVERYONE),
    Case("nobody comes in", (policy({}, ingress=[]),), set()),
    Case(
        "nothing goes out",
        (policy({}, egress=[]),),
        {("far", SQL), ("far", SSH)} | EVERYONE - {("web", SQL), ("web", SSH)},
    ),
    Case("an empty rule is open", (policy(DATA_PODS, ingress=[{}]),), EVERYONE),
    Case("pods of this namespace", (let_in({"podSelector": WEB_PODS}),), {("web", SQL)}),
    Case("a port by number", (let_in({"podSelector": WEB_PODS}, SSH),), {("web", SSH)}),
    Case("another namespace", (let_in({"namespaceSelector": ELSEWHERE}),), {("far", SQL)}),
    Case("every namespace", (let_in({"namespaceSelector": {}}),), {("web", SQL), ("far", SQL)}),
    Case(
        "pods of another namespace",
        (let_in({"namespaceSelector": ELSEWHERE, "podSelector": DATA_PODS}),),
        set(),
    ),
    Case("addresses", (let_in({"ipBlock": {"cidr": "203.0.113.0/24"}}),), {("world", SQL)}),
    Case(
        "by expression",
        (
            let_in(
                {
                    "podSelector": {
                        "matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]
                    }
                }
            ),
        ),
        {("web", SQL)},
    ),
    Case(
        "policies add up",
        (policy({}, ingress=[]), let_in({"podSelector": WEB_PODS})),
        {("web", SQL)},
    ),
    Case(
        "both sides must agree",
        (policy(WEB_PODS, egress=[]), let_in({"podSelector": WEB_PODS})),
        set(),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_policies_let_pass_what_kubernetes_does(case: Case) -> None:
    flows = allowed([WEB, DATA, FAR, WORLD], case.policies)
    assert flows == {Flow(who, "data", port) for who, port in case.passing}
