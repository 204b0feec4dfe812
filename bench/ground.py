"""The broker and the store of a run: started when first asked for, stopped at its end."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree

from pydantic import SecretStr

from dev.embedded.kafka import EmbeddedKafka
from dev.embedded.server import EmbeddedServer
from dev.embedded.store import EmbeddedStore
from dev.embedded.topics import ensure_topics
from kit.bus_settings import BusSettings
from kit.mongo import Store, connect
from kit.settings import KafkaSettings, MongoSettings

PARTITIONS = 12

CACHE_MB = 1536
"""Page cache of the stores. With 256 MB the store stalls once some 24,000 households are in it."""


class Ground:
    """One embedded broker and one embedded store under a directory of this run."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._kafka = EmbeddedKafka(directory / "kafka")
        self._store = EmbeddedStore(directory / "store", cache_mb=CACHE_MB)
        self._numbers = count(1)

    @property
    def bootstrap(self) -> str:
        """The broker's address; starts it."""
        return self._kafka.start()

    @property
    def store_uri(self) -> str:
        """The store's address; starts it."""
        return self._store.start()

    @property
    def store_pid(self) -> int:
        """The store's process; starts it."""
        return process_of(self._store)

    def bus_settings(self) -> BusSettings:
        """Return how a client of the broker connects."""
        return BusSettings(kafka=KafkaSettings(bootstrap=self.bootstrap))

    def database(self, word: str) -> Store:
        """Return a new database; call it in a running loop and close it there."""
        return connected(self.store_uri, self.unique(word))

    def unique(self, word: str) -> str:
        """Return a name nothing else of this run has."""
        return f"{word}-{next(self._numbers)}"

    def topic(self, word: str, partitions: int = PARTITIONS) -> str:
        """Create a topic of its own and return its name; not in a running loop."""
        name = self.unique(f"bench.{word}")
        asyncio.run(ensure_topics(self.bootstrap, {name: partitions}))
        return name

    def folder(self, word: str) -> Path:
        """Return a new empty folder."""
        folder = self.directory / self.unique(word)
        folder.mkdir(parents=True)
        return folder

    @contextmanager
    def fresh_store(self) -> Generator[EmbeddedStore]:
        """Run a store of its own: what was written before slows down what comes after."""
        folder = self.folder("store")
        store = EmbeddedStore(folder, cache_mb=CACHE_MB)
        store.start()
        try:
            yield store
        finally:
            store.stop()
            rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Stop what runs."""
        self._kafka.stop()
        self._store.stop()


def connected(uri: str, database: str) -> Store:
    """Return a database of a store."""
    return connect(MongoSettings(uri=SecretStr(uri), database=database))


def process_of(server: EmbeddedServer) -> int:
    """Return the process id of a server, started if need be."""
    server.start()
    if server.pid is None:
        raise RuntimeError(f"{server.what} does not run")
    return server.pid
