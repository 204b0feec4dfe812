"""Planted persons whose values are recognised wherever they get out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import grpc

from kit.rpc_errors import details_of
from tests.support.topic_reading import Record
from tests.support.village_rosters import VillageRoster


@dataclass(frozen=True, slots=True)
class Canaries:
    """The people of a roster. Names may lie in an event's body, nothing else of them anywhere."""

    sealed: tuple[str, ...]
    """What must be sealed everywhere: citizen numbers, phones, addresses."""
    names: tuple[str, ...]

    @classmethod
    def of(cls, roster: VillageRoster) -> Canaries:
        """Return those of a roster."""
        people = list(roster.people())
        numbers = [who.id_number for who in people] + [who.phone for who in people]
        addresses = [roster.address_of(n) for n in range(roster.size)]
        return cls((*numbers, *addresses), tuple(who.name for who in people))

    def in_text(self, text: str) -> list[str]:
        """Return what of anybody stands in a text nobody should read it in."""
        return [secret for secret in (*self.sealed, *self.names) if secret in text]

    def in_body(self, body: bytes) -> list[str]:
        """Return what lies unsealed in the body of an event."""
        return [secret for secret in self.sealed if secret.encode() in body]

    def on_topic(self, records: Iterable[Record]) -> list[str]:
        """Return what lies on a topic: in keys and headers nothing may, in bodies no sealed one."""
        return [hit for record in records for hit in self._in_record(record)]

    def _in_record(self, record: Record) -> Iterator[str]:
        headers = [name.encode() + (value or b"") for name, value in record.headers]
        around = [record.key or b"", *headers]
        yield from self.in_text(b"\n".join(around).decode(errors="replace"))
        yield from self.in_body(record.value or b"")


def everything_said(error: grpc.aio.AioRpcError) -> str:
    """Return all a caller is told with an error."""
    info, text = details_of(error)
    parts: Sequence[object] = (error.details(), error.debug_error_string(), info, text)
    metadata = [str(item) for item in error.trailing_metadata() or ()]
    return "\n".join([*map(str, parts), *metadata])
