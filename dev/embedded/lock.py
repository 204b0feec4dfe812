"""One running instance per data directory, also after somebody was killed with -9.

The lock is the kernel's (`flock`) and the child inherits it: it is free exactly when the owner and
its child are both gone, whatever killed them. The file also names both, for the message and for
ending a child whose owner is dead (that happens where the kernel cannot do it for us: macOS).
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from .problems import DataDirInUse, DataDirUnusable

_ORPHAN_GRACE_S = 2.0
_GIVE_UP_S = 15.0


@dataclass(frozen=True)
class Holder:
    """Who holds a directory: process ids with start times, since ids are used again."""

    owner: int = 0
    owner_started: float = 0.0
    child: int = 0
    child_started: float = 0.0


class DirectoryLock:
    """The right to use one data directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._fd: int | None = None

    @property
    def fd(self) -> int:
        """The descriptor a child must inherit."""
        if self._fd is None:
            raise RuntimeError("the lock is not held")
        return self._fd

    def acquire(self) -> None:
        """Take the directory, waiting shortly for the child of a dead owner to end.

        Raises:
            DataDirInUse: another instance runs on it.
            DataDirUnusable: it cannot be created or written.
        """
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            fd = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise DataDirUnusable(dir=self._directory) from error
        try:
            self._wait_for(fd)
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd
        self.note_child(0)

    def _wait_for(self, fd: int) -> None:
        begun = time.monotonic()
        while not _try_lock(fd):
            holder, waited = _read(fd), time.monotonic() - begun
            if _alive(holder.owner, holder.owner_started) or waited > _GIVE_UP_S:
                raise DataDirInUse(dir=self._directory, pid=holder.owner)
            if waited > _ORPHAN_GRACE_S and _alive(holder.child, holder.child_started):
                psutil.Process(holder.child).kill()
            threading.Event().wait(0.05)

    def note_child(self, pid: int) -> None:
        """Write down who holds the directory."""
        me = os.getpid()
        holder = Holder(me, _started(me), pid, _started(pid) if pid else 0.0)
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, json.dumps(asdict(holder)).encode(), 0)

    def release(self) -> None:
        """Let the directory go; harmless when it is not held."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def _try_lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(fd: int) -> Holder:
    try:
        return Holder(**json.loads(os.pread(fd, 4096, 0)))
    except (ValueError, TypeError):
        return Holder()


def _started(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return 0.0


def _alive(pid: int, started: float) -> bool:
    return pid > 0 and abs(_started(pid) - started) < 2.0
