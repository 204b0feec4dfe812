"""One broker and one store for a whole test run, however many xdist workers it has.

Whoever first needs a part starts an owner process (`embedded_owner.py`) for it under a file lock;
the others read its address. The owner ends with the pytest process that leads the run.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

import psutil

from tests.support.waiting import eventually

Part = Literal["kafka", "store"]
_START_WITHIN_S = 300.0  # a first run downloads Kafka


def address_of(part: Part) -> str:
    """Return the address of the run's broker or store, starting it when nobody has."""
    shared = _shared_dir()
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / f"{part}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _known(shared, part) or _start(shared, part)


def _shared_dir() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"pid{os.getpid()}"
    return Path(tempfile.gettempdir()) / f"gov321-tests-{run}"


def _leader() -> int:
    """The pytest process that ends last: the xdist controller is its workers' parent."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _known(shared: Path, part: Part) -> str | None:
    try:
        said = json.loads((shared / f"{part}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return said["address"] if psutil.pid_exists(said["pid"]) else None


def _start(shared: Path, part: Part) -> str:
    said = shared / f"{part}.json"
    said.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.support.embedded_owner", part, shared, _leader()]
    root = Path(__file__).parents[2]
    log = shared / f"{part}.owner.log"
    with log.open("ab") as out:
        owner = subprocess.Popen(
            [str(word) for word in command],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    eventually(lambda: said.exists() or owner.poll() is not None, _START_WITHIN_S)
    assert said.exists(), log.read_text(encoding="utf-8")
    owner.returncode = 0  # it outlives us on purpose: no warning about a running child
    return json.loads(said.read_text(encoding="utf-8"))["address"]
