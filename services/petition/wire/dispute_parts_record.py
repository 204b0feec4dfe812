"""Agreement, its performance and the court in a dispute's record; committees in theirs."""

from __future__ import annotations

from gov321.petition.events.v1 import dispute_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from kit.vault import Vault
from kit.wire_time import from_day, from_day_or_none, timestamp, to_day, to_day_or_none
from services.petition.domain.dispute import (
    Agreement,
    CourtOutcome,
    CourtRequest,
    FollowUp,
    Performance,
)
from services.petition.domain.mediation import Committee, Member

from .clock_record import instant, timestamp_or_none
from .record_seals import Seals

_AGREEMENT, _FOLLOW_UP, _MEMBER = "agreement", "follow_up", "member"


def from_agreement(agreement: Agreement, seals: Seals) -> pb.MediationAgreementRecord:
    """Return the record of an agreement."""
    return pb.MediationAgreementRecord(
        written=agreement.written,
        content=seals.seal(agreement.content, _AGREEMENT),
        record_time=timestamp(agreement.recorded_at),
        perform_by=from_day(agreement.perform_by),
        mediator_sign_time=timestamp_or_none(agreement.mediator_signed_at),
        effect_date=from_day_or_none(agreement.effective_on),
        personal_status=agreement.personal_status,
    )


def to_agreement(record: pb.MediationAgreementRecord, seals: Seals) -> Agreement:
    """Return the agreement of a record."""
    signed = record.HasField("mediator_sign_time")
    return Agreement(
        written=record.written,
        content=seals.open(record.content, _AGREEMENT),
        recorded_at=instant(record.record_time),
        perform_by=to_day(record.perform_by, "perform_by"),
        personal_status=record.personal_status,
        mediator_signed_at=instant(record.mediator_sign_time) if signed else None,
        effective_on=to_day_or_none(record.effect_date, "effect_date"),
    )


def from_follow_up(look: FollowUp, seals: Seals) -> pb.AgreementFollowUpRecord:
    """Return the record of a look at the performance."""
    return pb.AgreementFollowUpRecord(
        on=from_day(look.on),
        performance=look.performance.value,
        note=seals.seal(look.note, _FOLLOW_UP),
    )


def to_follow_up(record: pb.AgreementFollowUpRecord, seals: Seals) -> FollowUp:
    """Return the look of a record."""
    performance = read_enum(Performance, record.performance, Performance.NOT_YET)
    return FollowUp(to_day(record.on, "on"), performance, seals.open(record.note, _FOLLOW_UP))


def from_court(court: CourtRequest) -> pb.CourtConfirmationRecord:
    """Return the record of a request to the court."""
    return pb.CourtConfirmationRecord(
        asked_on=from_day(court.asked_on),
        outcome=court.outcome.value,
        decided_on=from_day_or_none(court.decided_on),
        case_number=court.case_number,
    )


def to_court(record: pb.CourtConfirmationRecord) -> CourtRequest:
    """Return the request of a record."""
    return CourtRequest(
        asked_on=to_day(record.asked_on, "asked_on"),
        outcome=read_enum(CourtOutcome, record.outcome, CourtOutcome.PENDING),
        decided_on=to_day_or_none(record.decided_on, "decided_on"),
        case_number=record.case_number,
    )


def from_committee(committee: Committee, revision: int, vault: Vault) -> pb.CommitteeRecord:
    """Return the record of a committee at a revision."""
    center = committee.center.digits
    seals = Seals(vault, center)
    return pb.CommitteeRecord(
        center=center,
        revision=revision,
        home=center,
        custodian=center,
        since=from_day(committee.since),
        members=[
            pb.CommitteeMemberRecord(
                person_id=member.person,
                name=seals.seal(member.name, f"{_MEMBER}/{member.person}"),
                woman=member.woman,
                chair=member.chair,
            )
            for member in committee.members
        ],
    )


def to_committee(record: pb.CommitteeRecord, vault: Vault) -> Committee:
    """Return the committee of a record.

    Raises:
        CannotOpen: a name does not open.
    """
    seals = Seals(vault, record.center)
    members = tuple(
        Member(
            person=member.person_id,
            woman=member.woman,
            chair=member.chair,
            name=seals.open(member.name, f"{_MEMBER}/{member.person_id}"),
        )
        for member in record.members
    )
    return Committee(DivisionCode.parse(record.center), to_day(record.since, "since"), members)
