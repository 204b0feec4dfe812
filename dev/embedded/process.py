"""A child process that is started, ended and never left behind."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from pathlib import Path

_SHIM = Path(__file__).with_name("shim.py")
_Job = tuple["Future[subprocess.Popen[bytes]]", Sequence[str], Path, Mapping[str, str], int]


class Child:
    """One running child. It leads its own session, so Ctrl-C reaches the owner only."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @classmethod
    def spawn(
        cls, command: Sequence[str], console: Path, env: Mapping[str, str], keep_open: int
    ) -> Child:
        """Start a command whose first word is an absolute path.

        Args:
            command: what to run.
            console: the file that takes its standard output and error.
            env: variables to add to ours.
            keep_open: a descriptor it inherits (the lock of its data directory).
        """
        job: Future[subprocess.Popen[bytes]] = Future()
        _spawner().put((job, command, console, env, keep_open))
        return cls(job.result())

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self, patience_s: float) -> None:
        """Ask it to end (SIGTERM), wait, then insist (SIGKILL)."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)
        self.kill()

    def kill(self) -> None:
        """End it at once (SIGKILL) and reap it."""
        self._process.kill()
        self._process.wait()


@cache
def _spawner() -> queue.SimpleQueue[_Job]:
    """Start the one thread that forks children.

    The kernel's "parent" of `shim.py` is the forking *thread*: a child started from a pool's
    thread would be killed when that thread ends. This one lasts as long as the process.
    """
    jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
    threading.Thread(target=_serve, args=(jobs,), name="spawner", daemon=True).start()
    return jobs


def _serve(jobs: queue.SimpleQueue[_Job]) -> None:
    while True:
        job, command, console, env, keep_open = jobs.get()
        try:
            job.set_result(_popen(command, console, env, keep_open))
        except OSError as error:
            job.set_exception(error)


def _popen(
    command: Sequence[str], console: Path, env: Mapping[str, str], keep_open: int
) -> subprocess.Popen[bytes]:
    shim = [sys.executable, "-I", "-S", str(_SHIM), str(os.getpid())]
    with console.open("ab") as out:
        return subprocess.Popen(
            [*shim, *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env},
            pass_fds=(keep_open,),
            start_new_session=True,
        )
