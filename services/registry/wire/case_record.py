"""Duplicate cases as the published and stored `DuplicateCaseRecord`."""

from __future__ import annotations

from datetime import UTC, datetime

from gov321.registry.events.v1 import registry_events_pb2 as pb

from kit.model.division import DivisionCode
from kit.wire_time import timestamp
from services.registry.domain import events
from services.registry.domain.duplicates import (
    CasePerson,
    CaseState,
    DuplicateCase,
    DuplicateReason,
)
from services.registry.domain.ids import CaseId, HouseholdId, PersonId

CaseFact = events.DuplicateCaseOpened | events.DuplicateCaseDecided

_MESSAGES = {
    events.DuplicateCaseOpened: pb.DuplicateCaseOpened,
    events.DuplicateCaseDecided: pb.DuplicateCaseDecided,
}


def from_case(case: DuplicateCase, revision: int) -> pb.DuplicateCaseRecord:
    """Return the record of a case at a revision."""
    record = pb.DuplicateCaseRecord(
        case_id=case.id,
        revision=revision,
        home=case.village.digits,
        custodian=case.village.digits,
        first=_from_person(case.first),
        second=_from_person(case.second),
        reason=case.reason.value,
        state=case.state.value,
        decided_by=case.decided_by,
        note=case.note,
        open_time=timestamp(case.opened_at),
        opened_by=case.opened_by,
    )
    if case.decided_at is not None:
        record.decide_time.CopyFrom(timestamp(case.decided_at))
    return record


def to_case(record: pb.DuplicateCaseRecord) -> DuplicateCase:
    """Return the case of a record."""
    decided: datetime | None = None
    if record.HasField("decide_time"):
        decided = record.decide_time.ToDatetime(UTC)
    return DuplicateCase(
        id=CaseId(record.case_id),
        first=_to_person(record.first),
        second=_to_person(record.second),
        reason=DuplicateReason(record.reason),
        opened_at=record.open_time.ToDatetime(UTC),
        opened_by=record.opened_by,
        state=CaseState(record.state),
        decided_by=record.decided_by,
        decided_at=decided,
        note=record.note,
    )


def case_message(fact: CaseFact, record: pb.DuplicateCaseRecord, at: datetime) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the case's record."""
    message = _MESSAGES[type(fact)](duplicate_case=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def _from_person(person: CasePerson) -> pb.PersonReference:
    return pb.PersonReference(
        person_id=person.person,
        household_id=person.household,
        home=person.village.digits,
        registered=person.registered,
    )


def _to_person(message: pb.PersonReference) -> CasePerson:
    return CasePerson(
        person=PersonId(message.person_id),
        household=HouseholdId(message.household_id),
        village=DivisionCode.parse(message.home),
        registered=message.registered,
    )
