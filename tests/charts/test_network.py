"""Who may speak with whom: the rendered NetworkPolicies against one table."""

from __future__ import annotations

import pytest

from tests.charts.flows import DNS, End, Flow, allowed, ends_of
from tests.charts.rendering import (
    PRESETS,
    SERVICES,
    Document,
    Values,
    devdata,
    merged,
    of_kind,
    platform,
    site,
)

GRPC, HTTP, KAFKA, STORE = 50051, 8080, 9092, 27017
ASKING: Values = {"grid": {"asks": {"registry": "GOV321_REGISTRY_ADDRESS"}}}
"""A service that asks another: by gRPC, and inside its site only (architecture §5)."""

EVERY_PORT = {"grpc": GRPC, "http": HTTP, "kafka": KAFKA, "store": STORE, "ssh": 22}
CLIENT = End("client", {"gov321/client": "true"}, ports=EVERY_PORT)
STRANGER = End("stranger", {"app": "curious"}, ports=EVERY_PORT)
NEIGHBOUR = End("neighbour", {"gov321/client": "true"}, namespace="other", ports=EVERY_PORT)
PROMETHEUS = End("prometheus", {"app": "prometheus"}, namespace="monitoring", ports=EVERY_PORT)
NAMES = End("dns", {"k8s-app": "kube-dns"}, namespace="kube-system", ports={"dns": DNS, "x": HTTP})
OUTSIDE = End("outside", address="203.0.113.9", in_cluster=False, ports=EVERY_PORT)
OTHERS = (CLIENT, STRANGER, NEIGHBOUR, PROMETHEUS, NAMES, OUTSIDE)


def devdata_pods(part: str) -> list[Values]:
    return [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": part}}}]


CLOSED: Values = {
    "global": {"network": {"kafka": devdata_pods("kafka"), "mongo": devdata_pods("store")}}
}
"""Where Kafka and the store are is told, as an operator with strict rules does."""


def county(layer: Values, of_sites: Values) -> list[Document]:
    sites = [document for preset in PRESETS for document in site(preset, layer, of_sites)]
    return [*platform(layer), *devdata(layer), *sites]


def seen(layer: Values, of_sites: Values | None = None) -> set[Flow]:
    found = county(layer, of_sites or {})
    flows = allowed([*ends_of(found), *OTHERS], found)
    inside = {end.name for end in ends_of(found)} | {"client", "stranger"}
    return {flow for flow in flows if flow.source in inside or flow.target in inside}


def table() -> set[Flow]:
    services = {(here, name): f"{here}-{name}" for here in PRESETS for name in SERVICES}
    jobs = {f"{pod}-{job}" for pod in services.values() for job in ("migrate", "leave")}
    data = {("devdata-kafka", KAFKA), ("devdata-store", STORE), ("dns", DNS)}
    return {
        *(Flow(pod, *port) for pod in {*services.values(), *jobs} for port in data),
        *(Flow("client", pod, GRPC) for pod in services.values()),
        *(Flow("prometheus", pod, HTTP) for pod in services.values()),
        Flow("devdata-topics", "devdata-kafka", KAFKA),
        Flow("devdata-topics", "dns", DNS),
        Flow("client", "dns", DNS),
    }


def test_only_the_flows_of_the_table_pass() -> None:
    assert sorted(seen(CLOSED)) == sorted(table())


def test_a_service_reaches_the_one_it_asks_at_its_own_site() -> None:
    asking = {Flow(f"{here}-grid", f"{here}-registry", GRPC) for here in PRESETS}
    assert seen(CLOSED, ASKING) == table() | asking


def test_where_kafka_and_the_store_are_elsewhere_their_ports_alone_are_open() -> None:
    elsewhere = {flow for flow in seen({}) - table() if flow.target == "outside"}
    assert {flow.port for flow in elsewhere} == {KAFKA, STORE}
    assert {flow.source for flow in elsewhere}.isdisjoint({"client", "stranger", "devdata-topics"})


@pytest.mark.parametrize("port", [4317, 443])
def test_a_collector_and_an_issuer_are_reached_only_when_they_are_named(port: int) -> None:
    target = End("elsewhere", address="203.0.113.9", in_cluster=False, ports={"x": port})
    named: Values = {
        "global": {
            "telemetry": {"otlpEndpoint": "http://collector.example.cn:4317"},
            "auth": {"jwks": {"url": "https://issuer.example.cn/jwks.json"}},
        }
    }
    for layers, passes in (((CLOSED,), False), ((CLOSED, named), True)):
        found = site("villages", *layers)
        flows = allowed([*ends_of(found), target], found)
        assert (Flow("villages-registry", "elsewhere", port) in flows) is passes


def test_policies_can_be_left_to_the_cluster() -> None:
    found = county(merged(CLOSED, {"global": {"network": {"policies": False}}}), {})
    assert of_kind(found, "NetworkPolicy") == []
