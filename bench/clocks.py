"""Time that was used: by this process, by others, on the wall."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from time import process_time

import psutil

MICRO = 1_000_000
MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Meter:
    """CPU per record of a stream, from the end of its first batch to the end of its last.

    Getting connected and joining the group are not in it, and neither variant is favoured by what
    it does before or after its own handler.
    """

    expected: int
    _counted: int = field(default=0, init=False)
    _skipped: int = field(default=0, init=False)
    _from: float = field(default=0.0, init=False)
    _until: float = field(default=0.0, init=False)

    def add(self, records: int) -> bool:
        """Count records that are done; True when those were the last."""
        self._counted += records
        if not self._skipped:
            self._skipped, self._from = self._counted, process_time()
        if self._counted < self.expected:
            return False
        self._until = process_time()
        return True

    @property
    def micros(self) -> float:
        """Microseconds of this process's CPU per record."""
        return (self._until - self._from) / (self._counted - self._skipped) * MICRO


def cpu_of(pid: int) -> float:
    """Return the CPU seconds a process and its children have used."""
    root = psutil.Process(pid)
    return sum(_own_cpu(one) for one in (root, *root.children(recursive=True)))


def _own_cpu(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return used.user + used.system


def memory_of(pid: int) -> float:
    """Return the resident memory of a process and its children, in MB."""
    root = psutil.Process(pid)
    resident = (one.memory_info().rss for one in (root, *root.children(recursive=True)))
    return sum(resident) / MEGABYTE


def load() -> dict[str, float]:
    """Return how busy the machine is: load averages and how many processors share them."""
    one, five, _ = os.getloadavg()
    return {
        "load_1m": round(one, 2),
        "load_5m": round(five, 2),
        "processors": float(psutil.cpu_count() or 1),
        "free_mb": round(psutil.virtual_memory().available / MEGABYTE),
    }
