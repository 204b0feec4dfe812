"""What travels on Kafka: CloudEvents 1.0 in binary mode around one bare protobuf message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from kit.model.errors import Kind, Refusal

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/protobuf"
_SPEC_VERSION, _CONTENT_TYPE = SPEC_VERSION.encode(), CONTENT_TYPE.encode()

Header = tuple[str, bytes]
_T = TypeVar("_T")


class BadEnvelope(Refusal):
    """A record that can never be read. Fields: `header`, `why` (English, short, no contents)."""

    kind = Kind.INVALID
    reason = "BAD_ENVELOPE"
    text = "消息信封有误（{header}：{why}），已转入死信主题待核查。"


class KafkaRecord(Protocol):
    """The part of aiokafka's `ConsumerRecord` that is read here; headers stay bytes."""

    @property
    def topic(self) -> str:
        """The topic it was read from."""
        ...

    @property
    def partition(self) -> int:
        """The partition of the topic."""
        ...

    @property
    def offset(self) -> int:
        """The place in the partition."""
        ...

    @property
    def key(self) -> bytes | None:
        """The home division, if it is one of ours."""
        ...

    @property
    def value(self) -> bytes | None:
        """The protobuf message; None for a tombstone."""
        ...

    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]:
        """Names and bytes, in the order sent."""
        ...


@dataclass(frozen=True, slots=True)
class Event:
    """One fact on its way out. `n` counts the events of one revision from 0."""

    topic: str
    key: str
    type: str
    subject: str
    revision: int
    n: int
    source: str
    time: datetime
    data: bytes
    traceparent: str = ""

    @property
    def id(self) -> str:
        """The same on every re-send, so consumers can tell a duplicate."""
        return f"{self.subject}/{self.revision}/{self.n}"

    def headers(self) -> list[Header]:
        """Return the Kafka headers of the fact."""
        texts = {
            "content-type": CONTENT_TYPE,
            "ce_specversion": SPEC_VERSION,
            "ce_id": self.id,
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_subject": self.subject,
            "ce_time": _rfc3339(self.time),
            "ce_dataschema": f"urn:gov321:proto:{self.type}",
            "ce_partitionkey": self.key,
            "ce_revision": str(self.revision),
        }
        if self.traceparent:
            texts["ce_traceparent"] = self.traceparent
        return [(name, text.encode()) for name, text in texts.items()]


class Received(NamedTuple):
    """One record that came in, its envelope checked and its value not yet parsed.

    A tuple, because this is made for every record of every topic: a third of a frozen dataclass's
    cost.
    """

    id: str
    type: str
    subject: str
    source: str
    time: datetime
    revision: int
    key: str
    data: bytes
    traceparent: str
    topic: str
    partition: int
    offset: int


def read_envelope(record: KafkaRecord) -> Received:
    """Read one Kafka record; headers we do not know are left alone.

    Raises:
        BadEnvelope: a header is missing, null, not UTF-8 or not what it should be; or no value.
    """
    try:
        return _read(record)
    except (KeyError, AttributeError, ValueError):
        pass  # and raise outside, so that the texts of these, which quote contents, go no further
    raise _fault(record)


def _read(record: Any) -> Received:
    """Read a record in which all is well; an error here says only that something is not."""
    headers: dict[str, bytes] = dict(record.headers)
    received = Received(
        headers["ce_id"].decode(),
        headers["ce_type"].decode(),
        headers["ce_subject"].decode(),
        headers["ce_source"].decode(),
        datetime.fromisoformat(headers["ce_time"].decode()),
        int(headers["ce_revision"]),
        record.key.decode(),
        record.value,
        headers["ce_traceparent"].decode() if "ce_traceparent" in headers else "",
        record.topic,
        record.partition,
        record.offset,
    )
    if (
        headers["ce_specversion"] != _SPEC_VERSION
        or headers["content-type"] != _CONTENT_TYPE
        or received.data is None  # pyright: ignore[reportUnnecessaryComparison] - a tombstone
        or received.revision < 1
        or received.time.tzinfo is None
        or not all(received[:4])
    ):
        raise ValueError
    return received


def _fault(record: KafkaRecord) -> BadEnvelope:
    """Look for what is wrong, header by header: slow, for the few in which something is."""
    try:
        _check(record)
    except BadEnvelope as fault:
        return fault
    return BadEnvelope(header="envelope", why="malformed")


def _check(record: KafkaRecord) -> None:
    headers = dict(record.headers)
    _expect(headers, "ce_specversion", SPEC_VERSION)
    _expect(headers, "content-type", CONTENT_TYPE)
    if record.value is None:
        raise BadEnvelope(header="value", why="null")
    for name in ("ce_id", "ce_type", "ce_subject", "ce_source"):
        _text(headers, name)
    _parsed(headers, "ce_time", _instant)
    _parsed(headers, "ce_revision", _positive)
    _utf8("key", record.key)
    if "ce_traceparent" in headers:
        _text(headers, "ce_traceparent")


def topic_events(context: str) -> str:
    """Facts of a context, e.g. `gov321.registry.events.v1`."""
    return f"gov321.{context}.events.v1"


def topic_inbox(context: str, site: str) -> str:
    """What is addressed to one site: handoffs, progress copies."""
    return f"gov321.{context}.inbox.{site}.v1"


def topic_public(context: str) -> str:
    """De-identified facts for other government systems."""
    return f"gov321.pub.{context}.v1"


def topic_dlq(site: str, service: str) -> str:
    """Records parked by one service of one site."""
    return f"gov321.dlq.{site}.{service}"


def pattern_of(topic: str) -> str:
    """The subscription pattern of a topic: mirrored copies carry the source alias as a prefix."""
    return r"^(?:[a-z0-9-]+\.)?" + topic.replace(".", r"\.") + "$"


def _rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _utf8(name: str, raw: bytes | None) -> str:
    if raw is None:
        raise BadEnvelope(header=name, why="null")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise BadEnvelope(header=name, why="not UTF-8") from None


def _text(headers: dict[str, bytes | None], name: str) -> str:
    if name not in headers:
        raise BadEnvelope(header=name, why="missing")
    text = _utf8(name, headers[name])
    if not text:
        raise BadEnvelope(header=name, why="empty")
    return text


def _expect(headers: dict[str, bytes | None], name: str, wanted: str) -> None:
    if _text(headers, name) != wanted:
        raise BadEnvelope(header=name, why=f"not {wanted}")


def _parsed(headers: dict[str, bytes | None], name: str, parse: Callable[[str], _T]) -> _T:
    try:
        return parse(_text(headers, name))
    except ValueError:
        raise BadEnvelope(header=name, why="malformed") from None


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("no time zone")
    return instant


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("not positive")
    return number
