"""Cares as they are shown: reasons and names in clear only to those whose duty needs them."""

from __future__ import annotations

from datetime import date

from gov321.grid.v1 import care_pb2 as pb
from gov321.grid.v1.grid_pb2 import END_REASON_UNSPECIFIED

from kit.authz import Principal
from kit.commit import Versioned
from kit.masking import mask_name
from kit.roles import ADMINISTRATORS, Role
from kit.wire_enum import reverse
from kit.wire_time import from_day, from_day_or_none
from services.grid.domain.care import Assessment, ColourSpell, HouseholdCare
from services.grid.domain.colour.labels import task_text
from services.grid.domain.contact import Contact
from services.grid.domain.visit import Visit

from .assessment_record import NEED_CODES
from .enums import COLOUR, DUTY_CODE, END_REASON, LINE, VISIT_KIND

_CLEAR = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND})
"""Domain §1.3 row 12: a helper is told the colour and the class of need, and nothing behind it."""

_COLOUR = reverse(COLOUR)
_LINE = reverse(LINE)
_END_REASON = reverse(END_REASON)
_VISIT_KIND = reverse(VISIT_KIND)
_DUTY_CODE = reverse(DUTY_CODE)


def sees_clear(who: Principal) -> bool:
    """Whether somebody may see reasons, what was said at visits, and names in full."""
    return bool(who.roles & _CLEAR) and not who.roles & ADMINISTRATORS


def care_view(found: Versioned[HouseholdCare], today: date, *, clear: bool) -> pb.HouseholdCare:
    """Return a care as it stands on a day."""
    care, spell = found.state, found.state.in_force
    message = pb.HouseholdCare(
        household_id=care.household,
        revision=found.revision,
        village=care.village.digits,
        leaf=care.leaf.text,
        live=care.live,
        contacts=[contact_view(one, clear=clear) for one in care.contacts if one.live],
        contact_vacancy_id=care.open_vacancy.id if care.open_vacancy else "",
        refused=care.refused is not None,
    )
    if spell is not None:
        message.colour = _COLOUR[spell.colour]
        message.colour_since.CopyFrom(from_day(spell.since))
        message.decided = spell.decided.value
        if spell.expires is not None:
            message.override_expires.CopyFrom(from_day(spell.expires))
    if care.proposal is not None:
        message.proposal = _COLOUR[care.proposal]
    _show_duty(message, care, today)
    _show_assessment(message, care, clear=clear)
    return message


def spell_view(spell: ColourSpell, *, clear: bool) -> pb.ColourSpell:
    """Return one colour of a household's history."""
    return pb.ColourSpell(
        colour=_COLOUR[spell.colour],
        since=from_day(spell.since),
        until=from_day_or_none(spell.until),
        decided=spell.decided.value,
        signer=spell.signer,
        reason=spell.reason if clear else "",
        expires=from_day_or_none(spell.expires),
        run_id=spell.run or "",
        explanation=explanation(spell.assessment) if clear and spell.assessment else None,
    )


def contact_view(contact: Contact, *, clear: bool) -> pb.Contact:
    """Return one contact."""
    return pb.Contact(
        line=_LINE[contact.line],
        person_id=contact.person,
        name=contact.name if clear else mask_name(contact.name),
        named=contact.named,
        since=from_day(contact.since),
        until=from_day_or_none(contact.until),
        end_reason=_END_REASON[contact.end_reason]
        if contact.end_reason
        else END_REASON_UNSPECIFIED,
    )


def visit_view(visit: Visit, household: str, *, clear: bool) -> pb.Visit:
    """Return one visit; what was said and asked for only in clear."""
    return pb.Visit(
        visit_id=visit.id,
        household_id=household,
        kind=_VISIT_KIND[visit.kind],
        visitor_id=visit.visitor,
        on=from_day(visit.on),
        duties=[_DUTY_CODE[duty] for duty in visit.duties],
        text=visit.text if clear else "",
        needs=[need.text for need in visit.needs] if clear else (),
    )


def explanation(assessment: Assessment) -> pb.Explanation:
    """Return why the rules say so, in words."""
    verdict = assessment.verdict
    return pb.Explanation(
        colour=_COLOUR[verdict.colour],
        suggested=_COLOUR[verdict.suggested] if verdict.suggested else pb.COLOUR_UNSPECIFIED,
        year=assessment.year,
        matched=[rule.value for rule in verdict.matched],
        reasons=verdict.reasons,
        data_tasks=[task_text(task) for task in verdict.data_tasks],
        rule_version=verdict.rule_version,
        policy_version=verdict.policy_version,
        inputs_hash=assessment.inputs_hash,
        on=from_day(assessment.on),
    )


def _show_duty(message: pb.HouseholdCare, care: HouseholdCare, today: date) -> None:
    if care.duty is not None:
        message.visit_due.CopyFrom(from_day(care.duty.due))
        message.visit_overdue = care.duty.overdue_on(today)
        message.visitor_id = care.duty.visitor or ""


def _show_assessment(message: pb.HouseholdCare, care: HouseholdCare, *, clear: bool) -> None:
    if care.assessment is None:
        return
    message.need_codes.extend(NEED_CODES[need] for need in care.assessment.needs)
    if clear:
        message.explanation.CopyFrom(explanation(care.assessment))
