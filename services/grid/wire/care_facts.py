"""What happened to a household's care, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.grid.events.v1 import care_events_pb2 as pb
from gov321.grid.events.v1.care_record_pb2 import CareRecord

from kit.envelope import Received
from kit.fact_types import carriers_of
from kit.model.division import DivisionCode
from kit.vault import Vault
from kit.wire_time import timestamp
from services.grid.domain import events
from services.grid.domain.ids import HouseholdId
from services.grid.ports.cares import ToldVisit

from .visit_record import to_visit

NEED = "need"
"""Field name the sealed text of a need is bound to."""

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


def _colours(fact: events.HouseholdColourChanged) -> dict[str, Any]:
    return {
        "before": fact.before.value if fact.before else "",
        "after": fact.after.value if fact.after else "",
        "run_id": fact.run or "",
    }


def _assigned(fact: events.ContactAssigned) -> dict[str, Any]:
    return {"line": fact.line.value, "person_id": fact.person, "named": fact.named}


def _ended(fact: events.ContactEnded) -> dict[str, Any]:
    return {"line": fact.line.value, "person_id": fact.person, "reason": fact.reason.value}


def _need(fact: events.NeedRaised) -> dict[str, Any]:
    """The text is sealed in `fact_message`, which knows the household."""
    return {"visit_id": fact.visit, "number": fact.need.number}


_MESSAGES: Mapping[type, tuple[Callable[..., Message], _Detail]] = {
    events.CareOpened: (pb.CareOpened, _none),
    events.CareMoved: (
        pb.CareMoved,
        lambda fact: {"leaf": fact.leaf.text, "from_home": str(fact.left or "")},
    ),
    events.CareClosed: (pb.CareClosed, _none),
    events.HouseholdAssessed: (pb.HouseholdAssessed, _none),
    events.HouseholdColourChanged: (pb.HouseholdColourChanged, _colours),
    events.ClassificationRefused: (
        pb.ClassificationRefused,
        lambda fact: {"refused": fact.refused},
    ),
    events.ContactAssigned: (pb.ContactAssigned, _assigned),
    events.ContactEnded: (pb.ContactEnded, _ended),
    events.ContactVacancyOpened: (
        pb.ContactVacancyOpened,
        lambda fact: {"vacancy_id": fact.vacancy},
    ),
    events.VisitPlanned: (pb.VisitPlanned, _none),
    events.VisitRecorded: (pb.VisitRecorded, lambda fact: {"visit_id": fact.visit}),
    events.NeedRaised: (pb.NeedRaised, _need),
}

CARE_FACTS = carriers_of(pb.DESCRIPTOR, "care")
"""Full names of the facts that carry the record of a household's care."""


def care_message(
    fact: events.CareEvent, record: CareRecord, at: datetime, vault: Vault
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the care's record."""
    build, detail = _MESSAGES[type(fact)]
    more = detail(fact)
    if isinstance(fact, events.NeedRaised):
        more["text"] = vault.seal(fact.need.text.encode(), record.household_id, NEED)
    message = build(care=record, occur_time=timestamp(at), **more)
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def care_republished(record: CareRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the care stands."""
    message = pb.CareRepublished(care=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def care_of(data: bytes) -> CareRecord:
    """Return the record that any fact of a care carries."""
    return pb.CareFact.FromString(data).care


def told_visits(received: Received, vault: Vault) -> tuple[ToldVisit, ...]:
    """Return the visit a `VisitRecorded` tells of; nothing for any other fact of a care.

    Raises:
        CannotOpen: its content does not open.
    """
    if received.type != pb.VisitRecorded.DESCRIPTOR.full_name:
        return ()
    fact = pb.VisitRecorded.FromString(received.data)
    household, village = HouseholdId(fact.care.household_id), DivisionCode.parse(fact.care.home)
    return tuple(
        ToldVisit(household, village, to_visit(visit, household, vault), received.time)
        for visit in fact.care.visits
        if visit.visit_id == fact.visit_id
    )
