"""Two registered persons who may be one: found by rule, decided by a person, once."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from kit.model.clock import local_date
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.model.ids import derived_id

from .errors import CaseAlreadyDecided, SamePersonTwice, SelfReview
from .events import DuplicateCaseDecided, DuplicateCaseOpened
from .household import Household
from .ids import CaseId, HouseholdId, PersonId
from .person import Person

NOTE_LENGTH = 500


class DuplicateReason(Enum):
    """Which rule found the pair; the value is the wire name."""

    SAME_ID_NUMBER = "same_id_number"
    SAME_NAME_BIRTH_VILLAGE = "same_name_birth_village"


class CaseState(Enum):
    """Life of a case: OPEN, then one of the two others for good."""

    OPEN = "open"
    SAME_PERSON = "same_person"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class CasePerson:
    """One of the pair; `registered` is False when the entry was refused because of the pair."""

    person: PersonId
    household: HouseholdId
    village: DivisionCode
    registered: bool = True


@dataclass(frozen=True, slots=True)
class DuplicateCase:
    """The pair, found-first person first. `opened_by` is the subject who entered the second."""

    id: CaseId
    first: CasePerson
    second: CasePerson
    reason: DuplicateReason
    opened_at: datetime
    opened_by: str = ""
    state: CaseState = CaseState.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""

    @property
    def village(self) -> DivisionCode:
        """Village of the person found first: home and custodian of the case."""
        return self.first.village


@dataclass(frozen=True, slots=True)
class Decide:
    """Decision of a person: SAME_PERSON or DISTINCT, with a note."""

    state: CaseState
    decided_by: str
    at: datetime
    note: str = ""


CaseOutcome = tuple[DuplicateCase, tuple[DuplicateCaseOpened | DuplicateCaseDecided, ...]]


def case_id(one: PersonId, other: PersonId) -> CaseId:
    """Return the id of the case of a pair, whichever way round: so one case per pair."""
    return CaseId(derived_id("duplicate", *sorted((one, other))))


def twin_key(name: str, birth_date: date, village: DivisionCode) -> str:
    """Return what two entries of one person without a citizen number have in common.

    Personal data in clear: only its blind index is stored.
    """
    compact = "".join(unicodedata.normalize("NFKC", name).split())
    return "\x1f".join((compact, birth_date.isoformat(), village.digits))


def candidate(
    one: tuple[Person, Household], other: tuple[Person, Household]
) -> DuplicateReason | None:
    """Return why two persons may be one, None when nothing says so.

    The same id is one person already; members of one household with the same name and day of
    birth are a pair like any other.
    """
    (person, home), (twin, twin_home) = one, other
    if person.id == twin.id:
        return None
    if person.id_number is not None and person.id_number == twin.id_number:
        return DuplicateReason.SAME_ID_NUMBER
    mine = twin_key(person.name, person.birth_date, home.village)
    if mine == twin_key(twin.name, twin.birth_date, twin_home.village):
        return DuplicateReason.SAME_NAME_BIRTH_VILLAGE
    return None


def open_case(
    first: CasePerson,
    second: CasePerson,
    reason: DuplicateReason,
    at: datetime,
    opened_by: str = "",
) -> CaseOutcome:
    """Return the open case of a pair; `opened_by` is empty when a roster brought it up.

    Raises:
        SamePersonTwice: the two are one record.
    """
    if first.person == second.person:
        raise SamePersonTwice(person=first.person)
    case = DuplicateCase(case_id(first.person, second.person), first, second, reason, at, opened_by)
    return case, (DuplicateCaseOpened(local_date(at), case.id),)


def decide(case: DuplicateCase, order: Decide) -> CaseOutcome:
    """Return the decided case.

    Raises:
        CaseAlreadyDecided: it has been decided.
        SelfReview: who entered the second person may not decide.
        InvalidValue: no decision, nobody who decided, an overlong note.
    """
    if case.state is not CaseState.OPEN:
        raise CaseAlreadyDecided(case=case.id, state=case.state.value)
    if order.state is CaseState.OPEN:
        raise InvalidValue(field="核查结论", why="须为“同一人”或“不是同一人”")
    if not order.decided_by:
        raise InvalidValue(field="核查人", why="重复登记须由工作人员认定")
    if order.decided_by == case.opened_by:
        raise SelfReview(id=case.id)
    if len(order.note) > NOTE_LENGTH:
        raise InvalidValue(field="核查说明", why=f"至多 {NOTE_LENGTH} 个字")
    decided = replace(
        case,
        state=order.state,
        decided_by=order.decided_by,
        decided_at=order.at,
        note=order.note,
    )
    return decided, (DuplicateCaseDecided(local_date(order.at), case.id),)
