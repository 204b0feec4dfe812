"""What every request carries: its id with a digest of the body, and the purpose."""

from __future__ import annotations

import hashlib
from typing import Protocol

from google.protobuf.message import Message

from kit.authz import Purpose
from kit.commit import Request
from kit.model.ids import parse_request_id
from kit.text_limits import LINE, require_text


class WithPurpose(Protocol):
    """A request that says why it wants to see sensitive data."""

    purpose: str
    reason: str


def request_of(message: Message, request_id: str) -> Request:
    """Return the request id and the digest that tells a repeat from a reuse.

    Raises:
        InvalidValue: the id is not a UUID.
    """
    body = message.SerializeToString(deterministic=True)
    return Request(parse_request_id(request_id), hashlib.sha256(body).digest())


def purpose_of(request: WithPurpose) -> Purpose:
    """Return why sensitive data is asked for."""
    return Purpose(request.purpose, require_text("reason", request.reason, LINE))
