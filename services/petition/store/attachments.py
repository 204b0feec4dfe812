"""The list of uploaded files; their names are sealed, their bytes are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gov321.petition.events.v1.petition_record_pb2 import AttachmentRecord

from kit.model.division import DivisionCode
from kit.mongo import Index, Store, store_errors
from kit.records import Document
from kit.vault import Vault
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.ports.attachments import Upload
from services.petition.wire.party_record import from_attachment, to_attachment

UPLOADS = "uploads"
_INDEXES = (Index("by_waiting", ("waiting_since",), sparse=True),)
"""Only what no appeal has named is waiting."""

_THERE: Document = {"incomplete": None}
"""What is true of a file with all its bytes."""


class MongoUploads:
    """`Uploads` on one collection; every change is one guarded document."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._uploads = store.collection(UPLOADS)
        self._vault = vault

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(UPLOADS, _INDEXES)

    async def begin(self, upload: Upload) -> None:
        """See `Uploads`."""
        order: Document = {"$setOnInsert": {**self._document(upload), "incomplete": True}}
        with store_errors():
            await self._uploads.update_one({"_id": upload.file.id}, order, upsert=True)

    async def keep(self, upload: Upload) -> None:
        """See `Uploads`."""
        order: Document = {
            "$setOnInsert": self._document(upload),
            "$unset": {"incomplete": ""},
        }
        with store_errors():
            await self._uploads.update_one({"_id": upload.file.id}, order, upsert=True)

    async def find(self, ids: Sequence[AttachmentId]) -> dict[AttachmentId, Upload]:
        """See `Uploads`."""
        with store_errors():
            found = await self._uploads.find({"_id": {"$in": list(ids)}, **_THERE}).to_list(None)
        return {AttachmentId(document["_id"]): self._read(document) for document in found}

    async def claim(self, petition: PetitionId, ids: Sequence[AttachmentId]) -> bool:
        """See `Uploads`; the claim is whole for each file, so a repeat completes it."""
        free = {"petition": {"$in": [None, petition]}, **_THERE}
        claimed = 0
        for id in ids:
            order: Document = {"$set": {"petition": petition}, "$unset": {"waiting_since": ""}}
            with store_errors():
                done = await self._uploads.update_one({"_id": id, **free}, order)
            claimed += done.matched_count
        return claimed == len(ids)

    async def unclaimed(self, before: datetime, limit: int) -> list[Upload]:
        """See `Uploads`."""
        with store_errors():
            cursor = self._uploads.find({"waiting_since": {"$lt": before}})
            found = await cursor.sort("waiting_since", 1).limit(limit).to_list(None)
        return [self._read(document) for document in found]

    async def withhold(self, id: AttachmentId) -> bool:
        """See `Uploads`."""
        order: Document = {"$set": {"incomplete": True}}
        with store_errors():
            done = await self._uploads.update_one({"_id": id, "petition": None}, order)
        return done.matched_count == 1

    async def forget(self, id: AttachmentId) -> bool:
        """See `Uploads`."""
        with store_errors():
            done = await self._uploads.delete_one({"_id": id, "petition": None})
        return done.deleted_count == 1

    def _document(self, upload: Upload) -> Document:
        record = from_attachment(upload.file, upload.file.id, self._vault)
        return {
            "record": record.SerializeToString(),
            "center": upload.center.digits,
            "by": upload.by,
            "at": upload.at,
            "waiting_since": upload.at,
        }

    def _read(self, document: Document) -> Upload:
        record = AttachmentRecord.FromString(document["record"])
        petition = document.get("petition")
        return Upload(
            file=to_attachment(record, document["_id"], self._vault),
            center=DivisionCode.parse(document["center"]),
            by=document["by"],
            at=document["at"],
            petition=PetitionId(petition) if petition else None,
        )
