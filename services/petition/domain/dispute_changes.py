"""What each step needs of a dispute and does to it; the state itself is moved by the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from kit.model.clock import local_date

from . import dispute_orders as orders
from .calendar import Calendars, last_day_of
from .clocks import ClockKind, Span, TimeKind
from .dispute import (
    Agreement,
    CourtOutcome,
    CourtRequest,
    Dispute,
    EndReason,
    FollowUp,
    Party,
    Performance,
    Risk,
    Session,
)
from .dispute_errors import (
    AgreementNeedsSession,
    AgreementNotSigned,
    CourtAskedAlready,
    CourtNeedsAllParties,
    CourtNotAsked,
    CourtNotForThis,
    CourtTooLate,
    DisputeDateWrong,
    DisputePartyTwice,
    DisputePartyUnknown,
    MediationNeedsConsent,
    MediationNeedsMediator,
    NoRiskToReport,
)
from .ids import PartyId
from .mediation import require_mediators
from .record_clocks import live

COURT_SPAN = Span(30, TimeKind.CALENDAR_DAYS)
"""Joint request within 30 days of effect (People's Mediation Law 33)."""

TARGET = Span(30, TimeKind.CALENDAR_DAYS)
"""The usual target of a mediation (domain §2.4 [mem])."""

MOST_AHEAD = timedelta(days=3653)
"""Nobody promises for more than ten years ahead [prop]; beyond that it is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class MediationPolicy:
    """What a county sets."""

    target: Span = TARGET


@dataclass(frozen=True, slots=True)
class Ground:
    """What a step stands on: when, who, the county's days and rules."""

    at: datetime
    by: str
    calendars: Calendars
    policy: MediationPolicy = field(default_factory=MediationPolicy)

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.at)


Change = Callable[[Dispute, Any, Ground], Dispute]
"""Does what one order says, or refuses. The order is of the row's own type."""


def consent(dispute: Dispute, order: orders.Consent, ground: Ground) -> Dispute:
    """Note that a party agreed to mediation."""
    party = party_of(dispute, order.party)
    if party.consented_at is not None:
        raise DisputePartyTwice(id=dispute.id, party=party.id)
    return _with_party(dispute, replace(party, consented_at=ground.at))


def name_mediators(dispute: Dispute, order: orders.NameMediators, ground: Ground) -> Dispute:
    """Put these in the place of earlier mediators."""
    require_mediators(order.committee, dispute.center, order.mediators, ground.today)
    named = tuple(dict.fromkeys(order.mediators))
    return replace(dispute, mediators=named, mediators_chosen=order.chosen)


def begin(dispute: Dispute, _order: orders.Begin, _ground: Ground) -> Dispute:
    """Pass when everybody consented and somebody mediates."""
    missing = sum(party.consented_at is None for party in dispute.parties)
    if missing:
        raise MediationNeedsConsent(id=dispute.id, missing=missing)
    if not dispute.mediators:
        raise MediationNeedsMediator(id=dispute.id)
    return dispute


def record_session(dispute: Dispute, order: orders.RecordSession, ground: Ground) -> Dispute:
    """Keep what was said."""
    came = _parties(dispute, order.parties)
    _require_between(dispute, "调解日期", order.on, local_date(dispute.registered_at), ground.today)
    session = Session(order.on, came, order.record)
    return replace(dispute, sessions=(*dispute.sessions, session))


def agree_orally(dispute: Dispute, order: orders.AgreeOrally, ground: Ground) -> Dispute:
    """Keep the content; an oral agreement is effective at once (law 29)."""
    return _agreed(dispute, order, ground, effective_on=ground.today)


def draft(dispute: Dispute, order: orders.Draft, ground: Ground) -> Dispute:
    """Keep the paper that waits for signatures."""
    return _agreed(dispute, order, ground, effective_on=None)


def sign(dispute: Dispute, order: orders.Sign, ground: Ground) -> Dispute:
    """Note a signature, seal or fingerprint."""
    if order.party is not None:
        party = party_of(dispute, order.party)
        if party.signed_at is not None:
            raise DisputePartyTwice(id=dispute.id, party=party.id)
        return _with_party(dispute, replace(party, signed_at=ground.at))
    agreement = agreement_of(dispute)
    if agreement.mediator_signed_at is not None:
        raise DisputePartyTwice(id=dispute.id, party="mediator")
    return replace(dispute, agreement=replace(agreement, mediator_signed_at=ground.at))


def seal(dispute: Dispute, _order: orders.Seal, ground: Ground) -> Dispute:
    """Bring the paper into effect today; everybody must have signed before."""
    agreement = agreement_of(dispute)
    missing = sum(party.signed_at is None for party in dispute.parties)
    missing += agreement.mediator_signed_at is None
    if missing:
        raise AgreementNotSigned(id=dispute.id, missing=missing)
    return replace(dispute, agreement=replace(agreement, effective_on=ground.today))


def refuse(dispute: Dispute, order: orders.Refuse, _ground: Ground) -> Dispute:
    """One side's clear refusal ends it."""
    party_of(dispute, order.party)
    return replace(dispute, route=order.route, end_reason=EndReason.REFUSED)


def end(dispute: Dispute, order: orders.End, _ground: Ground) -> Dispute:
    """No agreement came about."""
    return replace(dispute, route=order.route, end_reason=EndReason.NOT_AGREED)


def look_after(dispute: Dispute, order: orders.LookAfter, ground: Ground) -> Dispute:
    """Keep how far it is performed; the table starts the clock to the next look."""
    _require_between(dispute, "下次回访日期", order.next, ground.today, ground.today + MOST_AHEAD)
    return _followed(dispute, order.performance, order.note, ground)


def perform(dispute: Dispute, order: orders.Perform, ground: Ground) -> Dispute:
    """Keep that it is wholly performed."""
    return _followed(dispute, Performance.WHOLLY, order.note, ground)


def break_off(dispute: Dispute, order: orders.BreakOff, _ground: Ground) -> Dispute:
    """Nobody performs it: the parties go to court (law 32)."""
    return replace(dispute, route=order.route, end_reason=EndReason.NOT_PERFORMED)


def ask_court(dispute: Dispute, order: orders.AskCourt, ground: Ground) -> Dispute:
    """Note the joint request, inside its 30 days."""
    if dispute.court is not None:
        raise CourtAskedAlready(id=dispute.id)
    if not may_go_to_court(agreement_of(dispute)):
        raise CourtNotForThis(id=dispute.id)
    missing = len({party.id for party in dispute.parties} - set(_parties(dispute, order.parties)))
    if missing:
        raise CourtNeedsAllParties(id=dispute.id, missing=missing)
    clock = live(dispute.clocks, ClockKind.COURT)
    if clock is not None and clock.due_at <= ground.at:
        raise CourtTooLate(id=dispute.id, until=last_day_of(clock.due_at))
    return replace(dispute, court=CourtRequest(ground.today))


def record_court(dispute: Dispute, order: orders.RecordCourt, ground: Ground) -> Dispute:
    """Note what the court decided."""
    court = dispute.court
    if court is None or court.outcome is not CourtOutcome.PENDING:
        raise CourtNotAsked(id=dispute.id)
    _require_between(dispute, "裁定日期", order.decided_on, court.asked_on, ground.today)
    decided = replace(
        court,
        outcome=order.outcome,
        decided_on=order.decided_on,
        case_number=order.case_number,
    )
    return replace(dispute, court=decided)


def flag_risk(dispute: Dispute, order: orders.FlagRisk, ground: Ground) -> Dispute:
    """Open a duty to report."""
    return replace(dispute, risks=(*dispute.risks, Risk(ground.at, order.note)))


def report_risk(dispute: Dispute, order: orders.ReportRisk, ground: Ground) -> Dispute:
    """Close the duty for every risk that is open."""
    if not dispute.report_due:
        raise NoRiskToReport(id=dispute.id)
    reported = tuple(
        replace(risk, reported_at=ground.at, reported_to=order.reported_to)
        if risk.reported_at is None
        else risk
        for risk in dispute.risks
    )
    return replace(dispute, risks=reported)


def may_go_to_court(agreement: Agreement) -> bool:
    """Whether a court may confirm it: in writing, and no personal status (SFQR 4)."""
    return agreement.written and not agreement.personal_status


def agreement_of(dispute: Dispute) -> Agreement:
    """Return the agreement that every state after MEDIATING but FAILED has."""
    if dispute.agreement is None:
        raise ValueError(f"dispute {dispute.id} is {dispute.state.value} without an agreement")
    return dispute.agreement


def party_of(dispute: Dispute, id: PartyId) -> Party:
    """Return a party.

    Raises:
        DisputePartyUnknown: nobody of this id is one.
    """
    for party in dispute.parties:
        if party.id == id:
            return party
    raise DisputePartyUnknown(id=dispute.id, party=id)


def _agreed(
    dispute: Dispute,
    order: orders.AgreeOrally | orders.Draft,
    ground: Ground,
    effective_on: date | None,
) -> Dispute:
    if not dispute.sessions:
        raise AgreementNeedsSession(id=dispute.id)
    today = ground.today
    _require_between(dispute, "履行期限", order.perform_by, today, today + MOST_AHEAD)
    agreement = Agreement(
        written=effective_on is None,
        content=order.content,
        recorded_at=ground.at,
        perform_by=order.perform_by,
        personal_status=order.personal_status,
        effective_on=effective_on,
    )
    return replace(dispute, agreement=agreement)


def _followed(dispute: Dispute, performance: Performance, note: str, ground: Ground) -> Dispute:
    look = FollowUp(ground.today, performance, note)
    return replace(dispute, follow_ups=(*dispute.follow_ups, look))


def _parties(dispute: Dispute, ids: Sequence[PartyId]) -> tuple[PartyId, ...]:
    return tuple(party_of(dispute, id).id for id in dict.fromkeys(ids))


def _with_party(dispute: Dispute, changed: Party) -> Dispute:
    parties = tuple(changed if party.id == changed.id else party for party in dispute.parties)
    return replace(dispute, parties=parties)


def _require_between(dispute: Dispute, what: str, day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        raise DisputeDateWrong(id=dispute.id, what=what, day=day)
