"""Ask a port whether the real thing answers there: the smallest request of each protocol."""

from __future__ import annotations

import socket
import struct

from .machine import LOOPBACK

_TIMEOUT_S = 2.0
_PING = b"\x10ping\x00\x01\x00\x00\x00" + b"\x02$db\x00\x06\x00\x00\x00admin\x00"


def kafka_answers(port: int) -> bool:
    """Tell whether a broker there knows at least one unfenced broker (itself)."""
    # Metadata v7, correlation 1, client "probe"; no topics, no automatic creation.
    request = struct.pack(">hhih5siB", 3, 7, 1, 5, b"probe", 0, 0)
    answer = _ask(port, struct.pack(">i", len(request)) + request, 16)
    return len(answer) == 16 and struct.unpack(">iiii", answer)[3] > 0


def store_answers(port: int) -> bool:
    """Tell whether a server there answers a ping of MongoDB's wire protocol."""
    body = struct.pack("<i", len(_PING) + 5) + _PING + b"\x00"
    message = struct.pack("<IB", 0, 0) + body
    header = struct.pack("<iiii", len(message) + 16, 1, 0, 2013)
    return len(_ask(port, header + message, 16)) == 16


def _ask(port: int, request: bytes, wanted: int) -> bytes:
    try:
        with socket.create_connection((LOOPBACK, port), _TIMEOUT_S) as connection:
            connection.settimeout(_TIMEOUT_S)
            connection.sendall(request)
            return connection.recv(wanted, socket.MSG_WAITALL)
    except OSError:
        return b""
