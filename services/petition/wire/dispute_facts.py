"""What happened to a dispute or committee, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.petition.events.v1 import dispute_events_pb2 as pb
from gov321.petition.events.v1.dispute_record_pb2 import CommitteeRecord, DisputeRecord

from kit.fact_types import carriers_of
from kit.wire_time import timestamp
from services.petition.domain import dispute_events as events

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


def _moved(fact: events.DisputeMoved) -> dict[str, Any]:
    return {
        "step": fact.step.value,
        "before": fact.before.value,
        "after": fact.after.value,
    }


_MESSAGES: Mapping[type, tuple[Callable[..., Message], _Detail]] = {
    events.DisputeRegistered: (pb.DisputeRegistered, _none),
    events.DisputeMoved: (pb.DisputeMoved, _moved),
    events.RiskFlagged: (pb.EscalationRiskFlagged, _none),
    events.RiskReported: (pb.EscalationRiskReported, _none),
    events.MediationAgreed: (pb.MediationAgreed, lambda fact: {"written": fact.written}),
    events.MediationFailed: (pb.MediationFailed, lambda fact: {"reason": fact.reason.value}),
    events.DisputeWarned: (
        pb.DisputeClockWarned,
        lambda fact: {"kind": fact.kind.value, "percent": fact.percent},
    ),
    events.DisputeExpired: (pb.DisputeClockExpired, lambda fact: {"kind": fact.kind.value}),
}

DISPUTE_FACTS = carriers_of(pb.DESCRIPTOR, "dispute")
"""Full names of the facts that carry the record of a dispute."""

COMMITTEE_FACTS = carriers_of(pb.DESCRIPTOR, "committee")
"""Full names of the facts that carry the record of a committee."""


def dispute_message(
    fact: events.DisputeEvent, record: DisputeRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the dispute's record."""
    build, detail = _MESSAGES[type(fact)]
    message = build(dispute=record, occur_time=timestamp(at), **detail(fact))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def dispute_republished(record: DisputeRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the dispute stands."""
    message = pb.DisputeRepublished(dispute=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def dispute_of(data: bytes) -> DisputeRecord:
    """Return the record that any fact of a dispute carries."""
    return pb.DisputeFact.FromString(data).dispute


def committee_message(record: CommitteeRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that a committee began its term."""
    message = pb.CommitteeFormed(committee=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()
