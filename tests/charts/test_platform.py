"""What the platform gives the sites: the county's files, topics, rights, certificates, secrets."""

from __future__ import annotations

import json
from pathlib import Path

from dev.run.services import DLQ_PARTITIONS, HostedService, topics_of
from kit.envelope import topic_dlq, topic_events, topic_inbox, topic_public
from kit.model.division_tree import load_divisions
from kit.settings import ServiceSettings
from kit.topology import load_topology
from tests.charts.cases import SECURED, WHOLE_PLATFORM
from tests.charts.rendering import (
    CHARTS,
    DIVISIONS,
    PRESETS,
    ROOT,
    SERVICES,
    SPLIT_TOWN,
    Document,
    Values,
    named,
    of_kind,
    platform,
    pods,
    site,
    values_of,
)

READS = {"registry": {"registry"}, "grid": {"registry", "grid"}, "petition": {"petition", "grid"}}
"""Whose facts a service reads, its own among them (each service's events.py)."""
TELLS = frozenset({"Write", "Describe"})
HEARS = frozenset({"Read", "Describe"})

Right = tuple[str, str, str, frozenset[str]]


def whole(*layers: Values) -> list[Document]:
    return platform(SECURED, WHOLE_PLATFORM, *layers)


def county_files(folder: Path, county: Path = SPLIT_TOWN) -> dict[str, Path]:
    [one] = of_kind(platform(county=county), "ConfigMap")
    files = {name: folder / name for name in one["data"]}
    for name, path in files.items():
        path.write_text(one["data"][name], encoding="utf-8")
    return files


def test_services_read_the_topology_that_was_given(tmp_path: Path) -> None:
    topology = load_topology(county_files(tmp_path)["topology.json"])
    given = values_of(SPLIT_TOWN)["global"]["topology"]
    assert [str(one.id) for one in topology.sites] == [one["id"] for one in given["sites"]]
    assert topology.site("town104").scope == ("610921104",)


def test_services_read_the_divisions_that_were_given(tmp_path: Path) -> None:
    written = county_files(tmp_path)["divisions.csv"]
    assert written.read_text(encoding="utf-8").strip() == DIVISIONS.read_text("utf-8").strip()
    assert str(load_divisions(written).root.code) == "610921000000"


def test_the_example_is_the_sample_county() -> None:
    sample = json.loads((ROOT / "dev/sample/topology.json").read_text(encoding="utf-8"))
    assert values_of(CHARTS / "platform/examples/county.yaml")["global"]["topology"] == sample


def test_there_is_a_topic_for_everything_that_the_code_writes() -> None:
    hosted = [HostedService(name, "", "") for name in SERVICES]
    made = {
        one["spec"]["topicName"]: one["spec"]["partitions"]
        for one in of_kind(whole(), "KafkaTopic")
    }
    assert made == topics_of(hosted, PRESETS)


def test_facts_stay_so_that_replicas_can_be_built_again() -> None:
    for one in of_kind(whole(), "KafkaTopic"):
        stays = one["spec"]["config"]["retention.ms"] == -1
        assert stays == one["metadata"]["name"].endswith(".events.v1"), named(one)
        assert one["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}, named(one)
        assert one["spec"]["config"]["min.insync.replicas"] == 2, named(one)


def rights(name: str, found: list[Document]) -> set[Right]:
    [user] = [one for one in of_kind(found, "KafkaUser") if one["metadata"]["name"] == name]
    return {
        (
            acl["resource"]["type"],
            acl["resource"]["name"],
            acl["resource"]["patternType"],
            frozenset(acl["operations"]),
        )
        for acl in user["spec"]["authorization"]["acls"]
    }


def expected(here: str, service: str, aliases: tuple[str, ...]) -> set[Right]:
    inboxes = topic_inbox(service, "SITE").split("SITE")[0]
    heard = {topic_inbox(service, here), *map(topic_events, READS[service])}
    return {
        ("topic", topic_events(service), "literal", TELLS),
        ("topic", topic_public(service), "literal", TELLS),
        ("topic", inboxes, "prefix", TELLS),
        ("topic", topic_dlq(here, service), "literal", TELLS),
        *(("topic", alias + topic, "literal", HEARS) for alias in aliases for topic in heard),
        ("group", ServiceSettings(site=here).groups_of(service), "prefix", HEARS),
    }


def test_a_service_may_write_its_own_facts_and_read_what_it_listens_to() -> None:
    found = whole()
    for here in PRESETS:
        for service in SERVICES:
            told = expected(here, service, ("", "town104."))
            assert rights(f"{here}-{service}", found) == told


def test_a_subscriber_reads_public_facts_and_nothing_else() -> None:
    assert rights("civil-affairs", whole()) == {
        ("topic", topic_public("registry"), "literal", HEARS),
        ("group", "civil-affairs.", "prefix", HEARS),
    }


def test_there_is_a_user_for_each_service_of_each_site_and_each_subscriber() -> None:
    users = {one["metadata"]["name"] for one in of_kind(whole(), "KafkaUser")}
    services = {f"{here}-{service}" for here in PRESETS for service in SERVICES}
    assert users == services | {"civil-affairs"}


def test_the_table_of_services_is_that_of_their_charts() -> None:
    told = {
        name: set(one["listens"])
        for name, one in values_of(CHARTS / "platform/values.yaml")["services"].items()
    }
    assert told == READS
    for service in SERVICES:
        listens = values_of(CHARTS / service / "values.yaml")["listens"]
        assert {one["context"] for one in listens} <= told[service]


def test_strimzi_s_resources_name_their_cluster_and_can_live_elsewhere() -> None:
    elsewhere = whole({"strimzi": {"cluster": "events", "namespace": "kafka"}})
    found = of_kind(elsewhere, "Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser")
    for one in found:
        assert one["apiVersion"] == "kafka.strimzi.io/v1", named(one)
        assert one["metadata"]["labels"]["strimzi.io/cluster"] == "events", named(one)
        assert one["metadata"]["namespace"] == "kafka", named(one)


def test_each_service_has_a_certificate_for_the_name_it_is_called_by() -> None:
    found = of_kind(whole(), "Certificate")
    secrets = {one["metadata"]["name"]: one["spec"]["secretName"] for one in found}
    assert secrets == {f"{s}-{n}": f"{s}-{n}-tls" for s in PRESETS for n in SERVICES}
    for one in found:
        assert one["spec"]["usages"] == ["server auth", "client auth"], named(one)
        assert f"{one['metadata']['name']}.gov321.svc" in one["spec"]["dnsNames"], named(one)


def mounted(found: list[Document]) -> set[str]:
    """Every secret that some pod reads."""
    volumes = [volume for pod in pods(found).values() for volume in pod["spec"]["volumes"]]
    projected = [
        source["secret"]["name"]
        for volume in volumes
        for source in volume.get("projected", {}).get("sources", [])
    ]
    return {*projected, *(v["secret"]["secretName"] for v in volumes if "secret" in v)}


def test_every_secret_that_pods_read_comes_from_somewhere() -> None:
    read = mounted([one for preset in PRESETS for one in site(preset, SECURED)])
    found = whole()
    fetched = {one["spec"]["target"]["name"] for one in of_kind(found, "ExternalSecret")}
    certified = {one["spec"]["secretName"] for one in of_kind(found, "Certificate")}
    users = {one["metadata"]["name"] for one in of_kind(found, "KafkaUser")}
    [store] = of_kind(found, "MongoDBCommunity")
    stored = {user["connectionStringSecretName"] for user in store["spec"]["users"]}
    # Strimzi makes one for each user and the cluster's CA.
    assert read - fetched - certified - users - stored == {"gov321-cluster-ca-cert"}


def test_each_service_has_a_user_of_its_own_database_alone() -> None:
    [store] = of_kind(whole(), "MongoDBCommunity")
    rights = {user["name"]: user["roles"] for user in store["spec"]["users"]}
    for here in PRESETS:
        for service in SERVICES:
            database = ServiceSettings(site=here).mongo_of(service).database
            assert rights[f"{here}-{service}"] == [{"name": "readWrite", "db": database}]


def test_what_holds_data_outlives_the_release() -> None:
    keeping = of_kind(whole(), "Kafka", "KafkaNodePool", "MongoDBCommunity")
    assert len(keeping) == 3
    for one in keeping:
        assert one["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep", named(one)


def test_parked_records_have_one_partition_so_that_they_are_read_in_order() -> None:
    found = of_kind(whole(), "KafkaTopic")
    parked = [one for one in found if ".dlq." in one["metadata"]["name"]]
    assert {one["spec"]["partitions"] for one in parked} == {DLQ_PARTITIONS}
