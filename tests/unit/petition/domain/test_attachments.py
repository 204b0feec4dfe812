"""A file is what its first bytes say, of the size that is allowed, and whole."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import pytest

from kit.model.errors import InvalidValue, Refusal
from services.petition.domain.attachments import MEDIA_TYPES, SIZE_MOST, require_file
from services.petition.domain.petition_errors import (
    AttachmentDamaged,
    AttachmentTooLarge,
    AttachmentTypeLies,
)

FILES = {
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"0" * 20,
    "image/png": b"\x89PNG\r\n\x1a\n" + b"0" * 20,
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"0" * 20,
    "application/pdf": b"%PDF-1.7\n" + b"0" * 20,
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A " + b"0" * 20,
}
PNG = FILES["image/png"]


def checked(content: bytes, media_type: str, digest: str = "") -> None:
    require_file(content, media_type, digest or sha256(content).hexdigest())


@pytest.mark.parametrize("media_type", sorted(MEDIA_TYPES))
def test_a_true_file_passes(media_type: str) -> None:
    checked(FILES[media_type], media_type)


@dataclass(frozen=True)
class Case:
    id: str
    content: bytes
    media_type: str
    refusal: type[Refusal]
    digest: str = ""


CASES = (
    Case("a page called a picture", b"<html><script>", "image/png", AttachmentTypeLies),
    Case("a picture called another", PNG, "image/jpeg", AttachmentTypeLies),
    Case("a program", b"MZ\x90\x00" + b"0" * 20, "application/pdf", AttachmentTypeLies),
    Case("a video called a recording", b"\0\0\0\x20ftypisom", "audio/mp4", AttachmentTypeLies),
    Case("a type nobody needs", b"PK\x03\x04", "application/zip", AttachmentTypeLies),
    Case("empty", b"", "image/png", InvalidValue),
    Case("too large", PNG + b"0" * SIZE_MOST, "image/png", AttachmentTooLarge),
    Case("damaged", PNG, "image/png", AttachmentDamaged, digest="0" * 64),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_file_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal):
        checked(case.content, case.media_type, case.digest)
