"""The charts and the code say the same: settings, files, consumer groups, image, broker."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from dev.embedded.kafka_config import write_server_properties
from kit.settings import ENV_PREFIX, ServiceSettings
from kit.settings_table import settings_table
from tests.charts.cases import SECURED
from tests.charts.rendering import (
    CHARTS,
    PRESETS,
    ROOT,
    SERVICES,
    Document,
    Values,
    devdata,
    of_kind,
    pods,
    site,
    values_of,
)

WRITTEN = tuple(name for name in SERVICES if find_spec(f"services.{name}.app"))
"""Services whose code is there; a chart may come first."""


def container(service: str, *layers: Values) -> Document:
    pod = pods(site("villages", *layers))[f"StatefulSet/villages-{service}"]
    return pod["spec"]["containers"][0]


def environment(service: str, *layers: Values) -> dict[str, str]:
    return {one["name"]: one.get("value", "") for one in container(service, *layers)["env"]}


def settings_of(service: str) -> type[ServiceSettings]:
    module = import_module(f"services.{service}.settings")
    [found] = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, ServiceSettings) and one is not ServiceSettings
    ]
    return found


def test_some_service_is_there_to_compare() -> None:
    assert "registry" in WRITTEN


@pytest.mark.parametrize("layer", [{}, SECURED], ids=["default", "secured"])
@pytest.mark.parametrize("service", WRITTEN)
def test_every_variable_of_a_pod_is_a_setting(service: str, layer: Values) -> None:
    known = set(re.findall(rf"`({ENV_PREFIX}\w+)`", settings_table(settings_of(service))))
    assert environment(service, layer).keys() - known == set()


@pytest.mark.parametrize("layer", [{}, SECURED], ids=["default", "secured"])
@pytest.mark.parametrize("service", WRITTEN)
def test_a_pod_s_variables_are_read_as_they_are_meant(
    service: str, layer: Values, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(service, layer).items():
        monkeypatch.setenv(name, value)
    settings = settings_of(service)()
    assert settings.site == "villages"
    assert (settings.rpc.port, settings.http.port) == (50051, 8080)
    assert settings.grace_seconds > settings.drain_seconds > 0
    assert bool(settings.rpc.certificate) == bool(layer)


@pytest.mark.parametrize("layer", [{}, SECURED], ids=["default", "secured"])
@pytest.mark.parametrize("service", SERVICES)
def test_every_file_that_a_setting_names_is_mounted(service: str, layer: Values) -> None:
    one = container(service, layer)
    mounts = tuple(f"{mount['mountPath']}/" for mount in one["volumeMounts"])
    paths = [v for v in environment(service, layer).values() if v.startswith("/")]
    assert len(paths) >= 4
    assert [path for path in paths if not path.startswith(mounts)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_required_secrets_are_among_the_mounted_ones(service: str) -> None:
    pod = pods(site("villages", SECURED))[f"StatefulSet/villages-{service}"]
    [secrets] = [v["projected"] for v in pod["spec"]["volumes"] if v["name"] == "secrets"]
    paths = {item["path"] for one in secrets["sources"] for item in one["secret"]["items"]}
    assert set(environment(service, SECURED)["GOV321_REQUIRED_SECRETS"].split(",")) == paths


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_whose_file_is_missing_starts_and_says_so(service: str) -> None:
    # Without `optional` the pod would not start, and nobody would answer /readyz.
    pod = pods(site("villages", SECURED))[f"StatefulSet/villages-{service}"]
    sources: list[Any] = []
    for volume in pod["spec"]["volumes"]:
        kinds = [volume.get("secret"), volume.get("configMap")]
        projected = volume.get("projected", {}).get("sources", [])
        sources += [one for one in (*kinds, *(p["secret"] for p in projected)) if one]
    assert len(sources) == 9
    assert all(one["optional"] is True for one in sources)


@pytest.mark.parametrize("service", WRITTEN)
def test_subscriptions_are_those_of_the_code(service: str) -> None:
    events: dict[str, Any] = vars(import_module(f"services.{service}.events"))
    named = {
        value
        for name, value in events.items()
        if name.isupper() and isinstance(value, str) and value.endswith("-facts")
    }
    listens = values_of(CHARTS / service / "values.yaml")["listens"]
    assert {one["subscription"] for one in listens} == named


def test_a_service_s_peers_are_called_where_they_answer() -> None:
    asking: Values = {"grid": {"asks": {"registry": "GOV321_REGISTRY_ADDRESS"}}}
    host, port = environment("grid", asking)["GOV321_REGISTRY_ADDRESS"].split(":")
    [service] = [
        one
        for one in of_kind(site("villages", asking), "Service")
        if f"{one['metadata']['name']}.gov321.svc" == host
    ]
    assert service["spec"]["clusterIP"] == "None"
    assert int(port) in [one["port"] for one in service["spec"]["ports"]]


def test_the_broker_is_set_up_like_the_embedded_one(tmp_path: Path) -> None:
    write_server_properties(tmp_path / "p", 9092, 9093, Path("/data/kafka"))
    embedded = _properties((tmp_path / "p").read_text(encoding="utf-8"))
    [config] = of_kind(devdata(), "ConfigMap")
    ours = _properties(config["data"]["server.properties"])
    differs = {key for key in embedded.keys() | ours.keys() if embedded.get(key) != ours.get(key)}
    assert differs == {"listeners", "advertised.listeners"}


def _properties(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {key: value for key, _, value in (line.partition("=") for line in lines)}


def test_the_presets_are_the_sites_of_the_sample() -> None:
    files = {file.stem for file in (CHARTS / "site/presets").iterdir()}
    assert files == set(PRESETS)


def test_every_service_with_code_has_a_chart() -> None:
    code = {file.parent.name for file in (ROOT / "services").glob("*/app.py")}
    assert code <= set(SERVICES)
