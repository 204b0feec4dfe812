"""Ids are opaque and derived from the request, so a retry cannot create a second record."""

from __future__ import annotations

from typing import NewType
from uuid import UUID, uuid5

from kit.model.errors import InvalidValue

RequestId = NewType("RequestId", str)
"""A UUID the client chose for one creating or moving call (AIP-155)."""

SiteId = NewType("SiteId", str)
"""Name of one deployment, e.g. `villages`; part of topic and database names."""

_ROOT = UUID("6f0d3b52-6a53-5d1e-9d37-321321321321")


def parse_request_id(text: str) -> RequestId:
    """Return the canonical request id.

    Raises:
        InvalidValue: the text is not a UUID.
    """
    try:
        return RequestId(str(UUID(text)))
    except ValueError:
        raise InvalidValue(field="request_id", why="请求编号须为 UUID") from None


def derived_id(kind: str, *parts: str) -> str:
    """Return the id that follows from these parts (UUIDv5), the same on every try.

    `parts` must not hold personal data in clear: pass a blind index instead.
    """
    return str(uuid5(_ROOT, "\x1f".join((kind, *parts))))
