"""The embedded Kafka and store are the real thing: they keep what they acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError

from dev.embedded.kafka import EmbeddedKafka
from dev.embedded.problems import DataDirInUse, PortInUse
from dev.embedded.store import EmbeddedStore
from dev.embedded.topics import ensure_topics
from tests.support.waiting import eventually

pytestmark = pytest.mark.integration


async def produce(bootstrap: str, topic: str, values: list[bytes]) -> None:
    producer: Any = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True
    )
    async with producer:
        for value in values:
            await producer.send_and_wait(topic, value, key=b"610921104206")


async def consume(bootstrap: str, topic: str, count: int) -> list[bytes]:
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    async with consumer:
        consumer.assign([TopicPartition(topic, 0)])
        return [(await consumer.getone()).value for _ in range(count)]


@pytest.fixture
def client(mongo_uri: str) -> Iterator[MongoClient[dict[str, object]]]:
    with MongoClient[dict[str, object]](mongo_uri, w="majority", journal=True) as client:
        yield client


@pytest.mark.kafka
async def test_a_produced_record_is_consumed(kafka_bootstrap: str, unique_name: str) -> None:
    await ensure_topics(kafka_bootstrap, {unique_name: 1})
    await produce(kafka_bootstrap, unique_name, [b"1", b"2"])

    assert await consume(kafka_bootstrap, unique_name, 2) == [b"1", b"2"]


@pytest.mark.kafka
async def test_ensuring_topics_twice_changes_nothing(
    kafka_bootstrap: str, unique_name: str
) -> None:
    await ensure_topics(kafka_bootstrap, {unique_name: 3})
    await ensure_topics(kafka_bootstrap, {unique_name: 5})

    producer: Any = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap)
    async with producer:
        assert len(await producer.partitions_for(unique_name)) == 3


@pytest.mark.kafka
async def test_kafka_killed_and_started_again_has_its_port_and_what_it_acknowledged(
    tmp_path: Path,
) -> None:
    kafka = EmbeddedKafka(tmp_path)
    try:
        before = kafka.start()
        await ensure_topics(before, {"kept": 1})
        await produce(before, "kept", [b"acknowledged"])
        kafka.kill()

        after = kafka.start()

        assert after == before
        assert await consume(after, "kept", 1) == [b"acknowledged"]
    finally:
        kafka.kill()


@pytest.mark.mongo
def test_a_transaction_is_seen_whole_or_not_at_all(
    client: MongoClient[dict[str, object]], unique_name: str
) -> None:
    rows = client[unique_name]["rows"]
    rows.insert_one({"_id": "before"})
    with client.start_session() as session:
        with session.start_transaction():
            rows.insert_many([{"_id": 1}, {"_id": 2}], session=session)
        session.start_transaction()
        rows.insert_one({"_id": 3}, session=session)
        session.abort_transaction()

    assert {row["_id"] for row in rows.find()} == {"before", 1, 2}


@pytest.mark.mongo
def test_a_unique_index_on_an_array_refuses_the_same_element_in_two_documents(
    client: MongoClient[dict[str, object]], unique_name: str
) -> None:
    households = client[unique_name]["households"]
    households.create_index("members", unique=True)
    households.insert_one({"_id": "a", "members": ["p1", "p2"]})

    with pytest.raises(DuplicateKeyError):
        households.insert_one({"_id": "b", "members": ["p3", "p2"]})
    households.insert_one({"_id": "c", "members": ["p3"]})
    with pytest.raises(DuplicateKeyError):
        households.update_one({"_id": "c"}, {"$push": {"members": "p1"}})


@pytest.mark.mongo
def test_a_sparse_index_finds_only_documents_that_have_the_field(
    client: MongoClient[dict[str, object]], unique_name: str
) -> None:
    rows = client[unique_name]["rows"]
    rows.create_index("pending_at", sparse=True)
    rows.insert_many([{"_id": 1, "pending_at": 5}, {"_id": 2}])

    found = rows.find({"pending_at": {"$lte": 9}})

    assert [row["_id"] for row in found] == [1]
    assert [row["_id"] for row in rows.find({"pending_at": {"$exists": True}})] == [1]


@pytest.mark.mongo
def test_the_store_killed_and_started_again_has_what_it_acknowledged(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    try:
        before = store.start()
        with MongoClient[dict[str, object]](before, w="majority", journal=True) as client:
            client["kept"]["rows"].insert_many([{"_id": number} for number in range(100)])
        store.kill()

        after = store.start()

        assert after == before
        with MongoClient[dict[str, object]](after) as client:
            assert client["kept"]["rows"].count_documents({}) == 100
    finally:
        store.kill()


@pytest.mark.mongo
def test_the_transaction_of_a_dead_client_blocks_others_for_seconds_only(
    client: MongoClient[dict[str, object]], mongo_uri: str, unique_name: str
) -> None:
    rows = client[unique_name]["rows"]
    rows.insert_one({"_id": 1, "by": "nobody"})
    dead = MongoClient[dict[str, object]](mongo_uri)
    session = dead.start_session()
    session.start_transaction()
    dead[unique_name]["rows"].update_one({"_id": 1}, {"$set": {"by": "dead"}}, session=session)

    rows.update_one({"_id": 1}, {"$set": {"by": "living"}})

    assert rows.find_one({"_id": 1}) == {"_id": 1, "by": "living"}
    dead.close()


@pytest.mark.mongo
def test_a_second_instance_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.start()
    try:
        with pytest.raises(DataDirInUse, match=str(os.getpid())):
            EmbeddedStore(tmp_path).start()
    finally:
        store.kill()


@pytest.mark.mongo
def test_a_port_set_by_the_operator_and_taken_is_refused(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "first")
    store.start()
    try:
        with pytest.raises(PortInUse) as refused:
            EmbeddedStore(tmp_path / "second", port=store.port).start()
        assert str(store.port) in refused.value.user_text
    finally:
        store.kill()


_OWNER = """
import signal, sys
from pathlib import Path
from typing import Any
from dev.embedded.kafka import EmbeddedKafka
from dev.embedded.store import EmbeddedStore
parts = [EmbeddedKafka(Path(sys.argv[1], "kafka")), EmbeddedStore(Path(sys.argv[1], "store"))]
for part in parts:
    part.start()
print(*(part.pid for part in parts), flush=True)
signal.pause()
"""


@pytest.mark.kafka
@pytest.mark.mongo
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends the orphan")
def test_no_orphan_stays_when_the_owner_is_killed(tmp_path: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with owner:
        assert owner.stdout is not None
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        assert len(pids) == 2
        os.kill(owner.pid, signal.SIGKILL)

        eventually(lambda: not any(psutil.pid_exists(pid) for pid in pids))

    store = EmbeddedStore(tmp_path / "store")
    try:
        assert store.start()
    finally:
        store.kill()
