"""What must never reach a log: personal data and secrets, found by key and by shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

HIDDEN = "[hidden]"

_PERSONAL = {"name", "address", "phone", "mobile", "telephone", "id_number", "identity"}
_SENSITIVE = {"bank", "health", "disease", "income", "birth_date", "birthday"}
_SECRET = {"token", "authorization", "password", "passwd", "secret", "cookie", "credential"}
_PRIVATE_WORDS = frozenset(_PERSONAL | _SENSITIVE | _SECRET | {"plain"})
_PUBLIC_KEYS = frozenset({"page_token"})
_LEAST_LENGTH = 11
_LONG_NUMBER = range(10**10, 10**19)

# Ids come first and are left alone: a UUID may contain eleven digits in a row.
_SHAPES = re.compile(
    r"""
    (?P<id> [0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}
      | (?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f]) )             # UUID, trace id
  | eyJ[\w-]{4,}\.[\w-]+\.[\w-]*                            # a JWT
  | (?<=[Bb]earer\s)\S+
  | (?<=://)[^\s/@]+:[^\s/@]+(?=@)                          # user:password in an address
  | (?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[0-9Xx\uff38\uff58](?!\d)  # 18-digit ID number
  | (?<!\d)\d{15}(?!\d)                                     # 15-digit ID number
  | (?<!\d)(?:\d{4}[ -]?){3}\d{4,7}(?!\d)                   # bank account
  | (?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)   # mobile number
    """,
    re.VERBOSE,
)  # fmt: skip


def redact_text(text: str) -> str:
    """Return the text with everything that has the shape of personal data or a secret hidden."""
    if len(text) < _LEAST_LENGTH:
        return text
    return _SHAPES.sub(lambda found: found["id"] or HIDDEN, text)


def redact(value: object) -> object:
    """Return a value of a log line with what is private hidden, at any depth."""
    if isinstance(value, str):
        return redact_text(value)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return HIDDEN if value in _LONG_NUMBER else value
    if isinstance(value, Mapping):
        return redact_fields(cast("Mapping[str, Any]", value))
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item) for item in cast("list[object]", value)]
    return HIDDEN if isinstance(value, bytes | bytearray) else redact_text(str(value))


def redact_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a log line with private keys hidden and other values searched."""
    return {
        str(key): HIDDEN if is_private(str(key)) else redact(value) for key, value in fields.items()
    }


def is_private(key: str) -> bool:
    """Whether a key names personal data or a secret: `phone`, `head_name`, `api_token`.

    Give logs the ids of things, under names that say so: `subscription=`, `job=`, not `name=`.
    """
    lower = key.lower()
    if lower in _PUBLIC_KEYS:
        return False
    return lower in _PRIVATE_WORDS or any(lower.endswith(f"_{word}") for word in _PRIVATE_WORDS)
