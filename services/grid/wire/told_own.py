"""Received facts of the grid itself, as what the use-cases hear of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gov321.grid.events.v1 import care_events_pb2 as care_pb
from gov321.grid.events.v1 import village_events_pb2 as village_pb

from kit.envelope import Received
from kit.fact_types import require_about
from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.lines import EndReason
from services.grid.ports.projection import Told, ToldVillage

from .care_facts import care_of
from .village_facts import village_of

_MOVED = care_pb.CareMoved.DESCRIPTOR.full_name


def told_care(received: Received) -> Told:
    """Return what a fact tells of a household's care.

    Raises:
        DecodeError: the bytes are no fact.
        BadEnvelope: the headers speak of another record than the body.
    """
    record = care_of(received.data)
    require_about(received, record.household_id, record.revision)
    return Told(
        fact=received.type,
        id=record.household_id,
        revision=record.revision,
        home=DivisionCode.parse(record.home),
        at=received.time,
        record=record.SerializeToString(),
        left=_left(received),
    )


def told_village(received: Received) -> ToldVillage:
    """Return what a fact tells of a village, and what has to follow it.

    Raises:
        DecodeError: the bytes are no fact.
        BadEnvelope: the headers speak of another record than the body.
    """
    record = village_of(received.data)
    require_about(received, record.village, record.revision)
    told = Told(
        fact=received.type,
        id=record.village,
        revision=record.revision,
        home=DivisionCode.parse(record.village),
        at=received.time,
        record=record.SerializeToString(),
    )
    follows = _FOLLOWS.get(received.type)
    return ToldVillage(told, **follows(received.data)) if follows else ToldVillage(told)


def _left(received: Received) -> DivisionCode | None:
    if received.type != _MOVED:
        return None
    moved = care_pb.CareMoved.FromString(received.data)
    return DivisionCode.parse(moved.from_home) if moved.from_home else None


def _placed(data: bytes) -> dict[str, Any]:
    ids = village_pb.HouseholdsPlaced.FromString(data).household_ids
    return {"placed": frozenset(HouseholdId(id) for id in ids)}


def _moved(data: bytes) -> dict[str, Any]:
    moves = village_pb.GridsRepartitioned.FromString(data).moves
    return {"placed": frozenset(HouseholdId(id) for id in moves)}


def _lost(data: bytes) -> dict[str, Any]:
    fact = village_pb.PostLeft.FromString(data)
    return {"lost": (PersonId(fact.person_id), read_enum(EndReason, fact.reason, EndReason.LEFT))}


def _released(data: bytes) -> dict[str, Any]:
    """A grid that ended takes nobody's contact along: households follow to the leaf they go to."""
    fact = village_pb.LeaderReleased.FromString(data)
    reason = read_enum(EndReason, fact.reason, EndReason.LEFT)
    if reason is EndReason.GRID_ENDED:
        return {}
    return {"lost": (PersonId(fact.person_id), reason)}


def _everybody(_: bytes) -> dict[str, Any]:
    return {"everybody": True}


_FOLLOWS: Mapping[str, Callable[[bytes], dict[str, Any]]] = {
    village_pb.HouseholdsPlaced.DESCRIPTOR.full_name: _placed,
    village_pb.GridsRepartitioned.DESCRIPTOR.full_name: _moved,
    village_pb.PostLeft.DESCRIPTOR.full_name: _lost,
    village_pb.LeaderReleased.DESCRIPTOR.full_name: _released,
    village_pb.VillageRepublished.DESCRIPTOR.full_name: _everybody,
}
"""Facts that cares follow; the rest changes nothing about them."""
