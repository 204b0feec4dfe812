"""Received facts, copies and handoffs of appeals, as what the use-cases hear of them."""

from __future__ import annotations

from gov321.petition.events.v1 import petition_events_pb2 as pb
from gov321.petition.events.v1.petition_record_pb2 import PetitionRecord

from kit.envelope import Received
from kit.fact_types import carriers_of, require_about
from kit.model.division import DivisionCode
from kit.vault import Vault
from services.petition.domain.clocks import ClockKind
from services.petition.domain.ids import PetitionId
from services.petition.domain.measuring import Deed, Matter
from services.petition.domain.public import town_of
from services.petition.domain.step import Step
from services.petition.ports.projection import Came, Told

from .petition_record import to_petition

PETITION_FACTS = carriers_of(pb.DESCRIPTOR, "petition")
"""Full names of the messages that carry an appeal's record."""

HANDED_OFF = pb.PetitionHandedOff.DESCRIPTOR.full_name
PROGRESSED = pb.PetitionProgressed.DESCRIPTOR.full_name
_TAKEN_OVER = pb.PetitionTakenOver.DESCRIPTOR.full_name
_MOVED = pb.PetitionMoved.DESCRIPTOR.full_name
_DEEDS = {
    Step.CLOSE.value: Deed.SOLVED,
    Step.CONTACT.value: Deed.CONTACTED,
    Step.REOPEN.value: Deed.REOPENED,
    Step.RETURN.value: Deed.RETURNED,
}
"""Steps that are counted, by their wire names."""


def told_of(received: Received) -> Told:
    """Return what a fact or a copy tells of an appeal; nothing sealed is opened.

    Raises:
        DecodeError: the bytes are no fact.
        BadEnvelope: the headers speak of another record than the body.
        InvalidValue: a division code is none.
    """
    record = _record(received)
    return Told(
        fact=received.type,
        id=PetitionId(record.petition_id),
        revision=record.revision,
        home=DivisionCode.parse(record.home),
        custodian=DivisionCode.parse(record.custodian),
        in_flight=record.in_flight,
        taken_over=received.type == _TAKEN_OVER,
        at=received.time,
        source=received.source,
        matter=_matter(record),
        deed=_deed(received, record),
        record=record.SerializeToString(),
    )


def came_of(received: Received, vault: Vault) -> Came:
    """Return a handoff that arrived on this site's inbox.

    Raises:
        DecodeError, BadEnvelope, InvalidValue: as `told_of`.
        CannotOpen: a sealed field does not open: the bus parks the record with this reason.
    """
    record = _record(received)
    return Came(to_petition(record, vault), record.revision)


def _matter(record: PetitionRecord) -> Matter:
    tier = DivisionCode.parse(record.custodian).tier
    town = town_of(DivisionCode.parse(record.place))
    return Matter(tier.name.lower(), town.digits, record.category[:1])


def _deed(received: Received, record: PetitionRecord) -> Deed | None:
    if received.type != _MOVED:
        return None
    step = pb.PetitionMoved.FromString(received.data).step
    if step == Step.CONTACT.value and _contacted_late(record):
        return Deed.CONTACTED_LATE
    return _DEEDS.get(step)


def _contacted_late(record: PetitionRecord) -> bool:
    clocks = [clock for clock in record.clocks if clock.kind == ClockKind.FIRST_CONTACT.value]
    return any(c.stop_time.ToNanoseconds() > c.due_time.ToNanoseconds() for c in clocks[-1:])


def _record(received: Received) -> PetitionRecord:
    record = pb.PetitionFact.FromString(received.data).petition
    require_about(received, record.petition_id, record.revision)
    return record
