"""Run a command that dies with its parent: `shim.py <parent pid> <command...>`.

On Linux the kernel kills this process when the parent is gone, even by kill -9, and the order
survives `exec`. Elsewhere the command simply runs; the lock of its data directory ends an orphan at
the next start, and the store's launcher watches its parent itself. Only the standard library.
"""

from __future__ import annotations

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process with its parent; end at once if that is already gone."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - slow, and only here

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell, our own command
