"""One visit on the wire: when, who and which duties in clear, what was said sealed."""

from __future__ import annotations

from collections.abc import Iterable

from gov321.grid.events.v1 import care_record_pb2 as pb

from kit.tolerance import is_known, read_enum
from kit.vault import Vault
from kit.wire_time import from_day, to_day
from services.grid.domain.ids import PersonId, VisitId
from services.grid.domain.visit import DutyCode, RaisedNeed, Visit, VisitKind

CONTENT = "visit"
"""Field name the sealed content is bound to."""


def from_visit(visit: Visit, household: str, vault: Vault) -> pb.VisitRecord:
    """Return the record of a visit."""
    content = pb.VisitContent(text=visit.text, needs=[need.text for need in visit.needs])
    return pb.VisitRecord(
        visit_id=visit.id,
        kind=visit.kind.value,
        visitor_id=visit.visitor,
        on=from_day(visit.on),
        recorded_on=from_day(visit.recorded_on),
        duties=[duty.value for duty in visit.duties],
        content=vault.seal(content.SerializeToString(), household, CONTENT),
    )


def to_visit(record: pb.VisitRecord, household: str, vault: Vault) -> Visit:
    """Return the visit of a record.

    Raises:
        CannotOpen: the content does not open.
    """
    content = pb.VisitContent.FromString(vault.open(record.content, household, CONTENT))
    return Visit(
        id=VisitId(record.visit_id),
        kind=read_enum(VisitKind, record.kind, VisitKind.VISIT),
        visitor=PersonId(record.visitor_id),
        on=to_day(record.on, "on"),
        recorded_on=to_day(record.recorded_on, "recorded_on"),
        duties=tuple(DutyCode(duty) for duty in record.duties if is_known(DutyCode, duty)),
        text=content.text,
        needs=needs_of(content.needs),
    )


def needs_of(texts: Iterable[str]) -> tuple[RaisedNeed, ...]:
    """Return what was asked for, numbered from 1 in the order given."""
    return tuple(RaisedNeed(number, text) for number, text in enumerate(texts, start=1))
