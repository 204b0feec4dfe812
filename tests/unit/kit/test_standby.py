"""An app that cannot be built yet: probes are answered, the reason is told once, it recovers."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from structlog.testing import capture_logs

from kit.app import App
from kit.given_files import BadFile, SecretAway, read_given, require_given
from kit.key_ring import KeyRing
from kit.rpc_health import ACCEPTING, LIVENESS
from kit.settings import (
    AuthSettings,
    HttpSettings,
    KafkaSettings,
    RpcSettings,
    ServiceSettings,
)
from kit.standby import built, reason_of
from kit.topology import load_topology
from tests.support.fake_app import World
from tests.support.waiting import eventually_async

TOPOLOGY: dict[str, object] = {"county": "610921000000", "sites": []}


@dataclass
class Waiting:
    """A service that waits for its topology, with the ports it waits on."""

    world: World
    settings: ServiceSettings
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def file(self) -> Path:
        return Path(self.settings.topology)

    def build(self) -> Sequence[App]:
        read_given("TOPOLOGY", self.settings.topology, load_topology)
        return (self.world.app,)

    def begin(self) -> asyncio.Task[Sequence[App]]:
        return asyncio.create_task(built(self.build, self.settings, "echo", self.stop))

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        return await asyncio.to_thread(_get, self.settings.http.port, path)

    async def answers(self) -> bool:
        try:
            await self.get("livez")
        except urllib.error.URLError:
            return False
        return True


def _get(port: int, path: str) -> tuple[int, dict[str, Any]]:
    url = f"http://127.0.0.1:{port}/{path}"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


@pytest.fixture
def waiting(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> Waiting:
    monkeypatch.setattr("kit.standby.RETRY_SECONDS", 0.02)
    http, rpc = unused_tcp_port_factory(), unused_tcp_port_factory()
    settings = ServiceSettings(
        topology=str(tmp_path / "topology.json"),
        http=HttpSettings(port=http),
        rpc=RpcSettings(port=rpc),
    )
    return Waiting(World(tmp_path), settings)


async def test_a_missing_file_leaves_the_pod_alive_and_not_ready_with_the_reason(
    waiting: Waiting,
) -> None:
    running = waiting.begin()
    await eventually_async(waiting.answers)
    live, _ = await waiting.get("livez")
    ready, told = await waiting.get("readyz")
    assert (live, ready) == (200, 503)
    [check] = [check for check in told["checks"] if not check["ok"]]
    assert check["check"] == "configuration"
    assert check["reason"] == (
        f"BAD_FILE path={waiting.file} setting=GOV321_TOPOLOGY why=FileNotFoundError"
    )
    waiting.stop.set()
    assert await running == ()


async def test_it_goes_on_by_itself_when_the_file_is_there(waiting: Waiting) -> None:
    running = waiting.begin()
    await eventually_async(waiting.answers)
    waiting.file.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    assert await running == (waiting.world.app,)
    assert not await waiting.answers(), "the app itself needs the ports now"


async def test_one_reason_is_one_line_however_often_it_is_tried(waiting: Waiting) -> None:
    with capture_logs() as lines:
        running = waiting.begin()
        await eventually_async(waiting.answers)
        waiting.file.write_text("{", encoding="utf-8")
        await eventually_async(lambda: _reads(waiting, "JSONDecodeError"))
        waiting.stop.set()
        await running
    told = [line["reason"] for line in lines if line["event"] == "app not built"]
    assert [reason.rpartition("=")[2] for reason in told] == [
        "FileNotFoundError",
        "JSONDecodeError",
    ]


async def _reads(waiting: Waiting, reason: str) -> bool:
    _, told = await waiting.get("readyz")
    return any(check["reason"].endswith(reason) for check in told["checks"])


async def test_grpc_probes_see_it_alive_and_not_ready(waiting: Waiting) -> None:
    running = waiting.begin()
    await eventually_async(waiting.answers)
    states = health_pb2.HealthCheckResponse
    async with grpc.aio.insecure_channel(f"127.0.0.1:{waiting.settings.rpc.port}") as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        shown = {
            name: (await stub.Check(health_pb2.HealthCheckRequest(service=name))).status
            for name in (LIVENESS, "", ACCEPTING)
        }
    waiting.stop.set()
    await running
    assert shown == {
        LIVENESS: states.SERVING,
        "": states.NOT_SERVING,
        ACCEPTING: states.NOT_SERVING,
    }


async def test_a_mistake_of_ours_is_not_waited_for(waiting: Waiting) -> None:
    def broken() -> Sequence[App]:
        raise TypeError("a bug")

    with pytest.raises(TypeError):
        await built(broken, waiting.settings, "echo", waiting.stop)


@dataclass(frozen=True)
class Case:
    id: str
    text: str
    why: str


CASES = (
    Case("no json", "{", "JSONDecodeError"),
    Case("no county", "{}", "KeyError"),
    Case("a list", "[]", "TypeError"),
    Case("a wrong county", '{"county": "61", "sites": []}', "INVALID_VALUE"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_wrong_file_is_named_with_its_setting(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "topology.json"
    file.write_text(case.text, encoding="utf-8")
    with pytest.raises(BadFile, match=case.why) as refused:
        read_given("TOPOLOGY", str(file), load_topology)
    assert refused.value.fields["path"] == str(file)


def test_a_wrong_key_ring_tells_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "ring.json"
    key = {"id": "k1", "algorithm": "AES_256_GCM", "secret": "pa55"}
    ring = {"active": "k1", "keys": [key], "blind": key | {"algorithm": "HMAC_SHA_256"}}
    file.write_text(json.dumps(ring), encoding="utf-8")
    with pytest.raises(BadFile, match="k1") as refused:
        read_given("KEYS__RING", str(file), KeyRing.load)
    assert "pa55" not in f"{refused.value} {reason_of(refused.value)}"


def test_a_file_that_no_setting_names_is_told() -> None:
    with pytest.raises(BadFile, match="GOV321_DIVISIONS why=not set"):
        read_given("DIVISIONS", "", Path.read_bytes)


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        (ServiceSettings(auth=AuthSettings(jwks="/away/jwks.json")), "GOV321_AUTH__JWKS"),
        (ServiceSettings(auth=AuthSettings(service_token="/away/t")), "GOV321_AUTH__SERVICE_TOKEN"),
        (ServiceSettings(kafka=KafkaSettings(ca="/away/ca.pem")), "GOV321_KAFKA__CA"),
        (ServiceSettings(rpc=RpcSettings(certificate="/away/c.pem")), "GOV321_RPC__CERTIFICATE"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_missing_token_key_or_certificate_is_told(
    settings: ServiceSettings, setting: str
) -> None:
    with pytest.raises(BadFile) as refused:
        require_given(settings)
    assert refused.value.fields["setting"] == setting


def test_the_keys_of_an_issuer_by_url_are_no_file() -> None:
    require_given(ServiceSettings(auth=AuthSettings(jwks="https://issuer/jwks.json")))


def test_a_required_secret_may_be_a_file_or_a_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOV321_SECRETS_DIR", str(tmp_path))
    settings = ServiceSettings(required_secrets="GOV321_MONGO__URI,GOV321_KAFKA__PASSWORD")
    with pytest.raises(SecretAway, match="GOV321_MONGO__URI"):
        require_given(settings)
    (tmp_path / "GOV321_MONGO__URI").write_text("mongodb://db/", encoding="utf-8")
    with pytest.raises(SecretAway, match="GOV321_KAFKA__PASSWORD"):
        require_given(settings)
    monkeypatch.setenv("GOV321_KAFKA__PASSWORD", "pa55")
    require_given(settings)


def test_a_reason_names_the_file_of_an_error_of_the_system() -> None:
    assert reason_of(FileNotFoundError(2, "no", "/etc/x.json")) == "/etc/x.json: FileNotFoundError"
    assert reason_of(ValueError("610999199001011234")) == "ValueError"
