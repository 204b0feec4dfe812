"""A household's care as the published and stored `CareRecord`: what reveals a fact is sealed."""

from __future__ import annotations

from gov321.grid.events.v1 import care_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from kit.vault import Vault
from kit.wire_time import from_day, from_day_or_none, to_day, to_day_or_none
from services.grid.domain.care import ColourSpell, Decided, HouseholdCare, Refused
from services.grid.domain.colour.values import Colour
from services.grid.domain.contact import Contact, ContactVacancy
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId, RunId, VacancyId
from services.grid.domain.lines import EndReason, Line
from services.grid.domain.visit import VisitDuty

from .assessment_record import from_assessment, to_assessment
from .visit_record import from_visit, to_visit

REASON, NOTE = "reason", "refused"
"""Field names the sealed texts are bound to."""


def from_care(care: HouseholdCare, revision: int, vault: Vault) -> pb.CareRecord:
    """Return the record of a care at a revision."""
    home, id_ = care.village.digits, care.household
    return pb.CareRecord(
        household_id=id_,
        revision=revision,
        home=home,
        custodian=home,
        leaf=care.leaf.text,
        grid_structure=care.grid_structure,
        live=care.live,
        assessment=from_assessment(care.assessment, id_, vault) if care.assessment else None,
        spells=[_from_spell(spell, id_, vault) for spell in care.spells],
        contacts=[_from_contact(contact) for contact in care.contacts],
        vacancies=[_from_vacancy(vacancy) for vacancy in care.vacancies],
        duty=_from_duty(care.duty) if care.duty else None,
        visits=[from_visit(visit, id_, vault) for visit in care.visits],
        refused=_from_refused(care.refused, id_, vault) if care.refused else None,
        proposal=care.proposal.value if care.proposal else "",
    )


def to_care(record: pb.CareRecord, vault: Vault) -> HouseholdCare:
    """Return the care of a record.

    Raises:
        CannotOpen: a sealed field does not open.
    """
    id_ = record.household_id
    assessed, refused = record.HasField("assessment"), record.HasField("refused")
    return HouseholdCare(
        household=HouseholdId(id_),
        village=DivisionCode.parse(record.home),
        leaf=GridCode.parse(record.leaf),
        grid_structure=record.grid_structure,
        live=record.live,
        assessment=to_assessment(record.assessment, id_, vault) if assessed else None,
        spells=tuple(_to_spell(spell, id_, vault) for spell in record.spells),
        contacts=tuple(_to_contact(contact) for contact in record.contacts),
        vacancies=tuple(_to_vacancy(vacancy) for vacancy in record.vacancies),
        duty=_to_duty(record.duty) if record.HasField("duty") else None,
        visits=tuple(to_visit(visit, id_, vault) for visit in record.visits),
        refused=_to_refused(record.refused, id_, vault) if refused else None,
    )


def _from_spell(spell: ColourSpell, id_: str, vault: Vault) -> pb.ColourSpellRecord:
    return pb.ColourSpellRecord(
        colour=spell.colour.value,
        since=from_day(spell.since),
        decided=spell.decided.value,
        signer=spell.signer,
        assessment=from_assessment(spell.assessment, id_, vault) if spell.assessment else None,
        reason=vault.seal(spell.reason.encode(), id_, REASON) if spell.reason else None,
        expires=from_day_or_none(spell.expires),
        run_id=spell.run or "",
        until=from_day_or_none(spell.until),
    )


def _to_spell(spell: pb.ColourSpellRecord, id_: str, vault: Vault) -> ColourSpell:
    assessed, reasoned = spell.HasField("assessment"), spell.HasField("reason")
    return ColourSpell(
        colour=read_enum(Colour, spell.colour, Colour.PENDING),
        since=to_day(spell.since, "since"),
        decided=read_enum(Decided, spell.decided, Decided.CONFIRMED),
        signer=spell.signer,
        assessment=to_assessment(spell.assessment, id_, vault) if assessed else None,
        reason=vault.open(spell.reason, id_, REASON).decode() if reasoned else "",
        expires=to_day_or_none(spell.expires, "expires"),
        run=RunId(spell.run_id) if spell.run_id else None,
        until=to_day_or_none(spell.until, "until"),
    )


def _from_contact(contact: Contact) -> pb.ContactRecord:
    return pb.ContactRecord(
        line=contact.line.value,
        person_id=contact.person,
        name=contact.name,
        since=from_day(contact.since),
        named=contact.named,
        until=from_day_or_none(contact.until),
        end_reason=contact.end_reason.value if contact.end_reason else "",
    )


def _to_contact(contact: pb.ContactRecord) -> Contact:
    return Contact(
        line=read_enum(Line, contact.line, Line.CORE_HOUSEHOLDER),
        person=PersonId(contact.person_id),
        name=contact.name,
        since=to_day(contact.since, "since"),
        named=contact.named,
        until=to_day_or_none(contact.until, "until"),
        end_reason=_to_end_reason(contact.end_reason),
    )


def _from_vacancy(vacancy: ContactVacancy) -> pb.ContactVacancyRecord:
    return pb.ContactVacancyRecord(
        vacancy_id=vacancy.id,
        opened=from_day(vacancy.opened),
        cause=vacancy.cause.value if vacancy.cause else "",
        filled=from_day_or_none(vacancy.filled),
    )


def _to_vacancy(vacancy: pb.ContactVacancyRecord) -> ContactVacancy:
    return ContactVacancy(
        id=VacancyId(vacancy.vacancy_id),
        opened=to_day(vacancy.opened, "opened"),
        cause=_to_end_reason(vacancy.cause),
        filled=to_day_or_none(vacancy.filled, "filled"),
    )


def _to_end_reason(text: str) -> EndReason | None:
    """None where there is none; `left` says least about a person."""
    return read_enum(EndReason, text, EndReason.LEFT) if text else None


def _from_duty(duty: VisitDuty) -> pb.VisitDutyRecord:
    return pb.VisitDutyRecord(
        since=from_day(duty.since), due=from_day(duty.due), visitor_id=duty.visitor or ""
    )


def _to_duty(duty: pb.VisitDutyRecord) -> VisitDuty:
    visitor = PersonId(duty.visitor_id) if duty.visitor_id else None
    return VisitDuty(to_day(duty.since, "since"), to_day(duty.due, "due"), visitor)


def _from_refused(refused: Refused, id_: str, vault: Vault) -> pb.RefusedRecord:
    return pb.RefusedRecord(
        on=from_day(refused.on), note=vault.seal(refused.note.encode(), id_, NOTE)
    )


def _to_refused(refused: pb.RefusedRecord, id_: str, vault: Vault) -> Refused:
    return Refused(to_day(refused.on, "on"), vault.open(refused.note, id_, NOTE).decode())
