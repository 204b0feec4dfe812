"""Bytes of attached files in the service's own database: sealed parts, so no volume is needed."""

from __future__ import annotations

from collections.abc import Iterator

from gov321.common.v1.sealed_pb2 import SealedField

from kit.model.errors import NotFound
from kit.mongo import Index, Store, insert_new, store_errors
from kit.records import Document
from kit.vault import Vault

ATTACHMENT_PARTS = "attachment_parts"
PART_BYTES = (1 << 20) - (1 << 10)
"""A part with its seal stays below 1 MiB, far from the 16 MiB a document may have."""

_INDEXES = (Index("in_order", ("file", "number")),)
_FIELD = "file"


class MongoObjects:
    """`ObjectStore` on one collection: a file is there once all its parts are, and not before.

    Every part says how many there are, so one that lacks (the process was killed between two) makes
    the whole invisible. A seal is bound to the part's place: parts cannot be changed over.
    """

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._parts = store.collection(ATTACHMENT_PARTS)
        self._vault = vault

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(ATTACHMENT_PARTS, _INDEXES)

    async def put(self, key: str, content: bytes) -> None:
        """See `ObjectStore`; one part after the other, those that are there already are kept."""
        for part in self._sealed(key, content):
            with store_errors():
                await insert_new(self._parts, [part])

    async def get(self, key: str) -> bytes:
        """See `ObjectStore`."""
        with store_errors():
            parts = await self._parts.find({"file": key}).sort("number", 1).to_list(None)
        if not parts or len(parts) != parts[0]["of"]:
            raise NotFound(what="附件", id=key)
        return b"".join(self._clear(part) for part in parts)

    async def delete(self, key: str) -> None:
        """See `ObjectStore`."""
        with store_errors():
            await self._parts.delete_many({"file": key})

    def _sealed(self, key: str, content: bytes) -> Iterator[Document]:
        """The documents of a file; an empty one has one part, too."""
        starts = range(0, max(len(content), 1), PART_BYTES)
        for number, start in enumerate(starts):
            id = f"{key}/{number:02d}"
            sealed = self._vault.seal(content[start : start + PART_BYTES], id, _FIELD)
            place = {"_id": id, "file": key, "number": number, "of": len(starts)}
            yield {**place, "data": sealed.SerializeToString()}

    def _clear(self, part: Document) -> bytes:
        return self._vault.open(SealedField.FromString(part["data"]), part["_id"], _FIELD)
