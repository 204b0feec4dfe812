"""What both embedded parts do alike: lock, port, start, wait for an answer, stop, kill."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from .lock import DirectoryLock
from .machine import require_memory, settle_port
from .problems import StartFailed
from .process import Child

_POLL_S = 0.03


class EmbeddedServer(ABC):
    """A server of ours on the loopback address, a child of this process.

    Started again on the same directory it has the same data and, if it can, the same port. It is
    not for several threads at once. When this process dies the child dies (see `shim.py`).
    """

    what: ClassVar[str]
    """Its name in messages."""
    patience_s: ClassVar[float] = 60.0
    """How long a start may take, and how long to wait for an orderly end."""

    def __init__(self, data_dir: Path, port: int = 0) -> None:
        self.data_dir = data_dir.absolute()
        self._asked_port = port
        self._port = 0
        self._lock = DirectoryLock(self.data_dir)
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, or None when it does not run."""
        return self._child.pid if self._child is not None and self._child.alive else None

    @property
    def port(self) -> int:
        """The port of the last start; 0 before the first."""
        return self._port

    @property
    def log_file(self) -> Path:
        """Where to look when something is wrong."""
        return self.data_dir / "console.log"

    def start(self) -> str:
        """Start, wait until it answers, and return its address; again: return the address.

        Raises:
            EmbeddedProblem: one sentence on what stands in the way; nothing is left running.
        """
        if self.pid is not None:
            return self.address
        self._lock.release()
        self._lock.acquire()
        try:
            self._launch()
        except BaseException:
            self.kill()
            raise
        return self.address

    def stop(self) -> None:
        """End it in order (SIGTERM), by force after the patience; harmless when not running."""
        if self._child is not None:
            self._child.stop(self.patience_s)
        self._forget()

    def kill(self) -> None:
        """End it as a crash would (SIGKILL)."""
        if self._child is not None:
            self._child.kill()
        self._forget()

    def _forget(self) -> None:
        self._child = None
        self._lock.release()

    def _launch(self) -> None:
        require_memory()
        self._port = settle_port(self.data_dir / "port", self._asked_port, self.what)
        command = self._prepare()
        console = self.data_dir / "console.log"
        self._child = Child.spawn(command, console, self._env(), self._lock.fd)
        self._lock.note_child(self._child.pid)
        self._wait_until_it_answers(self._child)

    def _wait_until_it_answers(self, child: Child) -> None:
        deadline = time.monotonic() + self.patience_s
        while not self._answers():
            if not child.alive or time.monotonic() > deadline:
                raise StartFailed(what=self.what, log=self.log_file)
            threading.Event().wait(_POLL_S)

    def _env(self) -> Mapping[str, str]:
        """Return variables the child needs beside ours."""
        return {}

    @property
    @abstractmethod
    def address(self) -> str:
        """What a client connects to."""

    @abstractmethod
    def _prepare(self) -> Sequence[str]:
        """Make the directory ready and return the command; `port` is settled by then."""

    @abstractmethod
    def _answers(self) -> bool:
        """Tell whether a client would be served now."""
