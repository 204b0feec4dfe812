"""The only place that knows the driver: connection, write concern, transactions, indexes.

motor's upstream is in maintenance; PyMongo's async client has the same shape, and changing over
means changing this file and `kit/mongo_errors.py`. Everything else uses what is exported here.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import (
    DeleteOne,
    IndexModel,
    InsertOne,
    ReplaceOne,
    ReturnDocument,
    UpdateOne,
    WriteConcern,
)
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from kit.mongo_errors import WriteConflict, ids_present, store_errors
from kit.records import Document
from kit.settings import MongoSettings

__all__ = [
    "Collection",
    "Database",
    "DeleteOne",
    "Index",
    "InsertOne",
    "MongoSettings",
    "Operation",
    "ReplaceOne",
    "ReturnDocument",
    "Session",
    "Store",
    "UpdateOne",
    "WriteConflict",
    "bulk",
    "connect",
    "insert_new",
    "store_errors",
]

Collection = AsyncIOMotorCollection[Document]
Database = AsyncIOMotorDatabase[Document]
Operation = InsertOne[Document] | UpdateOne | ReplaceOne[Document] | DeleteOne
Session = Any
"""A client session in a transaction; the driver's stubs name two unrelated types for it."""


@dataclass(frozen=True, slots=True)
class Index:
    """One index, named after the question it answers.

    `keys` are field names, `-field` for descending. Sparse instead of partial for open work: the
    embedded store scans everything behind a partial index.
    """

    name: str
    keys: tuple[str, ...]
    unique: bool = False
    sparse: bool = False
    expire_after: timedelta | None = None

    def model(self) -> IndexModel:
        """Return the driver's form of it."""
        options: dict[str, Any] = {"name": self.name}
        if self.unique:
            options["unique"] = True
        if self.sparse:
            options["sparse"] = True
        if self.expire_after is not None:
            options["expireAfterSeconds"] = int(self.expire_after.total_seconds())
        keys = [(key.lstrip("-"), -1 if key.startswith("-") else 1) for key in self.keys]
        return IndexModel(keys, **options)


class Store:
    """A connected database of one service. Connecting is lazy: `ping` tells whether it is there."""

    def __init__(self, client: AsyncIOMotorClient[Document], database: str) -> None:
        self._client = client
        self.database: Database = client.get_database(
            database,
            write_concern=WriteConcern(w="majority", j=True),
            read_concern=ReadConcern("majority"),
        )

    def collection(self, name: str) -> Collection:
        """Return a collection with the durability of this store."""
        return self.database[name]

    async def ping(self) -> None:
        """Ask the server for a sign of life.

        Raises:
            Unavailable: it gives none.
        """
        with store_errors():
            await self.database.command("ping")

    async def ensure_indexes(self, name: str, indexes: Sequence[Index]) -> None:
        """Create the indexes of a collection that are not there yet.

        Raises:
            Unavailable: the store is away.
        """
        if indexes:
            with store_errors():
                await self.collection(name).create_indexes([index.model() for index in indexes])

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Session]:
        """Commit what the block does with the session, or none of it when it raises.

        Keep it short: a process killed inside blocks the same keys until the server reaps it.

        Raises:
            WriteConflict: another transaction was in the way; nothing was written.
            DuplicateKey: a unique index refused; nothing was written.
            Unavailable: the store is away; when it went during the commit, nobody knows.
        """
        with store_errors():
            async with await self._client.start_session() as session, session.start_transaction():
                yield session

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def connect(settings: MongoSettings) -> Store:
    """Return the store; no connection is made yet, so a service may start before it."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        settings.uri.get_secret_value(),
        tz_aware=True,
        maxPoolSize=settings.pool,
        serverSelectionTimeoutMS=_milliseconds(settings.selection_timeout),
        connectTimeoutMS=_milliseconds(settings.selection_timeout),
        socketTimeoutMS=_milliseconds(settings.socket_timeout),
        appname=settings.database,
    )
    return Store(client, settings.database)


async def bulk(
    collection: Collection,
    operations: Sequence[Operation],
    *,
    ordered: bool = True,
    session: Session = None,
) -> int:
    """Send operations in one go and return how many documents the updates among them matched.

    Call it inside `store_errors`.
    """
    if not operations:
        return 0
    untyped = cast("Any", collection)  # the stubs leave a Mapping in its signature open
    done = await untyped.bulk_write(operations, ordered=ordered, session=session)
    return int(done.matched_count)


async def insert_new(collection: Collection, documents: Sequence[Document]) -> set[str]:
    """Insert the documents whose `_id` is not there yet, and return the ids that were.

    Call it inside `store_errors`.
    """
    if not documents:
        return set()
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        return ids_present(error)
    return set()


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
