"""The program an operator runs: `migrate`, a missing file, a wrong setting; on the real store."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import dev.sample
from dev.run.keys import prepare_keys
from kit.migrations import Migration, migrate
from kit.model.clock import SystemClock
from kit.mongo import MongoSettings, Store, connect
from tests.support.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.mongo, pytest.mark.timeout(60)]

_ROOT = Path(__file__).parents[2]
_SAMPLE = Path(dev.sample.__file__).parent


@pytest.fixture
def environment(tmp_path: Path, mongo_uri: str, unique_name: str) -> dict[str, str]:
    """The settings of a registry with a database of its own and no broker."""
    keys = prepare_keys(tmp_path / "keys")
    return {
        "GOV321_SITE": "villages",
        "GOV321_TOPOLOGY": str(_SAMPLE / "topology.json"),
        "GOV321_DIVISIONS": str(_SAMPLE / "hanyin-divisions.csv"),
        "GOV321_KEYS__RING": str(keys.ring),
        "GOV321_MONGO__URI": mongo_uri,
        "GOV321_MONGO__DATABASE": unique_name,
        "GOV321_KAFKA__BOOTSTRAP": "127.0.0.1:1",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


def run(environment: Mapping[str, str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """Run the registry to its end; return the exit code and what it logged."""
    done = subprocess.run(
        [sys.executable, "-m", "services.registry", *arguments],
        cwd=_ROOT,
        env=os.environ | dict(environment),
        capture_output=True,
        check=False,
        timeout=50,
    )
    assert not done.stderr, done.stderr.decode()
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


async def test_migrate_creates_the_indexes_without_a_broker_and_ends(
    environment: dict[str, str], store: Store
) -> None:
    for _ in range(2):
        code, lines = await asyncio.to_thread(run, environment, "migrate")
        assert (code, [line["event"] for line in lines]) == (0, ["store migrated"])
    indexes = await store.collection("republications").index_information()
    assert "open" in indexes


async def test_two_pods_may_migrate_at_once(store: Store) -> None:
    ran: list[int] = []
    both = asyncio.Barrier(2)

    async def add(one: Store) -> None:
        ran.append(1)
        await both.wait()
        await one.collection("notes").update_many({}, {"$set": {"added": True}})

    await store.collection("notes").insert_many([{"_id": n} for n in range(5)])
    migrations = [Migration(1, "add", add)]
    clock = SystemClock()
    await asyncio.gather(*(migrate(store, migrations, clock) for _ in range(2)))
    assert len(ran) == 2
    assert await store.collection("notes").count_documents({"added": True}) == 5
    assert await migrate(store, migrations, clock) == []


def test_migrate_gives_up_on_a_store_that_stays_away_with_one_line(
    environment: dict[str, str], unused_tcp_port: int
) -> None:
    away = f"mongodb://127.0.0.1:{unused_tcp_port}"
    settings = environment | {
        "GOV321_MONGO__URI": away,
        "GOV321_MONGO__SELECTION_TIMEOUT": "0.2",
    }
    code, lines = run(settings, "migrate", "--wait", "1")
    assert (code, [line["event"] for line in lines]) == (1, ["store not migrated"])
    assert lines[0]["reason"].startswith("UNAVAILABLE")


def test_a_wrong_setting_ends_the_process_with_one_sentence(environment: dict[str, str]) -> None:
    code, [line] = run(environment | {"GOV321_RPC__PORT": "70000"})
    assert code == 2
    assert line["reason"].startswith("GOV321_RPC__PORT: ")


@dataclass
class Pod:
    """A running registry with a fixed HTTP port."""

    process: subprocess.Popen[bytes]
    http: int

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        url = f"http://127.0.0.1:{self.http}/{path}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.loads(refused.read())
        except OSError:
            return 0, {"checks": []}

    def reasons(self) -> dict[str, str]:
        return {one["check"]: one["reason"] for one in self.get("readyz")[1]["checks"]}


def test_a_missing_file_is_waited_for_and_then_the_service_comes_up(
    environment: dict[str, str], tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    topology, http = tmp_path / "topology.json", unused_tcp_port_factory()
    settings = environment | {
        "GOV321_TOPOLOGY": str(topology),
        "GOV321_HTTP__PORT": str(http),
        "GOV321_RPC__PORT": str(unused_tcp_port_factory()),
        "GOV321_DRAIN_SECONDS": "0",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.registry"],
            cwd=_ROOT,
            env=os.environ | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    pod = Pod(process, http)
    try:
        eventually(lambda: "configuration" in pod.reasons(), 20)
        assert pod.get("livez")[0] == 200
        assert pod.get("readyz")[0] == 503
        assert str(topology) in pod.reasons()["configuration"]
        topology.write_bytes((_SAMPLE / "topology.json").read_bytes())
        eventually(lambda: pod.reasons().get("store") == "", 20)
        assert "configuration" not in pod.reasons()
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
    told = [json.loads(line) for line in (tmp_path / "log").read_bytes().splitlines()]
    assert [line["event"] for line in told].count("app not built") == 1
