"""Own one embedded part of a test run: `python -m tests.support.embedded_owner PART DIR PID`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil

from dev.embedded.kafka import EmbeddedKafka
from dev.embedded.server import EmbeddedServer
from dev.embedded.store import EmbeddedStore


def main(part: str, shared: Path, leader: int) -> None:
    """Start the part, tell its address, end it when the leading pytest process is gone."""
    data = shared / part
    server: EmbeddedServer = EmbeddedKafka(data) if part == "kafka" else EmbeddedStore(data)
    asked_to_end = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: asked_to_end.set())
    try:
        _tell(shared / f"{part}.json", server.start())
        while psutil.pid_exists(leader) and not asked_to_end.wait(0.2):
            pass
    finally:
        server.kill()  # its data is thrown away: no reason to be polite
        shutil.rmtree(data, ignore_errors=True)
        _clear(shared, part)


def _tell(file: Path, address: str) -> None:
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps({"address": address, "pid": os.getpid()}), encoding="utf-8")
    draft.rename(file)


def _clear(shared: Path, part: str) -> None:
    """Remove our files, and the directory when we are the last."""
    for name in ("json", "lock", "owner.log"):
        (shared / f"{part}.{name}").unlink(missing_ok=True)
    with suppress(OSError):
        shared.rmdir()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
