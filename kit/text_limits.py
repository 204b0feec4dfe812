"""Limits of text fields: oversize or control characters are refused before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.message import Message

from kit.model.errors import InvalidValue

NAME = 50
LINE = 200
PARAGRAPH = 2_000
_ALLOWED_CONTROLS = "\n\r\t"


def require_text(field: str, text: str, most: int, least: int = 0) -> str:
    """Return the text without surrounding space.

    Raises:
        InvalidValue: too long, too short, or with control characters.
    """
    kept = text.strip()
    if len(kept) > most:
        raise InvalidValue(field=field, why=f"最多 {most} 个字，收到 {len(kept)} 个字")
    if len(kept) < least:
        raise InvalidValue(field=field, why=f"至少 {least} 个字")
    if any(ord(c) < ord(" ") and c not in _ALLOWED_CONTROLS for c in kept):
        raise InvalidValue(field=field, why="含有不可见的控制字符")
    return kept


def require_texts(message: Message, limits: Mapping[str, int]) -> None:
    """Check the string fields of a request by a table `{field: most}`.

    Raises:
        InvalidValue: as `require_text`.
    """
    for field, most in limits.items():
        require_text(field, str(getattr(message, field)), most)
