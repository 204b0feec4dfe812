"""Pages of a list: a size within bounds, and an opaque token that fits one query only.

The token holds the position after the last row and a digest of the method and filter. It grants
nothing: the scope is applied again on every page.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from google.protobuf.message import Message

from kit.model.errors import InvalidValue

DEFAULT_SIZE = 50
MOST = 1000
_MOST_TOKEN = 4096
_DIGEST_BYTES = 9

Position = tuple[str, ...]
"""The sort key of the last row shown; empty at the start."""


@dataclass(frozen=True, slots=True)
class Page:
    """What to read: `size` rows after `after`. `next_token` seals the position of the last row."""

    size: int
    after: Position
    query: bytes

    def next_token(self, position: Position) -> str:
        """Return the token of the page after `position`; empty when there is no more."""
        return _encode(self.query, position) if position else ""


def page_of(method: str, request: Message) -> Page:
    """Return the page a list request asks for; its fields are `page_size` and `page_token`.

    Raises:
        InvalidValue: negative size, or a token of another query.
    """
    rest = type(request)()
    rest.CopyFrom(request)
    rest.ClearField("page_size")
    rest.ClearField("page_token")
    asked: Any = request
    return page(
        query_digest(method, rest.SerializeToString(deterministic=True)),
        int(asked.page_size),
        str(asked.page_token),
    )


def page(query: bytes, size: int, token: str) -> Page:
    """Return the page for a size (0 = default, above the most = the most) and a token.

    Raises:
        InvalidValue: negative size, or a token of another query.
    """
    if size < 0:
        raise InvalidValue(field="page_size", why="每页条数不能为负数")
    after = _decode(query, token) if token else ()
    return Page(min(size or DEFAULT_SIZE, MOST), after, query)


def query_digest(method: str, *parts: bytes) -> bytes:
    """Return what binds a token to a method and its filter."""
    digest = blake2b(method.encode(), digest_size=_DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def _encode(query: bytes, position: Position) -> str:
    body = json.dumps(position, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(query + body).decode("ascii").rstrip("=")


def _decode(query: bytes, token: str) -> Position:
    body = _unwrapped(token)
    if body is None or body[:_DIGEST_BYTES] != query:
        raise InvalidValue(field="page_token", why="翻页标记无效或属于另一查询，请从第一页重新查询")
    try:
        values = json.loads(body[_DIGEST_BYTES:])
    except ValueError:
        values = None
    if not isinstance(values, list):
        raise InvalidValue(field="page_token", why="翻页标记已损坏，请从第一页重新查询")
    return tuple(str(value) for value in values)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _unwrapped(token: str) -> bytes | None:
    if len(token) > _MOST_TOKEN:
        return None
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
