"""What happened to an appeal, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.petition.events.v1 import petition_events_pb2 as pb
from gov321.petition.events.v1.petition_record_pb2 import PetitionRecord

from kit.wire_time import timestamp
from services.petition.domain import events

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


def _moved(fact: events.Moved) -> dict[str, Any]:
    return {"step": fact.step.value, "before": fact.before.value, "after": fact.after.value}


def _rated(fact: events.Rated) -> dict[str, Any]:
    return {"petitioner_id": fact.petitioner, "rating": fact.rating.value}


def _handed_off(fact: events.HandedOff) -> dict[str, Any]:
    return {
        "from_center": fact.from_center.digits,
        "to_center": fact.to_center.digits,
        "epoch": fact.epoch,
        "reason": fact.reason.value,
    }


_MESSAGES: Mapping[type, tuple[Callable[..., Message], _Detail]] = {
    events.Submitted: (pb.PetitionSubmitted, _none),
    events.Moved: (pb.PetitionMoved, _moved),
    events.Classified: (pb.PetitionClassified, _none),
    events.Answered: (
        pb.PetitionAnswered,
        lambda fact: {"petitioner_ids": fact.petitioners},
    ),
    events.Rated: (pb.PetitionRated, _rated),
    events.HandedOff: (pb.PetitionHandedOff, _handed_off),
    events.TakenOver: (
        pb.PetitionTakenOver,
        lambda fact: {"center": fact.center.digits, "epoch": fact.epoch},
    ),
    events.Warned: (
        pb.ClockWarned,
        lambda fact: {"kind": fact.kind.value, "percent": fact.percent},
    ),
    events.Expired: (pb.ClockExpired, lambda fact: {"kind": fact.kind.value}),
}


def petition_message(
    fact: events.PetitionEvent, record: PetitionRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the appeal's record."""
    build, detail = _MESSAGES[type(fact)]
    message = build(petition=record, occur_time=timestamp(at), **detail(fact))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def petition_republished(record: PetitionRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the appeal stands."""
    message = pb.PetitionRepublished(petition=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()
