"""Files beside appeals: taken in once they prove their type, handed out by right, swept away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from kit.access import Access
from kit.access_log import AccessLog
from kit.authz import Purpose
from kit.custody import Custody
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from kit.model.ids import derived_id
from services.petition.domain.attachments import require_file, require_size, require_unspoiled
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.domain.petition import Attachment, Petition
from services.petition.domain.petition_errors import AttachmentElsewhere
from services.petition.ports.attachments import ObjectStore, Upload, Uploads

WHAT = "附件"
NAMED_WITHIN = timedelta(days=1)
"""A file that no appeal names within a day is deleted."""

HANDLING = Purpose("PETITION", "办理诉求查看附件")
"""Why a file of an appeal is opened by who handles it; goes into the log."""

_SWEPT_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class NewFile:
    """What is told of a file before its bytes come."""

    center: DivisionCode
    media_type: str
    sha256: str
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachments:
    """Where files come in, are found, and are forgotten."""

    uploads: Uploads
    objects: ObjectStore
    custody: Custody
    log: AccessLog
    clock: Clock

    async def upload(self, access: Access, new: NewFile, parts: AsyncIterator[bytes]) -> Attachment:
        """Keep a file; nothing of a refused one is kept, and what is cut off is swept.

        Raises:
            OutOfScope: the center is not the caller's.
            AttachmentTooLarge, AttachmentTypeLies, AttachmentDamaged, InvalidValue.
            Unavailable: it cannot be kept now.
        """
        access.require(new.center)
        content = bytearray()
        async for part in parts:
            content += part
            require_size(len(content))
        require_file(bytes(content), new.media_type, new.sha256)
        file = self._file(access, new, len(content))
        upload = Upload(file, new.center, access.principal.subject, self.clock.now())
        await self.uploads.begin(upload)
        await self.objects.put(file.key, bytes(content))
        await self.uploads.keep(upload)
        return file

    async def claim(
        self, petition: PetitionId, ids: Sequence[AttachmentId]
    ) -> tuple[Attachment, ...]:
        """Give uploaded files to an appeal and return them in this order; safe to repeat.

        Raises:
            NotFound: one is not there any more, or another appeal has it.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return ()
        found = await self.uploads.find(wanted)
        for id in wanted:
            if id not in found or found[id].petition not in (None, petition):
                raise NotFound(what=WHAT, id=id)
        if not await self.uploads.claim(petition, wanted):
            raise NotFound(what=WHAT, id=wanted[0])
        return tuple(found[id].file for id in wanted)

    async def open(
        self, access: Access, petition: Petition, division: DivisionCode, id: AttachmentId
    ) -> bytes:
        """Return the bytes of a file of an appeal the caller may see, once that is in the log.

        Raises:
            NotFound: the appeal has no such file.
            AttachmentElsewhere: the site of the center that took the appeal in keeps it.
            AttachmentSpoiled.
            OutOfScope, PermissionRefused: also logged.
        """
        file = next((one for one in petition.attachments if one.id == id), None)
        if file is None:
            raise NotFound(what=WHAT, id=id)
        field_name = f"attachment/{id}"
        await access.reveal(self.log, self.clock, division, petition.id, field_name, HANDLING)
        content = await self._stored(petition, file)
        require_unspoiled(content, file)
        return content

    async def sweep(self) -> int:
        """Delete what no appeal names after a day; return how many files that were."""
        before = self.clock.now() - NAMED_WITHIN
        swept = 0
        for upload in await self.uploads.unclaimed(before, _SWEPT_AT_ONCE):
            if await self.uploads.withhold(upload.file.id):
                await self.objects.delete(upload.file.key)
                await self.uploads.forget(upload.file.id)
                swept += 1
        return swept

    async def _stored(self, petition: Petition, file: Attachment) -> bytes:
        """Files do not travel with custody: they stay where the appeal was taken in."""
        try:
            return await self.objects.get(file.key)
        except NotFound:
            if self.custody.hosts(petition.received_by):
                raise NotFound(what=WHAT, id=file.id) from None
            raise AttachmentElsewhere(id=file.id, center=petition.received_by) from None

    def _file(self, access: Access, new: NewFile, size: int) -> Attachment:
        """The id follows from who sent what when, so it is nobody else's."""
        when = self.clock.now().isoformat()
        digest = new.sha256.lower()
        id = derived_id("attachment", new.center.digits, access.principal.subject, when, digest)
        key = f"{digest[:2]}/{digest[2:4]}/{id}"
        return Attachment(AttachmentId(id), key, new.media_type, size, digest, new.name)
