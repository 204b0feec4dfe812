"""Attached files: the ports in memory, and a photograph that is sent in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from gov321.petition.v1 import attachment_service_pb2 as pb

from kit.model.errors import NotFound
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.ports.attachments import Upload
from tests.support.petition_builders import VILLAGE

PHOTOGRAPH = b"\x89PNG\r\n\x1a\n" + b"0" * 400_000


async def sent_in_parts() -> AsyncIterator[pb.UploadAttachmentRequest]:
    """Send the photograph to the village, as a client does."""
    yield pb.UploadAttachmentRequest(
        center=VILLAGE.digits,
        name="照片.png",
        media_type="image/png",
        sha256=sha256(PHOTOGRAPH).hexdigest(),
    )
    for at in range(0, len(PHOTOGRAPH), 100_000):
        yield pb.UploadAttachmentRequest(data=PHOTOGRAPH[at : at + 100_000])


class MemoryUploads:
    """`Uploads` in a dict."""

    def __init__(self) -> None:
        self.all: dict[AttachmentId, Upload] = {}
        self.incomplete: set[AttachmentId] = set()

    async def begin(self, upload: Upload) -> None:
        """See `Uploads`."""
        if upload.file.id not in self.all:
            self.incomplete.add(upload.file.id)
            self.all[upload.file.id] = upload

    async def keep(self, upload: Upload) -> None:
        """See `Uploads`."""
        self.all.setdefault(upload.file.id, upload)
        self.incomplete.discard(upload.file.id)

    async def find(self, ids: Sequence[AttachmentId]) -> dict[AttachmentId, Upload]:
        """See `Uploads`."""
        return {id: self.all[id] for id in ids if id in self.all.keys() - self.incomplete}

    async def claim(self, petition: PetitionId, ids: Sequence[AttachmentId]) -> bool:
        """See `Uploads`."""
        there = await self.find(ids)
        free = [id for id in there if there[id].petition in (None, petition)]
        self.all |= {id: replace(self.all[id], petition=petition) for id in free}
        return len(free) == len(ids)

    async def unclaimed(self, before: datetime, limit: int) -> list[Upload]:
        """See `Uploads`."""
        waiting = [one for one in self.all.values() if one.petition is None and one.at < before]
        return sorted(waiting, key=lambda one: one.at)[:limit]

    async def withhold(self, id: AttachmentId) -> bool:
        """See `Uploads`."""
        if id not in self.all or self.all[id].petition is not None:
            return False
        self.incomplete.add(id)
        return True

    async def forget(self, id: AttachmentId) -> bool:
        """See `Uploads`."""
        if id not in self.all or self.all[id].petition is not None:
            return False
        del self.all[id]
        self.incomplete.discard(id)
        return True


class MemoryObjects:
    """`ObjectStore` in a dict."""

    def __init__(self) -> None:
        self.all: dict[str, bytes] = {}

    async def put(self, key: str, content: bytes) -> None:
        """See `ObjectStore`."""
        self.all[key] = content

    async def get(self, key: str) -> bytes:
        """See `ObjectStore`."""
        if key not in self.all:
            raise NotFound(what="附件", id=key)
        return self.all[key]

    async def delete(self, key: str) -> None:
        """See `ObjectStore`."""
        self.all.pop(key, None)
