"""Members inside a `HouseholdRecord`: citizen number, phone and needs are sealed."""

from __future__ import annotations

from gov321.registry.events.v1 import household_record_pb2 as pb

from kit.tolerance import is_known, read_enum
from kit.vault import Vault
from kit.wire_time import from_day, from_day_or_none, to_day, to_day_or_none
from services.registry.domain.household import JoinReason, LeaveReason, Member, Relation
from services.registry.domain.id_number import IdNumber
from services.registry.domain.ids import PersonId
from services.registry.domain.need import Disability, DisabilityKind, Need, NeedKind
from services.registry.domain.person import Absence, Person
from services.registry.domain.phone import Phone
from services.registry.domain.sex import Sex

ID_NUMBER = "id_number"
PHONE = "phone"


def from_member(member: Member, household_id: str, vault: Vault) -> pb.MemberRecord:
    """Return the record of a member."""
    person = member.person
    record = pb.MemberRecord(
        person_id=person.id,
        name=person.name,
        sex=person.sex.value,
        birth_date=from_day(person.birth_date),
        ethnicity=person.ethnicity,
        death_date=from_day_or_none(person.death_date),
        relation=member.relation.value,
        join_date=from_day(member.joined),
        join_reason=member.join_reason.value,
        leave_date=from_day_or_none(member.left),
        leave_reason=member.leave_reason.value if member.leave_reason else "",
        id_number_shared=person.id_number_shared,
    )
    if person.absence is not None:
        record.absent_since.CopyFrom(from_day(person.absence.since))
        if person.absence.until is not None:
            record.absent_until.CopyFrom(from_day(person.absence.until))
    _seal_person(record, person, household_id, vault)
    return record


def to_member(record: pb.MemberRecord, household_id: str, vault: Vault) -> Member:
    """Return the member of a record.

    Raises:
        CannotOpen: a sealed field does not open.
    """
    return Member(
        person=_to_person(record, household_id, vault),
        relation=read_enum(Relation, record.relation, Relation.OTHER),
        joined=to_day(record.join_date, "join_date"),
        join_reason=read_enum(JoinReason, record.join_reason, JoinReason.REGISTRATION),
        left=to_day_or_none(record.leave_date, "leave_date"),
        leave_reason=_to_leave_reason(record),
    )


def _seal_person(record: pb.MemberRecord, person: Person, household_id: str, vault: Vault) -> None:
    if person.id_number is not None:
        clear = person.id_number.digits
        sealed = vault.seal(
            clear.encode(),
            household_id,
            _field(person.id, ID_NUMBER),
            vault.index(ID_NUMBER, clear),
        )
        record.id_number.CopyFrom(sealed)
    if person.phone is not None:
        clear = person.phone.digits
        sealed = vault.seal(
            clear.encode(), household_id, _field(person.id, PHONE), vault.index(PHONE, clear)
        )
        record.phone.CopyFrom(sealed)
    if person.needs:
        plain = pb.NeedList(needs=[_from_need(need) for need in person.needs]).SerializeToString()
        record.needs.CopyFrom(vault.seal(plain, household_id, _field(person.id, "needs")))


def _to_person(record: pb.MemberRecord, household_id: str, vault: Vault) -> Person:
    return Person(
        id=PersonId(record.person_id),
        name=record.name,
        sex=read_enum(Sex, record.sex, Sex.UNKNOWN),
        birth_date=to_day(record.birth_date, "birth_date"),
        id_number=_open_id_number(record, household_id, vault),
        phone=_open_phone(record, household_id, vault),
        ethnicity=record.ethnicity,
        absence=_to_absence(record),
        needs=_open_needs(record, household_id, vault),
        death_date=to_day_or_none(record.death_date, "death_date"),
        id_number_shared=record.id_number_shared,
    )


def _open_id_number(record: pb.MemberRecord, household_id: str, vault: Vault) -> IdNumber | None:
    if not record.HasField("id_number"):
        return None
    field = _field(record.person_id, ID_NUMBER)
    return IdNumber(vault.open(record.id_number, household_id, field).decode())


def _open_phone(record: pb.MemberRecord, household_id: str, vault: Vault) -> Phone | None:
    if not record.HasField("phone"):
        return None
    return Phone(vault.open(record.phone, household_id, _field(record.person_id, PHONE)).decode())


def _open_needs(record: pb.MemberRecord, household_id: str, vault: Vault) -> tuple[Need, ...]:
    if not record.HasField("needs"):
        return ()
    plain = vault.open(record.needs, household_id, _field(record.person_id, "needs"))
    needs = pb.NeedList.FromString(plain).needs
    return tuple(_to_need(need) for need in needs if is_known(NeedKind, need.kind))


def _to_leave_reason(record: pb.MemberRecord) -> LeaveReason | None:
    if not record.leave_reason:
        return None
    return read_enum(LeaveReason, record.leave_reason, LeaveReason.MOVE_OUT)


def _to_absence(record: pb.MemberRecord) -> Absence | None:
    since = to_day_or_none(record.absent_since, "absent_since")
    if since is None:
        return None
    return Absence(since, to_day_or_none(record.absent_until, "absent_until"))


def _from_need(need: Need) -> pb.NeedRecord:
    record = pb.NeedRecord(
        kind=need.kind.value,
        valid_from=from_day(need.valid_from),
        valid_to=from_day_or_none(need.valid_to),
    )
    if need.disability is not None:
        record.disability_kind = need.disability.kind.value
        record.disability_grade = need.disability.grade
    return record


def _to_need(record: pb.NeedRecord) -> Need:
    disability = None
    if record.disability_kind:
        disability = Disability(DisabilityKind(record.disability_kind), record.disability_grade)
    return Need(
        kind=NeedKind(record.kind),
        valid_from=to_day(record.valid_from, "valid_from"),
        valid_to=to_day_or_none(record.valid_to, "valid_to"),
        disability=disability,
    )


def _field(person_id: str, name: str) -> str:
    return f"{person_id}.{name}"
