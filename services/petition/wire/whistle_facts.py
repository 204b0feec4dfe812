"""What happened to a whistle, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.petition.events.v1 import whistle_events_pb2 as pb
from gov321.petition.events.v1.whistle_record_pb2 import WhistleRecord

from kit.fact_types import carriers_of
from kit.wire_time import timestamp
from services.petition.domain import whistle_events as events

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


def _unit(fact: events.PartClosed | events.PartWaived) -> dict[str, Any]:
    return {"unit": fact.unit}


def _warned(fact: events.WhistleWarned) -> dict[str, Any]:
    return {"unit": fact.unit, "kind": fact.kind.value, "percent": fact.percent}


_MESSAGES: Mapping[type, tuple[Callable[..., Message], _Detail]] = {
    events.UnitsCalled: (pb.UnitsCalled, _none),
    events.UnitReportedIn: (
        pb.UnitReportedIn,
        lambda fact: {"unit": fact.unit, "late": fact.late},
    ),
    events.PartClosed: (pb.WhistlePartClosed, _unit),
    events.PartWaived: (pb.WhistlePartWaived, _unit),
    events.UnitRated: (
        pb.UnitRated,
        lambda fact: {"unit": fact.unit, "rating": fact.rating.value},
    ),
    events.WhistleClosed: (pb.WhistleClosed, _none),
    events.WhistleWarned: (pb.WhistleClockWarned, _warned),
    events.WhistleExpired: (
        pb.WhistleClockExpired,
        lambda fact: {"unit": fact.unit, "kind": fact.kind.value},
    ),
}

WHISTLE_FACTS = carriers_of(pb.DESCRIPTOR, "whistle")
"""Full names of the facts that carry the record of a whistle."""


def whistle_message(
    fact: events.WhistleEvent, record: WhistleRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the whistle's record."""
    build, detail = _MESSAGES[type(fact)]
    message = build(whistle=record, occur_time=timestamp(at), **detail(fact))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def whistle_republished(record: WhistleRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the whistle stands."""
    message = pb.WhistleRepublished(whistle=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def whistle_of(data: bytes) -> WhistleRecord:
    """Return the record that any fact of a whistle carries."""
    return pb.WhistleFact.FromString(data).whistle
