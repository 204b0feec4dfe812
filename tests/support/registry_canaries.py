"""Personal data planted where it may be, to be looked for where it must not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from services.registry.domain.correction import CorrectableField, Correction, FieldChange
from services.registry.domain.household import Household, Point, Relation
from services.registry.domain.ids import CorrectionId, PersonId
from services.registry.domain.need import Disability, DisabilityKind, Need, NeedKind
from services.registry.domain.sex import Sex
from services.registry.ports.imports import CellProblem, RejectedRow
from tests.support.builders import TODAY, HouseholdBuilder, a_household, a_person, an_id_number

NUMBER = an_id_number(date(1971, 12, 11), Sex.MALE, 77)
PHONE = "15477778888"
ADDRESS = "金丝雀巷七十七号"
REASON = "金丝雀更正原因"
NEW_PHONE = "15466665555"
CELL = "金丝雀单元格"
POINT = Point(108.77777, 32.77777)
NEEDS = (
    Need(NeedKind.SERVING_SENTENCE, TODAY),
    Need(NeedKind.DISABILITY, TODAY, None, Disability(DisabilityKind.MENTAL, 1)),
)

IN_CLEAR: Mapping[str, bytes] = {
    "citizen number": NUMBER.digits.encode(),
    "phone": PHONE.encode(),
    "address": ADDRESS.encode(),
    "criminal fact": b"serving_sentence",
    "health fact": b"disability",
    "reason of a correction": REASON.encode(),
    "value of a correction": NEW_PHONE.encode(),
    "cell of a file": CELL.encode(),
}
"""What must never be found outside of a sealed field."""

NAME = "金丝雀甲"
"""Internal, so in records it may be; in keys, topics and headers it may not."""


def builder() -> HouseholdBuilder:
    """Return a household of one person, full of canaries."""
    head = a_person("canary-1").named(NAME).born(NUMBER.birth_date).with_number(NUMBER)
    head = head.with_phone(PHONE).needing(*NEEDS)
    return a_household("canary").with_member(head, Relation.HEAD).at(ADDRESS)


def household() -> Household:
    """Return it with a point and an open correction."""
    change = FieldChange(CorrectableField.PHONE, NEW_PHONE, PersonId("canary-1"))
    asked = Correction(CorrectionId("c-1"), (change,), REASON, "clerk-1", TODAY)
    return replace(builder().build(), point=POINT, corrections=(asked,))


def rejected_row() -> RejectedRow:
    """Return a row of a file that was held back."""
    told = f"{CELL}：{NUMBER.digits} 校验码不符"
    cells = (CELL, NUMBER.digits, PHONE, ADDRESS)
    return RejectedRow(9, cells, (CellProblem(6, "id_check_digit", told, NUMBER.digits),))


def leaks(raw: bytes) -> list[str]:
    """Return what is found in clear, by name."""
    return [name for name, canary in IN_CLEAR.items() if canary in raw]
