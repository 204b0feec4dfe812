"""What happened to a household, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.registry.events.v1 import registry_events_pb2 as pb
from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.fact_types import carriers_of
from kit.wire_time import from_day, timestamp
from services.registry.domain import events

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


def _person(fact: events.NeedTagged | events.NeedEnded) -> dict[str, Any]:
    return {"person_id": fact.person}


def _person_and_reason(fact: events.MemberAdded | events.MemberRemoved) -> dict[str, Any]:
    return {"person_id": fact.person, "reason": fact.reason.value}


def _year(
    fact: events.IncomeRecorded | events.AwardGranted | events.AwardRevoked,
) -> dict[str, Any]:
    return {"year": fact.year}


def _correction(
    fact: events.CorrectionRequested | events.CorrectionRejected,
) -> dict[str, Any]:
    return {"correction_id": fact.correction}


def _corrected(fact: events.HouseholdCorrected) -> dict[str, Any]:
    fields = [field.value for field in fact.fields]
    return {"correction_id": fact.correction, "fields": fields}


def _moved(fact: events.HouseholdMoved) -> dict[str, Any]:
    return {"from_home": fact.from_village.digits, "to_home": fact.to_village.digits}


_MESSAGES: dict[type, tuple[Callable[..., Message], _Detail]] = {
    events.HouseholdRegistered: (pb.HouseholdRegistered, _none),
    events.RosterApplied: (
        pb.HouseholdImported,
        lambda fact: {"changed_parts": [part.value for part in fact.parts]},
    ),
    events.MemberAdded: (pb.MemberAdded, _person_and_reason),
    events.MemberRemoved: (pb.MemberRemoved, _person_and_reason),
    events.HeadChanged: (pb.HeadChanged, lambda fact: {"person_id": fact.head}),
    events.HouseholdSplit: (
        pb.HouseholdSplit,
        lambda fact: {"new_household_id": fact.new_household},
    ),
    events.HouseholdMerged: (
        pb.HouseholdMerged,
        lambda fact: {"merged_household_id": fact.merged},
    ),
    events.HouseholdDissolved: (pb.HouseholdDissolved, _none),
    events.HouseholdMoved: (pb.HouseholdMoved, _moved),
    events.HouseholdPlaced: (pb.HouseholdPlaced, _none),
    events.CorrectionRequested: (pb.CorrectionRequested, _correction),
    events.CorrectionRejected: (pb.CorrectionRejected, _correction),
    events.HouseholdCorrected: (pb.HouseholdCorrected, _corrected),
    events.NeedTagged: (pb.NeedTagged, _person),
    events.NeedEnded: (pb.NeedEnded, _person),
    events.IncomeRecorded: (pb.IncomeRecorded, _year),
    events.AwardGranted: (pb.AwardGranted, _year),
    events.AwardRevoked: (pb.AwardRevoked, _year),
}

PACKAGE = pb.DESCRIPTOR.package
"""Package of the facts, and with `topic_events` the name of their topic."""


def fact_message(
    fact: events.HouseholdFact, record: HouseholdRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the household's record."""
    build, detail = _MESSAGES[type(fact)]
    message = build(
        household=record,
        occur_time=timestamp(at),
        effective_date=from_day(fact.effective),
        **detail(fact),
    )
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def republished(record: HouseholdRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the household stands."""
    message = pb.HouseholdRepublished(household=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


HOUSEHOLD_FACTS = carriers_of(pb.DESCRIPTOR, "household")
"""Full names of the facts that carry a household's record."""


def household_of(data: bytes) -> HouseholdRecord:
    """Return the record that any household fact carries."""
    return pb.HouseholdFact.FromString(data).household
