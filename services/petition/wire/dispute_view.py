"""Disputes as they are shown: words and names in clear only to the center's own staff."""

from __future__ import annotations

from datetime import datetime

from gov321.petition.v1 import dispute_pb2 as pb

from kit.authz import Principal
from kit.commit import Versioned
from kit.masking import mask_name, mask_phone
from kit.roles import ADMINISTRATORS, Role
from kit.wire_enum import reverse
from kit.wire_time import from_day, from_day_or_none, timestamp
from services.petition.domain.dispute import (
    Agreement,
    CourtRequest,
    Dispute,
    DisputeEntry,
    FollowUp,
    Party,
    Risk,
    Session,
)
from services.petition.domain.mediation import Committee

from .clock_record import timestamp_or_none
from .clock_view import clock_view
from .dispute_enums import COURT_OUTCOME, DISPUTE_KIND, DISPUTE_STATE, PERFORMANCE

_CLEAR = frozenset({Role.CLERK, Role.REVIEWER})
"""Mediation is not public unless the parties want it: those who keep the file see it."""

_KIND = reverse(DISPUTE_KIND)
_STATE = reverse(DISPUTE_STATE)
_PERFORMANCE = reverse(PERFORMANCE)
_OUTCOME = reverse(COURT_OUTCOME)


def sees_clear(who: Principal) -> bool:
    """Whether somebody may see what was said and agreed, and names in full."""
    return bool(who.roles & _CLEAR) and not who.roles & ADMINISTRATORS


def dispute_view(found: Versioned[Dispute], now: datetime, *, clear: bool) -> pb.Dispute:
    """Return a dispute as it stands; phone numbers are masked for everybody."""
    dispute = found.state
    return pb.Dispute(
        dispute_id=dispute.id,
        revision=found.revision,
        center=dispute.center.digits,
        kind=_KIND[dispute.kind],
        state=_STATE[dispute.state],
        title=dispute.title if clear else "",
        text=dispute.text if clear else "",
        register_time=timestamp(dispute.registered_at),
        petition_id=dispute.petition or "",
        parties=[_party(party, clear=clear) for party in dispute.parties],
        mediator_ids=dispute.mediators,
        mediators_chosen=dispute.mediators_chosen,
        sessions=[_session(session, clear=clear) for session in dispute.sessions],
        agreement=_agreement(dispute.agreement, clear=clear) if dispute.agreement else None,
        follow_ups=[_follow_up(look, clear=clear) for look in dispute.follow_ups],
        court=_court(dispute.court) if dispute.court else None,
        risks=[_risk(risk, clear=clear) for risk in dispute.risks],
        report_due=dispute.report_due,
        clocks=[clock_view(clock, now) for clock in dispute.clocks],
        history=[_entry(entry, clear=clear) for entry in dispute.history],
        route=dispute.route if clear else "",
        end_reason=dispute.end_reason.value if dispute.end_reason else "",
    )


def committee_view(found: Versioned[Committee]) -> pb.MediationCommittee:
    """Return a committee; who mediates is for everybody to know."""
    committee = found.state
    return pb.MediationCommittee(
        center=committee.center.digits,
        revision=found.revision,
        since=from_day(committee.since),
        until=from_day(committee.until),
        members=[
            pb.CommitteeMember(
                person_id=member.person,
                name=member.name,
                woman=member.woman,
                chair=member.chair,
            )
            for member in committee.members
        ],
    )


def _party(party: Party, *, clear: bool) -> pb.Party:
    return pb.Party(
        party_id=party.id,
        name=party.name if clear else mask_name(party.name),
        phone=mask_phone(party.phone),
        consent_time=timestamp_or_none(party.consented_at),
        sign_time=timestamp_or_none(party.signed_at),
    )


def _session(session: Session, *, clear: bool) -> pb.MediationSession:
    return pb.MediationSession(
        on=from_day(session.on),
        party_ids=session.parties,
        record=session.record if clear else "",
    )


def _agreement(agreement: Agreement, *, clear: bool) -> pb.MediationAgreement:
    return pb.MediationAgreement(
        written=agreement.written,
        content=agreement.content if clear else "",
        record_time=timestamp(agreement.recorded_at),
        perform_by=from_day(agreement.perform_by),
        mediator_sign_time=timestamp_or_none(agreement.mediator_signed_at),
        effect_date=from_day_or_none(agreement.effective_on),
        personal_status=agreement.personal_status,
    )


def _follow_up(look: FollowUp, *, clear: bool) -> pb.AgreementFollowUp:
    return pb.AgreementFollowUp(
        on=from_day(look.on),
        performance=_PERFORMANCE[look.performance],
        note=look.note if clear else "",
    )


def _court(court: CourtRequest) -> pb.CourtConfirmation:
    return pb.CourtConfirmation(
        asked_on=from_day(court.asked_on),
        outcome=_OUTCOME[court.outcome],
        decided_on=from_day_or_none(court.decided_on),
        case_number=court.case_number,
    )


def _risk(risk: Risk, *, clear: bool) -> pb.EscalationRisk:
    return pb.EscalationRisk(
        flag_time=timestamp(risk.flagged_at),
        note=risk.note if clear else "",
        report_time=timestamp_or_none(risk.reported_at),
        reported_to=risk.reported_to,
    )


def _entry(entry: DisputeEntry, *, clear: bool) -> pb.DisputeEntry:
    return pb.DisputeEntry(
        time=timestamp(entry.at),
        step=entry.step.value,
        by=entry.by,
        before=_STATE[entry.before] if entry.before else pb.Dispute.STATE_UNSPECIFIED,
        after=_STATE[entry.after],
        note=entry.note if clear else "",
    )
