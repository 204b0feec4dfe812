"""Which pod may reach which port of which other: what a cluster would make of NetworkPolicies.

A flow passes when the rules of its source let it out and those of its target let it in. A pod that
no policy selects for a direction is open in it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from tests.charts.rendering import NAMESPACE, Document, of_kind, pods

DNS = 53
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class End:
    """A pod, or an address outside the cluster; `ports` are those it listens on, by name."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    namespace: str = NAMESPACE
    ports: Mapping[str, int] = field(default_factory=dict[str, int])
    address: str = "10.0.0.1"
    in_cluster: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Flow:
    """From one end to a port of another."""

    source: str
    target: str
    port: int


def ends_of(found: Iterable[Document]) -> list[End]:
    """Return an end for each pod template, named as what makes it."""
    return [
        End(name.split("/")[1], pod["metadata"]["labels"], ports=_ports_of(pod))
        for name, pod in pods(list(found)).items()
    ]


def _ports_of(pod: Document) -> dict[str, int]:
    every = [port for one in pod["spec"]["containers"] for port in one.get("ports", [])]
    return {port["name"]: port["containerPort"] for port in every}


def allowed(ends: Iterable[End], policies: Iterable[Document]) -> set[Flow]:
    """Return every flow that passes among these ends, to the ports they listen on."""
    rules = of_kind(list(policies), "NetworkPolicy")
    return {
        Flow(source.name, target.name, port)
        for source, target in permutations(ends, 2)
        for port in target.ports.values()
        if _let(source, target, target, port, rules, "egress")
        and _let(target, source, target, port, rules, "ingress")
    }


def _let(mine: End, other: End, target: End, port: int, policies: list[Document], way: str) -> bool:
    """Whether the policies that select `mine` let a flow pass in its direction."""
    if not mine.in_cluster or mine.namespace != NAMESPACE:
        return True
    selecting = [
        policy["spec"]
        for policy in policies
        if way.capitalize() in policy["spec"]["policyTypes"]
        and _matches(policy["spec"]["podSelector"], mine.labels)
    ]
    rules: list[Rule] = []
    for spec in selecting:
        rules.extend(spec.get(way) or ())
    peers = {"egress": "to", "ingress": "from"}[way]
    return not selecting or any(
        _peer_passes(rule.get(peers), other) and _port_passes(rule.get("ports"), target, port)
        for rule in rules
    )


def _port_passes(ports: list[Rule] | None, target: End, port: int) -> bool:
    wanted = [one["port"] for one in ports or []]
    return not ports or port in [target.ports.get(p, p) for p in wanted]


def _peer_passes(peers: list[Rule] | None, other: End) -> bool:
    return not peers or any(_is_peer(peer, other) for peer in peers)


def _is_peer(peer: Rule, other: End) -> bool:
    if block := peer.get("ipBlock"):
        return ipaddress.ip_address(other.address) in ipaddress.ip_network(block["cidr"])
    if not other.in_cluster:
        return False
    namespace = {"kubernetes.io/metadata.name": other.namespace}
    if "namespaceSelector" in peer:
        here = _matches(peer["namespaceSelector"], namespace)
    else:
        here = other.namespace == NAMESPACE
    return here and _matches(peer.get("podSelector") or {}, other.labels)


def _matches(selector: Rule, labels: Mapping[str, str]) -> bool:
    wanted: Mapping[str, str] = selector.get("matchLabels") or {}
    expressions: list[Rule] = selector.get("matchExpressions") or []
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _holds(expression, labels) for expression in expressions
    )


def _holds(expression: Rule, labels: Mapping[str, str]) -> bool:
    """Whether it does; an operator that our policies do not use is an error."""
    value = labels.get(expression["key"])
    return {"In": value in expression.get("values", ()), "Exists": value is not None}[
        expression["operator"]
    ]
