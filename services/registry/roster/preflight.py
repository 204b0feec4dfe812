"""What kind of file this is, and whether to read it at all, from its bytes, not from its name."""

from __future__ import annotations

from pathlib import Path

from .options import MEGABYTE, Limits
from .refusals import FileEmpty, FileEncrypted, FileTooLarge, UnsupportedFormat
from .textfile import TextLook, look_at_text
from .worksheet import SheetLook, look_at_workbook

_ZIP = b"PK"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLE_HEAD = 4 * MEGABYTE
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "这是 PDF 文件"),
    (b"\x89PNG", "这是图片"),
    (b"\xff\xd8\xff", "这是图片"),
    (b"Rar!", "这是 RAR 压缩包"),
    (b"7z\xbc\xaf", "这是 7z 压缩包"),
    (b"<html", "这是网页"),
    (b"<!DOCTYPE", "这是网页"),
    (b"<?xml", "这是 XML 文件"),
)


def inspect(path: Path, limits: Limits) -> SheetLook | TextLook:
    """Return how to read a roster file.

    Raises:
        RosterRefused: the file is not read; `user_text` says why and what to do.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty
    if size > limits.file_bytes:
        raise FileTooLarge(why=f"超过 {limits.file_bytes // MEGABYTE} MB")
    with path.open("rb") as stream:
        start = stream.read(16)
    if start.startswith(_ZIP):
        return look_at_workbook(path, limits)
    if start.startswith(_OLE):
        raise _ole_refusal(path)
    for signature, kind in _OTHERS:
        if start.startswith(signature):
            raise UnsupportedFormat(why=kind)
    return look_at_text(path, limits)


def _ole_refusal(path: Path) -> FileEncrypted | UnsupportedFormat:
    with path.open("rb") as stream:
        while piece := stream.read(_OLE_HEAD):
            if _ENCRYPTED_STREAM in piece:
                return FileEncrypted()
    return UnsupportedFormat(why="这是旧版 .xls（或 .doc）文件")
