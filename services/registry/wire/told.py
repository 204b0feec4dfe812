"""A received fact as what the use-cases hear of it; the record stays as it came."""

from __future__ import annotations

from gov321.registry.events.v1 import registry_events_pb2 as pb

from kit.envelope import Received
from kit.fact_types import require_about
from kit.model.division import DivisionCode
from services.registry.domain.ids import HouseholdId
from services.registry.ports.projection import Told

_MOVED = pb.HouseholdMoved.DESCRIPTOR.full_name


def told_of(received: Received) -> Told:
    """Return what a household fact tells.

    Raises:
        DecodeError: the bytes are no fact.
        BadEnvelope: the headers speak of another record than the body.
    """
    record = pb.HouseholdFact.FromString(received.data).household
    require_about(received, record.household_id, record.revision)
    return Told(
        fact=received.type,
        household=HouseholdId(record.household_id),
        revision=record.revision,
        home=DivisionCode.parse(record.home),
        at=received.time,
        record=record.SerializeToString(),
        left=_left(received),
    )


def _left(received: Received) -> DivisionCode | None:
    if received.type != _MOVED:
        return None
    return DivisionCode.parse(pb.HouseholdMoved.FromString(received.data).from_home)
