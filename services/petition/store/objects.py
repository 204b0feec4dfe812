"""Bytes of attached files in a directory: of a volume that outlives the pods and all share."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit.model.errors import NotFound, Unavailable

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f-]{36}", re.ASCII)
_WHAT = "附件存储"


@dataclass(frozen=True, slots=True)
class DirectoryObjects:
    """`ObjectStore` below one directory; files are readable by the service's user only."""

    root: Path

    async def put(self, key: str, content: bytes) -> None:
        """See `ObjectStore`; written beside and moved into place, so never half there."""
        with _errors():
            await asyncio.to_thread(_write, self._path(key), content)

    async def get(self, key: str) -> bytes:
        """See `ObjectStore`."""
        path = self._path(key)
        with _errors():
            try:
                return await asyncio.to_thread(path.read_bytes)
            except FileNotFoundError:
                raise NotFound(what="附件", id=key) from None

    async def delete(self, key: str) -> None:
        """See `ObjectStore`."""
        path = self._path(key)
        with _errors():
            await asyncio.to_thread(_unlink, path)

    def _path(self, key: str) -> Path:
        """A key is one this service made: nothing else leads to a file.

        Raises:
            NotFound: it is none.
        """
        if not _KEY.fullmatch(key):
            raise NotFound(what="附件", id="-")
        return self.root / key


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = _beside(path)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _unlink(path: Path) -> None:
    for one in (path, _beside(path)):
        one.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """Where the bytes are until all of them are there."""
    return path.with_suffix(".part")


@contextmanager
def _errors() -> Generator[None]:
    """Turn a full or missing disk into what may be tried again."""
    try:
        yield
    except OSError as problem:
        raise Unavailable(what=_WHAT) from problem
