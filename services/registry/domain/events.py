"""Facts about households and duplicate cases, in the past tense, each with the day it holds from.

The published message adds the household's whole record (architecture §3, facts carry state), so a
fact names only what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kit.model.division import DivisionCode

from .correction import CorrectableField
from .household import Household, JoinReason, LeaveReason
from .ids import CaseId, CorrectionId, HouseholdId, PersonId
from .need import NeedKind


@dataclass(frozen=True, slots=True)
class HouseholdRegistered:
    """A household came to be; `split_from` names the household it came out of."""

    effective: date
    split_from: HouseholdId | None = None


@dataclass(frozen=True, slots=True)
class MemberAdded:
    """A person joined."""

    effective: date
    person: PersonId
    reason: JoinReason


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    """A person left."""

    effective: date
    person: PersonId
    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class HeadChanged:
    """Another member became head."""

    effective: date
    head: PersonId


@dataclass(frozen=True, slots=True)
class HouseholdSplit:
    """Some members left to form `new_household`."""

    effective: date
    new_household: HouseholdId


@dataclass(frozen=True, slots=True)
class HouseholdMerged:
    """All members of `merged` joined; told by the household that stays."""

    effective: date
    merged: HouseholdId


@dataclass(frozen=True, slots=True)
class HouseholdDissolved:
    """The last member left; `merged_into` is set when they all went to one household."""

    effective: date
    merged_into: HouseholdId | None = None


@dataclass(frozen=True, slots=True)
class HouseholdMoved:
    """The household moved to another village, or to another group of the same village."""

    effective: date
    from_village: DivisionCode
    to_village: DivisionCode


@dataclass(frozen=True, slots=True)
class HouseholdPlaced:
    """Address, point on the map or village group were set."""

    effective: date


@dataclass(frozen=True, slots=True)
class CorrectionRequested:
    """Somebody asked for a correction."""

    effective: date
    correction: CorrectionId


@dataclass(frozen=True, slots=True)
class CorrectionRejected:
    """A correction was refused or withdrawn."""

    effective: date
    correction: CorrectionId


@dataclass(frozen=True, slots=True)
class HouseholdCorrected:
    """A reviewed correction was applied to `fields`."""

    effective: date
    correction: CorrectionId
    fields: tuple[CorrectableField, ...]


@dataclass(frozen=True, slots=True)
class NeedTagged:
    """A need was recorded. `kind` is sensitive: it leaves the service only sealed."""

    effective: date
    person: PersonId
    kind: NeedKind


@dataclass(frozen=True, slots=True)
class NeedEnded:
    """A need ended. `kind` is sensitive: it leaves the service only sealed."""

    effective: date
    person: PersonId
    kind: NeedKind


@dataclass(frozen=True, slots=True)
class IncomeRecorded:
    """Income of a closed year was recorded or replaced."""

    effective: date
    year: int


@dataclass(frozen=True, slots=True)
class AwardGranted:
    """The household was named 平安家庭 for a year."""

    effective: date
    year: int


@dataclass(frozen=True, slots=True)
class AwardRevoked:
    """The award of a year was revoked."""

    effective: date
    year: int


class RosterPart(Enum):
    """What a roster changed; the value is the wire name."""

    HOUSEHOLD = "household"
    MEMBERS = "members"
    PERSONS = "persons"
    HEAD = "head"
    GROUP = "group"
    ADDRESS = "address"
    POINT = "point"
    INCOMES = "incomes"
    AWARDS = "awards"


@dataclass(frozen=True, slots=True)
class RosterApplied:
    """A roster created (`parts` is just HOUSEHOLD) or changed a household: one fact for all."""

    effective: date
    parts: tuple[RosterPart, ...]


@dataclass(frozen=True, slots=True)
class DuplicateCaseOpened:
    """Two persons may be one."""

    effective: date
    case: CaseId


@dataclass(frozen=True, slots=True)
class DuplicateCaseDecided:
    """A person decided a duplicate case."""

    effective: date
    case: CaseId


HouseholdFact = (
    HouseholdRegistered
    | MemberAdded
    | MemberRemoved
    | HeadChanged
    | HouseholdSplit
    | HouseholdMerged
    | HouseholdDissolved
    | HouseholdMoved
    | HouseholdPlaced
    | CorrectionRequested
    | CorrectionRejected
    | HouseholdCorrected
    | NeedTagged
    | NeedEnded
    | IncomeRecorded
    | AwardGranted
    | AwardRevoked
    | RosterApplied
)
"""Everything that can happen to a household."""

Outcome = tuple[Household, tuple[HouseholdFact, ...]]
"""What an operation returns: the household afterwards and what happened (nothing: no change)."""
