"""`AttachmentService`: files beside appeals, in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator

from gov321.petition.v1 import attachment_service_pb2 as pb
from gov321.petition.v1.attachment_service_pb2_grpc import AttachmentServiceServicer

from kit.call import current_access
from kit.model.errors import InvalidValue
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.usecases.attachments import Attachments
from services.petition.usecases.petition_reading import PetitionReading
from services.petition.wire.attachment_orders import new_file_of
from services.petition.wire.petition_view import attachment_view

PART_BYTES = 256 * 1024
PART_MOST = 1 << 20


class AttachmentRpc(AttachmentServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, attachments: Attachments, reading: PetitionReading) -> None:
        self._attachments = attachments
        self._reading = reading

    async def UploadAttachment(
        self, request_iterator: AsyncIterator[pb.UploadAttachmentRequest], context: object
    ) -> pb.UploadAttachmentResponse:
        """See the proto."""
        first = await anext(request_iterator, None)
        if first is None:
            raise InvalidValue(field="data", why="没有收到任何内容")
        parts = _parts(first, request_iterator)
        file = await self._attachments.upload(current_access(), new_file_of(first), parts)
        return pb.UploadAttachmentResponse(attachment=attachment_view(file))

    async def DownloadAttachment(
        self, request: pb.DownloadAttachmentRequest, context: object
    ) -> AsyncIterator[pb.DownloadAttachmentResponse]:
        """See the proto."""
        access = current_access()
        id = AttachmentId(request.attachment_id)
        petition, division = await self._reading.shared(access, PetitionId(request.petition_id))
        content = await self._attachments.open(access, petition, division, id)
        for at in range(0, len(content), PART_BYTES):
            yield pb.DownloadAttachmentResponse(data=content[at : at + PART_BYTES])


async def _parts(
    first: pb.UploadAttachmentRequest, rest: AsyncIterator[pb.UploadAttachmentRequest]
) -> AsyncIterator[bytes]:
    """The bytes of all parts.

    Raises:
        InvalidValue: a part is larger than a part may be.
    """
    part: pb.UploadAttachmentRequest | None = first
    while part is not None:
        if len(part.data) > PART_MOST:
            raise InvalidValue(field="data", why=f"每段最多 {PART_MOST} 字节")
        yield part.data
        part = await anext(rest, None)
