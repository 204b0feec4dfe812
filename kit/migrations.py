"""Numbered, idempotent changes of stored data: expand, migrate, contract.

Run by the Helm hook job and by the local runner before the new version starts; the versions N and
N-1 run together, so a migration never takes away what the older one reads.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from kit.model.clock import Clock
from kit.mongo import Store, insert_new, store_errors

_APPLIED = "_migrations"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step. `run` may be called again after a crash in its middle, or by two jobs at once."""

    number: int
    name: str
    run: Callable[[Store], Awaitable[None]]


async def migrate(store: Store, migrations: Sequence[Migration], clock: Clock) -> list[int]:
    """Run those that this database has not had, in order, and return their numbers.

    Raises:
        ValueError: two migrations have one number (a mistake in the service).
        Unavailable: the store is away; run again later.
    """
    ordered = sorted(migrations, key=lambda migration: migration.number)
    if len({migration.number for migration in ordered}) < len(ordered):
        raise ValueError("two migrations have one number")
    had = await _had(store)
    new = [migration for migration in ordered if migration.number not in had]
    for migration in new:
        _log.info("migration", number=migration.number, migration=migration.name)
        with store_errors():
            await migration.run(store)
            record = {"_id": migration.number, "name": migration.name, "at": clock.now()}
            await insert_new(store.collection(_APPLIED), [record])
    return [migration.number for migration in new]


async def _had(store: Store) -> set[int]:
    with store_errors():
        return {one["_id"] for one in await store.collection(_APPLIED).find().to_list(None)}
