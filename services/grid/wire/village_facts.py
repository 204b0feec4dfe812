"""What happened to the grids of a village, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.grid.events.v1 import village_events_pb2 as pb
from gov321.grid.events.v1.village_record_pb2 import VillageRecord

from kit.fact_types import carriers_of
from kit.wire_time import timestamp
from services.grid.domain import events

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


def _placed(fact: events.HouseholdsPlaced) -> dict[str, Any]:
    return {"household_ids": sorted(fact.leaves)}


def _repartitioned(fact: events.GridsRepartitioned) -> dict[str, Any]:
    moves = {household: leaf.text for household, leaf in fact.moves.items()}
    return {"plan_id": fact.plan, "moves": moves, "undone": fact.undone}


def _post_left(fact: events.PostLeft) -> dict[str, Any]:
    return {"person_id": fact.person, "post": fact.post.value, "reason": fact.reason.value}


def _released(fact: events.LeaderReleased) -> dict[str, Any]:
    return {"grid": fact.grid.text, "person_id": fact.person, "reason": fact.reason.value}


_MESSAGES: dict[type, tuple[Callable[..., Message], _Detail]] = {
    events.HouseholdsPlaced: (pb.HouseholdsPlaced, _placed),
    events.GridsRepartitioned: (pb.GridsRepartitioned, _repartitioned),
    events.GridExempted: (pb.GridExempted, lambda fact: {"grid": fact.grid.text}),
    events.RidgesDrawn: (pb.RidgesDrawn, _none),
    events.PostTaken: (
        pb.PostTaken,
        lambda fact: {"person_id": fact.person, "post": fact.post.value},
    ),
    events.PostLeft: (pb.PostLeft, _post_left),
    events.LeaderAppointed: (
        pb.LeaderAppointed,
        lambda fact: {"grid": fact.grid.text, "person_id": fact.person},
    ),
    events.LeaderReleased: (pb.LeaderReleased, _released),
    events.LeaderVacancyOpened: (
        pb.LeaderVacancyOpened,
        lambda fact: {"vacancy_id": fact.vacancy, "grid": fact.grid.text},
    ),
    events.SessionHeld: (pb.SessionHeld, lambda fact: {"kind": fact.kind.value}),
}

VILLAGE_FACTS = carriers_of(pb.DESCRIPTOR, "village")
"""Full names of the facts that carry a village's record."""


def village_message(
    fact: events.VillageEvent, record: VillageRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the village's record."""
    build, detail = _MESSAGES[type(fact)]
    message = build(village=record, occur_time=timestamp(at), **detail(fact))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def village_republished(record: VillageRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the village stands."""
    message = pb.VillageRepublished(village=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def village_of(data: bytes) -> VillageRecord:
    """Return the record that any village fact carries."""
    return pb.VillageFact.FromString(data).village
