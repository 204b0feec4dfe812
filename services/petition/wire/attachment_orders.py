"""What is told of a file before its bytes come, from the requests of the API."""

from __future__ import annotations

import re

from gov321.petition.v1 import attachment_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.text_limits import LINE, NAME, require_text
from services.petition.usecases.attachments import NewFile

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII | re.IGNORECASE)


def new_file_of(request: pb.UploadAttachmentRequest) -> NewFile:
    """Return what the first part tells.

    Raises:
        InvalidValue: a field is missing, too long, or no SHA-256.
    """
    if not _SHA256.fullmatch(request.sha256):
        raise InvalidValue(field="sha256", why="须为 64 位十六进制校验值")
    return NewFile(
        center=DivisionCode.parse(request.center),
        media_type=require_text("media_type", request.media_type, NAME, least=1),
        sha256=request.sha256.lower(),
        name=require_text("name", request.name, LINE, least=1),
    )
