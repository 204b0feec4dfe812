"""What people order about a dispute: one order for each step of the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from .dispute import CourtOutcome, Performance
from .dispute_step import DisputeStep
from .ids import PartyId
from .mediation import Committee


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOrder:
    """What every order has: the words that go into the file."""

    step: ClassVar[DisputeStep]
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(DisputeOrder):
    """A party agrees to mediation."""

    step: ClassVar[DisputeStep] = DisputeStep.CONSENT
    party: PartyId


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMediators(DisputeOrder):
    """The committee appoints mediators, or the parties choose them (law 19)."""

    step: ClassVar[DisputeStep] = DisputeStep.NAME_MEDIATORS
    mediators: tuple[str, ...]
    chosen: bool
    committee: Committee | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(DisputeOrder):
    """Mediation begins."""

    step: ClassVar[DisputeStep] = DisputeStep.BEGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSession(DisputeOrder):
    """A session goes on record."""

    step: ClassVar[DisputeStep] = DisputeStep.SESSION
    on: date
    parties: tuple[PartyId, ...]
    record: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeOrally(DisputeOrder):
    """The parties agree without a paper; the content is recorded (law 28)."""

    step: ClassVar[DisputeStep] = DisputeStep.AGREE_ORALLY
    content: str = field(repr=False)
    perform_by: date
    personal_status: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(DisputeOrder):
    """The parties agree in writing; the paper waits for signatures."""

    step: ClassVar[DisputeStep] = DisputeStep.DRAFT
    content: str = field(repr=False)
    perform_by: date
    personal_status: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(DisputeOrder):
    """A party signs, or the mediator (None)."""

    step: ClassVar[DisputeStep] = DisputeStep.SIGN
    party: PartyId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal(DisputeOrder):
    """The committee seals what everybody signed: it is effective today (law 29)."""

    step: ClassVar[DisputeStep] = DisputeStep.SEAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(DisputeOrder):
    """A party clearly refuses (law 17); legal routes are told."""

    step: ClassVar[DisputeStep] = DisputeStep.REFUSE
    party: PartyId
    route: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class End(DisputeOrder):
    """No agreement comes about (law 26); legal routes are told."""

    step: ClassVar[DisputeStep] = DisputeStep.END
    route: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAfter(DisputeOrder):
    """The agreement is not wholly performed yet; somebody looks again on a day."""

    step: ClassVar[DisputeStep] = DisputeStep.FOLLOW_UP
    performance: Performance
    next: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Perform(DisputeOrder):
    """The agreement is wholly performed."""

    step: ClassVar[DisputeStep] = DisputeStep.PERFORM


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOff(DisputeOrder):
    """The agreement is not performed; legal routes are told."""

    step: ClassVar[DisputeStep] = DisputeStep.BREAK_OFF
    route: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCourt(DisputeOrder):
    """The parties ask a court together to confirm the agreement."""

    step: ClassVar[DisputeStep] = DisputeStep.ASK_COURT
    parties: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCourt(DisputeOrder):
    """What the court decided."""

    step: ClassVar[DisputeStep] = DisputeStep.COURT_RESULT
    outcome: CourtOutcome
    decided_on: date
    case_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRisk(DisputeOrder):
    """It may escalate; the words of the risk are the note."""

    step: ClassVar[DisputeStep] = DisputeStep.FLAG_RISK


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRisk(DisputeOrder):
    """The open risks were reported."""

    step: ClassVar[DisputeStep] = DisputeStep.REPORT_RISK
    reported_to: str
