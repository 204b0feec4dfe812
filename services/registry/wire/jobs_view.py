"""Import jobs and duplicate cases as they are shown."""

from __future__ import annotations

from gov321.registry.v1 import duplicate_service_pb2 as duplicate_pb
from gov321.registry.v1 import roster_service_pb2 as roster_pb

from kit.commit import Versioned
from kit.wire_enum import reverse
from kit.wire_time import timestamp
from services.registry.domain.duplicates import CasePerson, DuplicateCase
from services.registry.domain.import_job import ImportJob

from .enums import CASE_REASON, CASE_STATE, IMPORT_STATE

_IMPORT_STATE = reverse(IMPORT_STATE)
_CASE_STATE = reverse(CASE_STATE)
_CASE_REASON = reverse(CASE_REASON)


def import_view(job: ImportJob) -> roster_pb.Import:
    """Return a job as shown."""
    progress = job.progress
    message = roster_pb.Import(
        id=job.id,
        division=job.division.digits,
        file_name=job.file_name,
        file_size=job.file_size,
        received_bytes=job.received,
        dry_run=job.dry_run,
        state=_IMPORT_STATE[job.state],
        failure=job.failure,
        checked_rows=progress.checked_rows,
        total_rows=progress.total_rows,
        rejected_rows=progress.rejected_rows,
        created_households=progress.created_households,
        changed_households=progress.changed_households,
        unchanged_households=progress.unchanged_households,
        rejected_households=progress.rejected_households,
        create_time=timestamp(job.created),
    )
    if job.ended is not None:
        message.end_time.CopyFrom(timestamp(job.ended))
    return message


def case_view(found: Versioned[DuplicateCase]) -> duplicate_pb.DuplicateCase:
    """Return a case as shown."""
    case = found.state
    message = duplicate_pb.DuplicateCase(
        id=case.id,
        revision=found.revision,
        reason=_CASE_REASON[case.reason],
        state=_CASE_STATE[case.state],
        first=_person(case.first),
        second=_person(case.second),
        open_time=timestamp(case.opened_at),
        decided_by=case.decided_by,
        note=case.note,
    )
    if case.decided_at is not None:
        message.decide_time.CopyFrom(timestamp(case.decided_at))
    return message


def _person(person: CasePerson) -> duplicate_pb.CandidatePerson:
    return duplicate_pb.CandidatePerson(
        person_id=person.person,
        household_id=person.household,
        division=person.village.digits,
        registered=person.registered,
    )
