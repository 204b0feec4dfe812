"""Smaller parts of a `HouseholdRecord`: point, income, corrections."""

from __future__ import annotations

from decimal import Decimal

from gov321.common.v1.sealed_pb2 import SealedField
from gov321.registry.events.v1 import household_record_pb2 as pb

from kit.model.income import IncomeItem, IncomeYear
from kit.tolerance import is_known
from kit.vault import Vault
from kit.wire_time import from_day, to_day
from services.registry.domain.correction import CorrectableField, Correction, FieldChange
from services.registry.domain.household import Point
from services.registry.domain.ids import CorrectionId, PersonId

_CENTS = 100


def from_point(point: Point, household_id: str, vault: Vault) -> SealedField:
    """Return the sealed point."""
    plain = pb.Point(longitude=point.longitude, latitude=point.latitude).SerializeToString()
    return vault.seal(plain, household_id, "point")


def to_point(message: SealedField, household_id: str, vault: Vault) -> Point:
    """Return the point of a sealed field."""
    point = pb.Point.FromString(vault.open(message, household_id, "point"))
    return Point(point.longitude, point.latitude)


def from_income_year(year: IncomeYear) -> pb.IncomeYearRecord:
    """Return the record of a year's income, in cents."""
    items = [
        pb.IncomeAmount(item=item.value, cents=int(amount * _CENTS)) for item, amount in year.items
    ]
    return pb.IncomeYearRecord(year=year.year, items=items)


def to_income_year(record: pb.IncomeYearRecord) -> IncomeYear:
    """Return the year's income of a record, in yuan."""
    items = tuple(
        (IncomeItem(i.item), Decimal(i.cents) / _CENTS)
        for i in record.items
        if is_known(IncomeItem, i.item)
    )
    return IncomeYear(record.year, items)


def from_correction(correction: Correction, household_id: str, vault: Vault) -> pb.CorrectionRecord:
    """Return the record of an open correction; what it says is sealed."""
    changes = [
        pb.FieldChange(field=c.field.value, value=c.value, person_id=c.person or "")
        for c in correction.changes
    ]
    plain = pb.CorrectionContent(reason=correction.reason, changes=changes).SerializeToString()
    return pb.CorrectionRecord(
        correction_id=correction.id,
        requested_by=correction.requested_by,
        request_date=from_day(correction.requested),
        content=vault.seal(plain, household_id, _field(correction.id)),
    )


def to_correction(record: pb.CorrectionRecord, household_id: str, vault: Vault) -> Correction:
    """Return the open correction of a record."""
    plain = vault.open(record.content, household_id, _field(record.correction_id))
    content = pb.CorrectionContent.FromString(plain)
    return Correction(
        id=CorrectionId(record.correction_id),
        changes=tuple(
            _to_change(change)
            for change in content.changes
            if is_known(CorrectableField, change.field)
        ),
        reason=content.reason,
        requested_by=record.requested_by,
        requested=to_day(record.request_date, "request_date"),
    )


def _to_change(message: pb.FieldChange) -> FieldChange:
    person = PersonId(message.person_id) if message.person_id else None
    return FieldChange(CorrectableField(message.field), message.value, person)


def _field(correction_id: str) -> str:
    return f"{correction_id}.content"
