"""Checks of a workbook's zip directory, before anything of it is unpacked at length."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from .options import MEGABYTE, Limits
from .refusals import (
    FileDamaged,
    FileEncrypted,
    FileTooLarge,
    HasMacros,
    UnsupportedFormat,
    ZipBomb,
)

WORKBOOK = "xl/workbook.xml"

_ENCRYPTED = 0x1
_SMALL = 16 * MEGABYTE  # a short part may shrink a thousandfold without meaning harm
_CHUNK = MEGABYTE

_OTHER_OFFICE = {
    "word/document.xml": "这是 Word 文档",
    "ppt/presentation.xml": "这是演示文稿",
    "xl/workbook.bin": "这是 .xlsb 工作簿",
    "content.xml": "这是 OpenDocument 文件",
}


@contextmanager
def open_archive(path: Path, limits: Limits) -> Generator[zipfile.ZipFile]:
    """Open a workbook whose directory is within the limits.

    Raises:
        RosterRefused: damaged, encrypted, with macros, too large, or another kind of file.
    """
    if path.stat().st_size > limits.workbook_bytes:
        raise FileTooLarge(why=f"工作簿超过 {limits.workbook_bytes // MEGABYTE} MB")
    with _reading_errors(), zipfile.ZipFile(path) as archive:
        _check_directory(archive.infolist(), limits)
        yield archive


def read_through(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part in pieces to its end, so that its size and checksum are proved.

    Raises:
        FileDamaged: the part does not unpack to what the directory says.
    """
    with _reading_errors(), archive.open(name) as part:
        while piece := part.read(_CHUNK):
            yield piece


@contextmanager
def _reading_errors() -> Generator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise FileDamaged(why="压缩包内容不完整") from error
    except NotImplementedError as error:
        raise FileDamaged(why="压缩方式不受支持") from error


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileEncrypted
    if len(entries) > limits.archive_entries:
        raise ZipBomb(why=f"压缩包内有 {len(entries)} 个文件")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise HasMacros
    _check_kind(names)
    _check_sizes(entries, limits)


def _check_kind(names: set[str]) -> None:
    if WORKBOOK in names:
        return
    kinds = (kind for name, kind in _OTHER_OFFICE.items() if name in names)
    raise UnsupportedFormat(why=next(kinds, "这是压缩包，不是工作簿"))


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise ZipBomb(why=f"解压后达 {unpacked // MEGABYTE} MB")
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _SMALL and ratio > limits.unpack_ratio:
            raise ZipBomb(why=f"压缩比达 {ratio:.0f} 倍")
