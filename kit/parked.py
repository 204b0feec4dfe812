"""The form of a parked record: the original byte for byte, then our headers that say why.

Ours are the last headers, always the same number of them, so even a record that came with headers
of the same names is restored exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kit.envelope import KafkaRecord
from kit.model.errors import Refusal
from kit.redaction import redact_text

RawHeader = tuple[str, bytes | None]

REDRIVEN = "dlq_redriven"
"""How often the record was redriven; it travels with the record, so a second parking shows it."""

_OURS = (
    "dlq_reason",
    "dlq_error",
    "dlq_topic",
    "dlq_partition",
    "dlq_offset",
    "dlq_time",
    "dlq_group",
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A raw record to be sent; `partition` None means by key."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[RawHeader]
    partition: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """One record of a dead-letter topic. `partition` and `offset` say where it lies there."""

    partition: int
    offset: int
    reason: str
    error: str
    group: str
    at: datetime
    original_topic: str
    original_partition: int
    original_offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[RawHeader, ...]
    done: bool = False

    @property
    def place(self) -> str:
        """Name for operators: `partition:offset` in the dead-letter topic."""
        return f"{self.partition}:{self.offset}"

    @property
    def redriven(self) -> int:
        """How often it had been redriven before it was parked (again)."""
        return _number(dict(self.headers).get(REDRIVEN))


Selector = Callable[[Parked], bool]


def everything(_: Parked) -> bool:
    """Select all parked records."""
    return True


def cause_of(error: BaseException) -> str:
    """Return the short name of an error: a refusal's reason, else its class; fit for a label."""
    return error.reason if isinstance(error, Refusal) else type(error).__name__


def told(error: BaseException) -> str:
    """Return what may be told of an error without personal data: class, and a refusal's own text.

    The text of any other exception may quote a value, so it stays here.
    """
    name = type(error).__name__
    return f"{name}: {redact_text(str(error))}" if isinstance(error, Refusal) else name


def parked_form(
    record: KafkaRecord, error: BaseException, topic: str, group: str, now: datetime
) -> Outgoing:
    """Return the record as it is sent to the dead-letter topic."""
    texts = (
        cause_of(error),
        told(error),
        record.topic,
        str(record.partition),
        str(record.offset),
        now.astimezone(UTC).isoformat(timespec="milliseconds"),
        group,
    )
    ours = [(name, text.encode()) for name, text in zip(_OURS, texts, strict=True)]
    return Outgoing(topic, record.key, record.value, [*record.headers, *ours])


def read_parked(record: KafkaRecord, *, done: bool = False) -> Parked | None:
    """Return the parked record, None when this is not one of ours."""
    headers, ours = record.headers[: -len(_OURS)], record.headers[-len(_OURS) :]
    if tuple(name for name, _ in ours) != _OURS:
        return None
    reason, error, topic, partition, offset, at, group = ((raw or b"").decode() for _, raw in ours)
    return Parked(
        partition=record.partition,
        offset=record.offset,
        reason=reason,
        error=error,
        group=group,
        at=datetime.fromisoformat(at),
        original_topic=topic,
        original_partition=int(partition),
        original_offset=int(offset),
        key=record.key,
        value=record.value,
        headers=tuple(headers),
        done=done,
    )


def redriven_form(parked: Parked) -> Outgoing:
    """Return the record as it is sent to its original topic again: to the same partition."""
    headers = [header for header in parked.headers if not header[0].startswith("dlq_")]
    headers.append((REDRIVEN, str(parked.redriven + 1).encode()))
    return Outgoing(
        parked.original_topic, parked.key, parked.value, headers, parked.original_partition
    )


def _number(raw: bytes | None) -> int:
    return int(raw) if raw is not None and raw.isdigit() else 0
