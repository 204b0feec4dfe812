"""Ports, memory, cache directory and directory lock of the embedded parts."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.embedded import machine
from dev.embedded.lock import DirectoryLock
from dev.embedded.problems import (
    DataDirInUse,
    DataDirUnusable,
    EmbeddedProblem,
    PortInUse,
    TooLittleMemory,
)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_chosen_port_is_kept_for_the_next_start(tmp_path: Path) -> None:
    first = machine.settle_port(tmp_path / "port", 0, "Kafka")

    assert machine.settle_port(tmp_path / "port", 0, "Kafka") == first
    assert first in machine.FREE_PORTS


def test_a_kept_port_that_was_taken_meanwhile_is_replaced(tmp_path: Path, taken: int) -> None:
    (tmp_path / "port").write_text(f"{taken}\n")

    assert machine.settle_port(tmp_path / "port", 0, "Kafka") != taken


def test_an_asked_port_that_is_taken_is_refused(tmp_path: Path, taken: int) -> None:
    with pytest.raises(PortInUse) as refused:
        machine.settle_port(tmp_path / "port", taken, "Kafka")

    assert f"端口 {taken} 已被其他程序占用" in refused.value.user_text


def test_a_damaged_port_file_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("")

    assert machine.settle_port(tmp_path / "port", 0, "Kafka") in machine.FREE_PORTS


def test_too_little_memory_is_told_with_both_numbers() -> None:
    with pytest.raises(TooLittleMemory) as refused:
        machine.require_memory(10**9)

    assert "至少需要 1000000000 MB" in refused.value.user_text


def test_the_minimum_of_memory_is_settable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOV321_MIN_MEMORY_MB", "1")
    machine.require_memory()

    monkeypatch.setenv("GOV321_MIN_MEMORY_MB", "999999999")
    with pytest.raises(TooLittleMemory):
        machine.require_memory()


def test_the_cache_follows_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOV321_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert machine.cache_dir() == tmp_path / "xdg" / "gov321"

    monkeypatch.setenv("GOV321_CACHE", str(tmp_path / "own"))
    assert machine.cache_dir() == tmp_path / "own"


def test_a_home_that_cannot_be_written_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GOV321_CACHE", str(tmp_path / "file" / "below"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    assert machine.cache_dir().is_dir()


def test_a_directory_has_one_user_at_a_time(tmp_path: Path) -> None:
    first, second = DirectoryLock(tmp_path), DirectoryLock(tmp_path)
    first.acquire()

    with pytest.raises(DataDirInUse, match=str(os.getpid())):
        second.acquire()

    first.release()
    second.acquire()
    second.release()


def test_the_lock_of_a_dead_owner_is_stale(tmp_path: Path) -> None:
    dead = {"owner": 2**22 - 3, "owner_started": 1.0, "child": 2**22 - 2, "child_started": 1.0}
    (tmp_path / "lock").write_text(json.dumps(dead))
    lock = DirectoryLock(tmp_path)

    lock.acquire()
    lock.release()


_ORPHAN = """
import os, subprocess, sys
from pathlib import Path
from dev.embedded.lock import DirectoryLock
lock = DirectoryLock(Path(sys.argv[1]))
lock.acquire()
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"],
                         pass_fds=(lock.fd,), stdout=subprocess.DEVNULL)
lock.note_child(child.pid)
os._exit(0)
"""


def test_the_child_of_a_dead_owner_is_ended_by_the_next(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _ORPHAN, str(tmp_path)], check=True)
    lock = DirectoryLock(tmp_path)

    lock.acquire()
    lock.release()


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DataDirUnusable):
        DirectoryLock(tmp_path / "file" / "below").acquire()


def test_every_problem_is_one_chinese_sentence() -> None:
    for problem in EmbeddedProblem.__subclasses__():
        assert problem.text.endswith("。")
        assert problem.text.count("。") == 1
