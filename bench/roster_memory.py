"""How much memory the reading child takes for a long roster."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import psutil

from bench.clocks import MEGABYTE
from bench.households import roster_options
from services.registry.roster.child import ChildLimits, scan_in_child

_EVERY_S = 0.1


def peak_of_scan(path: Path) -> float:
    """Scan a roster, drop its batches, and return the most memory a child had, in MB."""
    return asyncio.run(_scanned(path))


async def _scanned(path: Path) -> float:
    watching = asyncio.create_task(_peak())
    async for _ in scan_in_child(path, roster_options(), ChildLimits(cpu_seconds=7200)):
        pass
    watching.cancel()
    return await watching


async def _peak() -> float:
    """Look at the children until cancelled."""
    most = 0.0
    with suppress(asyncio.CancelledError):
        while True:
            most = max(most, _largest())
            await asyncio.sleep(_EVERY_S)
    return most


def _largest() -> float:
    sizes = [0.0]
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if any("roster.child" in word for word in child.cmdline()):
                sizes.append(child.memory_info().rss / MEGABYTE)
    return max(sizes)
