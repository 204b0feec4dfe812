"""How the reading child talks to its parent: length-prefixed frames of plain values.

marshal, not pickle: the child has read a file nobody can be sure of, and what marshal reads are
plain values that call nothing. Measured on 50,000 rows, writing + reading: marshal 60 ms, pickle
84 ms, json 86 ms.
"""

from __future__ import annotations

import marshal
import struct
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any, cast

from .batch import CheckedRows, GoodRows, HeldRow
from .columns import Column
from .options import Limits, RosterOptions
from .problems import Problem, ProblemCode

HEAD = struct.Struct(">I")
_VERSION = 4


class Tag(Enum):
    """What a frame is: the child's order, a batch, a refusal, a fault, the end."""

    ORDER = "order"
    BATCH = "batch"
    REFUSED = "refused"
    FAULT = "fault"
    END = "end"


def encode(tag: Tag, body: object = None) -> bytes:
    """Return a frame: length, then tag and body."""
    content = marshal.dumps(cast(Any, (tag.value, body)), _VERSION)
    return HEAD.pack(len(content)) + content


def decode(content: bytes) -> tuple[Tag, Any]:
    """Return tag and body of a frame's content."""
    tag, body = marshal.loads(content)  # noqa: S302 - plain values from our own child
    return Tag(tag), body


def batch_to_plain(batch: CheckedRows) -> tuple[Any, ...]:
    """Return a batch as plain values."""
    good = batch.good
    return (
        (batch.rows_read, batch.last_row, batch.total_rows_estimate),
        (good.rows, good.people, good.households, good.sizes, good.hashes),
        [(p.row, int(p.column), p.code.value, p.message, p.suggestion) for p in batch.problems],
        [(held.row, held.cells) for held in batch.held_rows],
    )


def batch_from_plain(plain: tuple[Any, ...]) -> CheckedRows:
    """Return the batch the plain values stand for."""
    (rows_read, last_row, total), good, problems, held = plain
    return CheckedRows(
        rows_read,
        last_row,
        total,
        GoodRows(*good),
        [Problem(row, Column(c), ProblemCode(code), *texts) for row, c, code, *texts in problems],
        [HeldRow(row, cells) for row, cells in held],
    )


def options_to_plain(options: RosterOptions) -> dict[str, Any]:
    """Return the options as plain values."""
    plain = asdict(options)
    return plain | {"today": options.today.isoformat(), "villages": dict(options.villages)}


def options_from_plain(plain: dict[str, Any]) -> RosterOptions:
    """Return the options the plain values stand for."""
    today, limits = date.fromisoformat(plain["today"]), Limits(**plain["limits"])
    return RosterOptions(**cast(dict[str, Any], plain | {"today": today, "limits": limits}))
