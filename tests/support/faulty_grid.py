"""The grid with a fuse: it kills itself at a named step, for the tests of crashes.

`python -m tests.support.faulty_grid <plan>`; see `tests.support.faulty_site`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from aiokafka import AIOKafkaConsumer

from kit.mongo_records import MongoRecords
from kit.publisher import KafkaPublisher
from services.grid import __main__ as grid
from services.grid.store.cares import MongoCares
from services.grid.usecases.following_grid import FollowingGrid
from tests.support.faulty_site import Spot, lit

GRID_SPOTS: Mapping[str, Spot] = {
    "plan: before the one write": Spot(MongoRecords, "apply", after=False),
    "plan: after the one write, before the answer": Spot(MongoRecords, "apply", after=True),
    "plan: in force, not told": Spot(KafkaPublisher, "publish", after=False),
    "plan: told, not cleared": Spot(MongoRecords, "clear", after=False),
    "cares: before they follow": Spot(FollowingGrid, "take_over", after=False),
    "cares: one village followed": Spot(MongoCares, "write_chunk", after=True),
    "cares: all followed, offset not committed": Spot(FollowingGrid, "take_over", after=True),
    "cares: offset committed": Spot(AIOKafkaConsumer, "commit", after=True),
}
"""Step → where it is."""


def main(plan: Path) -> int:
    """Run the grid with fuses laid at all spots."""
    lit(plan, GRID_SPOTS)
    sys.argv = sys.argv[:1]
    return grid.main()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
