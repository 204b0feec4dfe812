"""The embedded store: SecantusDB, which speaks MongoDB's wire protocol. For development only."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .machine import LOOPBACK
from .probe import store_answers
from .server import EmbeddedServer


class EmbeddedStore(EmbeddedServer):
    """One store; an acknowledged write survives a kill -9.

    Args:
        data_dir: where it keeps everything.
        port: 0 for a free one, kept from start to start.
        cache_mb: its page cache.
    """

    what = "数据存储（SecantusDB）"

    def __init__(self, data_dir: Path, port: int = 0, cache_mb: int = 256) -> None:
        super().__init__(data_dir, port)
        self._cache_mb = cache_mb

    @property
    def address(self) -> str:
        """A mongodb:// URI. Direct: the one node calls itself a replica set, for transactions."""
        return f"mongodb://{LOOPBACK}:{self.port}/?directConnection=true"

    def _prepare(self) -> Sequence[str]:
        return [
            sys.executable,
            "-m",
            "dev.embedded.store_launcher",
            f"--data={self.data_dir / 'data'}",
            f"--port={self.port}",
            f"--cache-mb={self._cache_mb}",
            f"--parent={os.getpid()}",
        ]

    def _answers(self) -> bool:
        return store_answers(self.port)
