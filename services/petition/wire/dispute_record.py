"""A dispute as the published and stored `DisputeRecord`: words, names and contents are sealed."""

from __future__ import annotations

from gov321.common.v1.sealed_pb2 import SealedField
from gov321.petition.events.v1 import dispute_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from kit.vault import Vault
from kit.wire_time import from_day, timestamp, to_day
from services.petition.domain.dispute import (
    Dispute,
    DisputeEntry,
    DisputeKind,
    EndReason,
    Party,
    Risk,
    Session,
)
from services.petition.domain.dispute_step import DisputeState, DisputeStep
from services.petition.domain.ids import DisputeId, PartyId, PetitionId

from .clock_record import from_clock, instant, timestamp_or_none, to_clock
from .dispute_parts_record import (
    from_agreement,
    from_court,
    from_follow_up,
    to_agreement,
    to_court,
    to_follow_up,
)
from .record_seals import Seals

_TITLE, _TEXT, _ROUTE, _PARTY = "title", "text", "route", "party"
_SESSION, _RISK, _ENTRY = "session", "risk", "entry"


def from_dispute(dispute: Dispute, revision: int, vault: Vault) -> pb.DisputeRecord:
    """Return the record of a dispute at a revision."""
    seals, center = Seals(vault, dispute.id), dispute.center.digits
    return pb.DisputeRecord(
        dispute_id=dispute.id,
        revision=revision,
        home=center,
        custodian=center,
        kind=dispute.kind.value,
        state=dispute.state.value,
        title=seals.seal(dispute.title, _TITLE),
        text=seals.seal(dispute.text, _TEXT),
        register_time=timestamp(dispute.registered_at),
        petition_id=dispute.petition or "",
        parties=[_from_party(party, seals) for party in dispute.parties],
        mediator_ids=dispute.mediators,
        mediators_chosen=dispute.mediators_chosen,
        sessions=[_from_session(session, seals) for session in dispute.sessions],
        agreement=from_agreement(dispute.agreement, seals) if dispute.agreement else None,
        follow_ups=[from_follow_up(one, seals) for one in dispute.follow_ups],
        court=from_court(dispute.court) if dispute.court else None,
        risks=[_from_risk(risk, seals) for risk in dispute.risks],
        clocks=[from_clock(clock) for clock in dispute.clocks],
        history=[_from_entry(entry, seals) for entry in dispute.history],
        route=seals.seal(dispute.route, _ROUTE),
        end_reason=dispute.end_reason.value if dispute.end_reason else "",
    )


def to_dispute(record: pb.DisputeRecord, vault: Vault) -> Dispute:
    """Return the dispute of a record.

    Raises:
        CannotOpen: a sealed field does not open.
    """
    seals = Seals(vault, record.dispute_id)
    ended = record.end_reason
    return Dispute(
        id=DisputeId(record.dispute_id),
        center=DivisionCode.parse(record.home),
        kind=read_enum(DisputeKind, record.kind, DisputeKind.OTHER),
        state=_to_state(record.state),
        registered_at=instant(record.register_time),
        parties=tuple(_to_party(party, seals) for party in record.parties),
        history=tuple(_to_entry(entry, seals) for entry in record.history),
        title=seals.open(record.title, _TITLE),
        text=seals.open(record.text, _TEXT),
        petition=PetitionId(record.petition_id) if record.petition_id else None,
        mediators=tuple(record.mediator_ids),
        mediators_chosen=record.mediators_chosen,
        sessions=tuple(_to_session(session, seals) for session in record.sessions),
        agreement=to_agreement(record.agreement, seals) if record.HasField("agreement") else None,
        follow_ups=tuple(to_follow_up(one, seals) for one in record.follow_ups),
        court=to_court(record.court) if record.HasField("court") else None,
        risks=tuple(_to_risk(risk, seals) for risk in record.risks),
        clocks=tuple(to_clock(clock) for clock in record.clocks),
        route=seals.open(record.route, _ROUTE),
        end_reason=read_enum(EndReason, ended, EndReason.NOT_AGREED) if ended else None,
    )


def _from_party(party: Party, seals: Seals) -> pb.PartyRecord:
    content = pb.PartyContent(name=party.name, phone=party.phone, person_id=party.person_id)
    return pb.PartyRecord(
        party_id=party.id,
        content=seals.seal_bytes(content.SerializeToString(), f"{_PARTY}/{party.id}"),
        consent_time=timestamp_or_none(party.consented_at),
        sign_time=timestamp_or_none(party.signed_at),
    )


def _to_party(party: pb.PartyRecord, seals: Seals) -> Party:
    sealed: SealedField = party.content
    opened = seals.open_bytes(sealed, f"{_PARTY}/{party.party_id}")
    content = pb.PartyContent.FromString(opened)
    return Party(
        id=PartyId(party.party_id),
        name=content.name,
        phone=content.phone,
        person_id=content.person_id,
        consented_at=instant(party.consent_time) if party.HasField("consent_time") else None,
        signed_at=instant(party.sign_time) if party.HasField("sign_time") else None,
    )


def _from_session(session: Session, seals: Seals) -> pb.MediationSessionRecord:
    return pb.MediationSessionRecord(
        on=from_day(session.on),
        party_ids=session.parties,
        record=seals.seal(session.record, _SESSION),
    )


def _to_session(session: pb.MediationSessionRecord, seals: Seals) -> Session:
    parties = tuple(PartyId(id) for id in session.party_ids)
    return Session(to_day(session.on, "on"), parties, seals.open(session.record, _SESSION))


def _from_risk(risk: Risk, seals: Seals) -> pb.EscalationRiskRecord:
    return pb.EscalationRiskRecord(
        flag_time=timestamp(risk.flagged_at),
        note=seals.seal(risk.note, _RISK),
        report_time=timestamp_or_none(risk.reported_at),
        reported_to=risk.reported_to,
    )


def _to_risk(risk: pb.EscalationRiskRecord, seals: Seals) -> Risk:
    reported = instant(risk.report_time) if risk.HasField("report_time") else None
    note = seals.open(risk.note, _RISK)
    return Risk(instant(risk.flag_time), note, reported, risk.reported_to)


def _from_entry(entry: DisputeEntry, seals: Seals) -> pb.DisputeEntryRecord:
    return pb.DisputeEntryRecord(
        time=timestamp(entry.at),
        step=entry.step.value,
        by=entry.by,
        before=entry.before.value if entry.before else "",
        after=entry.after.value,
        note=seals.seal(entry.note, _ENTRY),
    )


def _to_entry(entry: pb.DisputeEntryRecord, seals: Seals) -> DisputeEntry:
    return DisputeEntry(
        at=instant(entry.time),
        step=read_enum(DisputeStep, entry.step, DisputeStep.REGISTER),
        by=entry.by,
        before=_to_state(entry.before) if entry.before else None,
        after=_to_state(entry.after),
        note=seals.open(entry.note, _ENTRY),
    )


def _to_state(text: str) -> DisputeState:
    """A state this version does not know is one in which it may do nothing."""
    return read_enum(DisputeState, text, DisputeState.FAILED)
