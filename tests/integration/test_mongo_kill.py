"""A service killed with -9 in the middle of its work loses no event and sends none out of order."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from pydantic import SecretStr

from kit.lease import Lease
from kit.memory import MemoryLeases
from kit.model.clock import SystemClock
from kit.mongo import MongoSettings, connect
from kit.mongo_records import MongoRecords
from kit.relay import Relay
from tests.support.relay_victim import IDS, FilePublisher
from tests.support.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.mongo]

ROOT = Path(__file__).parents[2]
KILLS = 4


def lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def run_and_kill(uri: str, database: str, log: Path, after: int) -> None:
    """Kill it when it has sent some events; it is busy then, no matter with which line."""
    enough = lines(log) + after
    command = [sys.executable, "-m", "tests.support.relay_victim", uri, database, str(log)]
    with subprocess.Popen(command, cwd=ROOT) as victim:
        try:
            eventually(lambda: lines(log) >= enough or victim.poll() is not None, within_s=30)
            assert victim.poll() is None
        finally:
            victim.send_signal(signal.SIGKILL)


async def send_the_rest(records: MongoRecords, log: Path) -> None:
    clock = SystemClock()
    lease = Lease(MemoryLeases(), "relay", "heir", clock)
    relay = Relay(records, FilePublisher(log), lease, clock)
    while await relay.round():
        pass


def first_sent(log: Path) -> dict[str, list[int]]:
    sent: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for line in log.read_text().splitlines():
        subject, revision = line.split()
        sent[subject][int(revision)] = None
    return {subject: list(revisions) for subject, revisions in sent.items()}


async def test_killed_again_and_again_every_event_is_sent_in_order(
    mongo_uri: str, unique_name: str, tmp_path: Path
) -> None:
    log = tmp_path / "sent"
    for kill in range(KILLS):
        run_and_kill(mongo_uri, unique_name, log, after=40 + 17 * kill)
    store = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    records = MongoRecords(store, "notes")
    await send_the_rest(records, log)
    revisions = {one["_id"]: one["revision"] for one in await records.find(IDS)}
    store.close()
    assert set(revisions) == set(IDS)
    assert first_sent(log) == {id: list(range(1, r + 1)) for id, r in revisions.items()}
