"""CSV rosters: which encoding and separator, and whether the text is whole to its end."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .options import MEGABYTE, Limits
from .refusals import FileDamaged, FileEmpty, TooManyRows, UnsupportedFormat

FIELD_LIMIT = 1 * MEGABYTE
"""Longest cell the parser takes; a longer one is refused before a row is used."""

_ENCODINGS = ("utf-8", "gb18030")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = MEGABYTE


@dataclass(frozen=True, slots=True)
class TextLook:
    """How to read the file and about how many rows it has."""

    encoding: str
    separator: str
    rows: int


def look_at_text(path: Path, limits: Limits) -> TextLook:
    """Read the whole file once, cheaply, so that nothing can go wrong half-way later.

    Raises:
        RosterRefused: not text, not whole, or too long.
    """
    start = _first_bytes(path)
    encoding = next((name for name in _ENCODINGS if _decodes(path, name)), None)
    if encoding is None:
        raise FileDamaged(why="文字编码既不是 UTF-8 也不是 GB18030")
    if start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    lines, has_quotes = _count_lines(path)
    if lines > limits.rows + 1:
        raise TooManyRows(limit=limits.rows)
    look = TextLook(encoding, _separator(path, encoding), max(lines - 1, 0))
    if has_quotes:
        _prove_quotes(path, look)
    return look


@contextmanager
def csv_rows(path: Path, look: TextLook) -> Generator[Iterator[list[str]]]:
    """Open the file as rows of cells."""
    csv.field_size_limit(FIELD_LIMIT)
    with path.open(encoding=look.encoding, newline="") as lines:
        yield csv.reader(lines, delimiter=look.separator, strict=True)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        start = stream.read(4096)
    if not start.strip():
        raise FileEmpty
    if start.startswith(_UTF_16):
        raise UnsupportedFormat(why="这是 UTF-16 编码的文本")
    if b"\0" in start:
        raise UnsupportedFormat(why="既不是工作簿也不是文本")
    return start


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _count_lines(path: Path) -> tuple[int, bool]:
    lines, has_quotes, ends_open, length = 0, False, False, 0
    for chunk in _chunks(path):
        found = chunk.count(b"\n") or chunk.count(b"\r")
        length = 0 if found else length + len(chunk)
        if length >= FIELD_LIMIT or b"\0" in chunk:
            raise FileDamaged(why="有超长的行或不可见字符，不像名册")
        lines += found
        has_quotes = has_quotes or b'"' in chunk
        ends_open = not chunk.endswith((b"\n", b"\r"))
    return lines + ends_open, has_quotes


def _separator(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as lines:
        return "\t" if "\t" in lines.readline(4096) else ","


def _prove_quotes(path: Path, look: TextLook) -> None:
    counted = 0
    try:
        with csv_rows(path, look) as rows:
            for _ in rows:
                counted += 1
    except csv.Error as error:
        raise FileDamaged(why=f"第 {counted + 1} 行附近引号不成对") from error
