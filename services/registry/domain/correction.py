"""Corrections of registered data: requested, reviewed by a second person, applied at once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from enum import Enum

from .ids import CorrectionId, PersonId


class CorrectableField(Enum):
    """What a correction may change; the value is the wire name."""

    NAME = "name"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ETHNICITY = "ethnicity"
    RELATION = "relation"
    ADDRESS = "address"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The new value of one field as text; `person` is None for household fields."""

    field: CorrectableField
    value: str = dataclasses.field(repr=False)
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """An open request. Closed ones live on in the record's history, not in its state."""

    id: CorrectionId
    changes: tuple[FieldChange, ...]
    reason: str = dataclasses.field(repr=False)
    requested_by: str
    requested: date
