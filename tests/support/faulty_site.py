"""The registry with a fuse: it kills itself at a named step, for the tests of crashes.

`python -m tests.support.faulty_site <plan>`. Until it is armed it is the registry as it is, only
that it imports in small batches. To arm it, write `<step> <call>` to the plan and send SIGUSR1: it
takes the plan away and dies by SIGKILL when the step is reached that many times.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer

from kit.mongo_records import MongoRecords
from kit.mongo_replica import MongoHistory, MongoReplica
from kit.publisher import KafkaPublisher
from services.registry import __main__ as registry
from services.registry.roster import scanner
from services.registry.store.imports import MongoImports
from services.registry.usecases import roster_import
from services.registry.usecases.import_jobs import ImportDesk

BATCH_ROWS = 60
CHUNK = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the code: before a method is called, or after it returned."""

    owner: type
    method: str
    after: bool


SPOTS: Mapping[str, Spot] = {
    "before the commit": Spot(MongoRecords, "apply", after=False),
    "after the commit, before the answer": Spot(MongoRecords, "apply", after=True),
    "before publish": Spot(KafkaPublisher, "publish", after=False),
    "after publish, before clear": Spot(MongoRecords, "clear", after=False),
    "after clear": Spot(MongoRecords, "clear", after=True),
    "last part kept, not queued": Spot(ImportDesk, "_queued", after=False),
    "inside the chunk's transaction": Spot(MongoRecords, "_insert_packed", after=True),
    "after the chunk, before the progress": Spot(MongoRecords, "apply_all", after=True),
    "rejected rows kept, before the progress": Spot(MongoImports, "add_rejected", after=True),
    "after the progress of a batch": Spot(roster_import.RosterImport, "take_over", after=True),
    "packed outbox sent, not deleted": Spot(MongoRecords, "delete_packed", after=False),
    "packed outbox deleted": Spot(MongoRecords, "delete_packed", after=True),
    "history: before the write": Spot(MongoHistory, "append", after=False),
    "history: written, offset not committed": Spot(MongoHistory, "append", after=True),
    "copies: before the write": Spot(MongoReplica, "apply", after=False),
    "copies: written, offset not committed": Spot(MongoReplica, "apply", after=True),
    "copies: offset committed": Spot(AIOKafkaConsumer, "commit", after=True),
}
"""Step → where it is."""


class Fuse:
    """Not armed until told; then counts down one step."""

    def __init__(self, plan: Path) -> None:
        self._plan = plan
        self._step = ""
        self._left = 0

    def arm(self, *_signal: object) -> None:
        """Read the plan and take it away, which tells that it is armed."""
        step, _, call = self._plan.read_text(encoding="utf-8").rpartition(" ")
        self._step, self._left = step, int(call)
        self._plan.unlink()

    def reached(self, step: str) -> None:
        """Die if this is the time."""
        if step == self._step:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def lay(fuse: Fuse, step: str, spot: Spot) -> None:
    """Put the fuse at a spot."""
    whole: Callable[..., Awaitable[Any]] = getattr(spot.owner, spot.method)

    @wraps(whole)
    async def call(*args: Any, **kwargs: Any) -> Any:
        if not spot.after:
            fuse.reached(step)
        result = await whole(*args, **kwargs)
        if spot.after:
            fuse.reached(step)
        return result

    setattr(spot.owner, spot.method, call)


def lit(plan: Path, spots: Mapping[str, Spot]) -> None:
    """Lay fuses at all spots, to be armed by the plan and SIGUSR1."""
    fuse = Fuse(plan)
    signal.signal(signal.SIGUSR1, fuse.arm)
    for step, spot in spots.items():
        lay(fuse, step, spot)


def main(plan: Path) -> int:
    """Run the registry with fuses laid at all spots."""
    lit(plan, SPOTS)
    scanner.__dict__["RosterOptions"] = partial(scanner.RosterOptions, batch_rows=BATCH_ROWS)
    roster_import.__dict__["CHUNK"] = CHUNK
    return registry.main([])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
