"""What happened to a deliberation, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.petition.events.v1 import deliberation_events_pb2 as pb
from gov321.petition.events.v1.deliberation_record_pb2 import DeliberationRecord

from kit.fact_types import carriers_of
from kit.wire_time import timestamp
from services.petition.domain import deliberation_events as events

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


def _moved(fact: events.DeliberationMoved) -> dict[str, Any]:
    return {"step": fact.step.value, "before": fact.before.value, "after": fact.after.value}


def _executed(fact: events.ExecutionChanged) -> dict[str, Any]:
    return {"proposer_ids": fact.proposers, "stage": fact.stage.value}


_MESSAGES: Mapping[type, tuple[Callable[..., Message], _Detail]] = {
    events.TopicRaised: (pb.TopicRaised, _none),
    events.DeliberationMoved: (pb.DeliberationMoved, _moved),
    events.VoteClosed: (
        pb.DeliberationVoteClosed,
        lambda fact: {"result": fact.result.value},
    ),
    events.ExecutionChanged: (pb.ExecutionChanged, _executed),
    events.NotAdoptedTold: (
        pb.DeliberationNotAdopted,
        lambda fact: {"proposer_ids": fact.proposers},
    ),
    events.DeliberationWarned: (
        pb.DeliberationClockWarned,
        lambda fact: {"kind": fact.kind.value, "percent": fact.percent},
    ),
    events.DeliberationExpired: (
        pb.DeliberationClockExpired,
        lambda fact: {"kind": fact.kind.value},
    ),
}

DELIBERATION_FACTS = carriers_of(pb.DESCRIPTOR, "deliberation")
"""Full names of the facts that carry the record of a deliberation."""


def deliberation_message(
    fact: events.DeliberationEvent, record: DeliberationRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the deliberation's record."""
    build, detail = _MESSAGES[type(fact)]
    message = build(deliberation=record, occur_time=timestamp(at), **detail(fact))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def deliberation_republished(record: DeliberationRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the deliberation stands."""
    message = pb.DeliberationRepublished(deliberation=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def deliberation_of(data: bytes) -> DeliberationRecord:
    """Return the record that any fact of a deliberation carries."""
    return pb.DeliberationFact.FromString(data).deliberation
