"""Numbered, idempotent changes of the petition service's stored data; none so far.

Add one as `Migration(1, "what it does", run)`. Versions N and N-1 run together: expand first,
migrate, take away in a later release.
"""

from __future__ import annotations

from kit.migrations import Migration

MIGRATIONS: tuple[Migration, ...] = ()
