"""What files an appeal may have: how large, and of which type their first bytes prove them."""

from __future__ import annotations

from hashlib import sha256

from kit.model.errors import InvalidValue

from .petition import Attachment
from .petition_errors import (
    AttachmentDamaged,
    AttachmentSpoiled,
    AttachmentTooLarge,
    AttachmentTypeLies,
)

SIZE_MOST = 10 << 20
"""10 MiB: a photograph or a recording of a few minutes."""


def _is_jpeg(head: bytes) -> bool:
    return head.startswith(b"\xff\xd8\xff")


def _is_png(head: bytes) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n")


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _is_pdf(head: bytes) -> bool:
    return head.startswith(b"%PDF-")


def _is_m4a(head: bytes) -> bool:
    """ISO base media with an audio brand; a video has another one."""
    return head[4:8] == b"ftyp" and head[8:11] == b"M4A"


_PROOFS = {
    "image/jpeg": _is_jpeg,
    "image/png": _is_png,
    "image/webp": _is_webp,
    "application/pdf": _is_pdf,
    "audio/mp4": _is_m4a,
}
MEDIA_TYPES = frozenset(_PROOFS)
"""Photographs, papers, recordings."""


def require_file(content: bytes, media_type: str, digest: str) -> None:
    """Pass for a file that is what it is said to be.

    Raises:
        InvalidValue: it is empty.
        AttachmentTooLarge, AttachmentTypeLies, AttachmentDamaged.
    """
    if not content:
        raise InvalidValue(field="data", why="附件是空文件")
    require_size(len(content))
    proof = _PROOFS.get(media_type)
    if proof is None or not proof(content[:16]):
        raise AttachmentTypeLies(told=media_type[:50])
    if sha256(content).hexdigest() != digest.lower():
        raise AttachmentDamaged(sha256=digest[:64])


def require_unspoiled(content: bytes, file: Attachment) -> None:
    """Pass for stored bytes that are still those that came.

    Raises:
        AttachmentSpoiled: they are not.
    """
    if sha256(content).hexdigest() != file.sha256:
        raise AttachmentSpoiled(id=file.id)


def require_size(size: int) -> None:
    """Pass while a file is not too large.

    Raises:
        AttachmentTooLarge: it is.
    """
    if size > SIZE_MOST:
        raise AttachmentTooLarge(most=SIZE_MOST)
