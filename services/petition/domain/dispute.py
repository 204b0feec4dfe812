"""A dispute (矛盾纠纷) before the mediation committee of a center: one aggregate, no handoff.

Mediation is free of charge (People's Mediation Law 4), so nothing is kept about money paid for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from kit.model.division import DivisionCode

from .clocks import Clock
from .dispute_step import DisputeState, DisputeStep
from .ids import DisputeId, PartyId, PetitionId


class DisputeKind(Enum):
    """What it is about, as mediators count it (domain §2.4); the value is the wire name."""

    MARRIAGE_FAMILY = "marriage_family"  # 婚姻家庭
    NEIGHBOURS = "neighbours"  # 邻里
    HOUSE_SITE = "house_site"  # 房屋宅基地
    CONTRACT = "contract"  # 合同
    PRODUCTION = "production"  # 生产经营
    DAMAGES = "damages"  # 损害赔偿
    LAND_FOREST = "land_forest"  # 山林土地
    EXPROPRIATION = "expropriation"  # 征地拆迁
    POLLUTION = "pollution"  # 环境污染
    LABOUR = "labour"  # 劳动争议
    WAGE_ARREARS = "wage_arrears"  # 拖欠农民工工资
    MEDICAL = "medical"  # 医疗
    TRAFFIC = "traffic"  # 道路交通
    PROPERTY_SERVICE = "property_service"  # 物业
    CONSUMER = "consumer"  # 消费
    TOURISM = "tourism"  # 旅游
    ONLINE_TRADE = "online_trade"  # 电子商务
    VILLAGE_AFFAIRS = "village_affairs"  # 村务管理
    OTHER = "other"  # 其他


class EndReason(Enum):
    """Why it ended without a performed agreement; the value is the wire name."""

    REFUSED = "refused"  # 一方明确拒绝 (law 17)
    NOT_AGREED = "not_agreed"  # 调解不成 (law 26)
    NOT_PERFORMED = "not_performed"  # 不履行协议 (law 32)


class Performance(Enum):
    """How far an agreement is performed; the value is the wire name."""

    NOT_YET = "not_yet"
    PARTLY = "partly"
    WHOLLY = "wholly"


class CourtOutcome(Enum):
    """What the court said to the request for confirmation; the value is the wire name."""

    PENDING = "pending"  # 待裁定
    CONFIRMED = "confirmed"  # 裁定有效
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    REJECTED = "rejected"  # 裁定驳回


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a dispute, who takes part of their own will (law 3, 17)."""

    id: PartyId
    name: str = field(repr=False)
    phone: str = field(default="", repr=False)
    person_id: str = ""
    consented_at: datetime | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A talk with the parties, on record (law 27)."""

    on: date
    parties: tuple[PartyId, ...]
    record: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the parties agreed on, written or oral with its content recorded (law 28).

    A written one is effective when all parties and the mediator signed and the committee sealed
    it (law 29), an oral one at once. `personal_status`: it concerns a status, adoption or marriage
    relation, which no court confirms (SFQR 4).
    """

    written: bool
    content: str = field(repr=False)
    recorded_at: datetime
    perform_by: date
    personal_status: bool = False
    mediator_signed_at: datetime | None = None
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A look at how the agreement is performed (law 31)."""

    on: date
    performance: Performance
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CourtRequest:
    """The parties' joint request that a court confirms the agreement (law 33)."""

    asked_on: date
    outcome: CourtOutcome = CourtOutcome.PENDING
    decided_on: date | None = None
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """It may escalate or become a crime: the police or another office must know (law 25)."""

    flagged_at: datetime
    note: str = field(repr=False)
    reported_at: datetime | None = None
    reported_to: str = ""


@dataclass(frozen=True, slots=True)
class DisputeEntry:
    """One line of the file that has to be kept (law 27): what was done, by whom."""

    at: datetime
    step: DisputeStep
    by: str
    before: DisputeState | None
    after: DisputeState
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute; `center` has it from the first day to the last."""

    id: DisputeId
    center: DivisionCode
    kind: DisputeKind
    state: DisputeState
    registered_at: datetime
    parties: tuple[Party, ...]
    history: tuple[DisputeEntry, ...]
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    petition: PetitionId | None = None
    mediators: tuple[str, ...] = ()
    mediators_chosen: bool = False
    sessions: tuple[Session, ...] = ()
    agreement: Agreement | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    court: CourtRequest | None = None
    risks: tuple[Risk, ...] = ()
    clocks: tuple[Clock, ...] = ()
    route: str = field(default="", repr=False)
    end_reason: EndReason | None = None

    @property
    def next_timer(self) -> datetime | None:
        """When a timer has to look at it next; None when no clock runs."""
        return min((c.next_at for c in self.clocks if c.next_at is not None), default=None)

    @property
    def report_due(self) -> bool:
        """Whether a risk waits to be reported."""
        return any(risk.reported_at is None for risk in self.risks)

    @property
    def position(self) -> str:
        """The sort key of lists. Ranges of divisions are ranges of it."""
        return f"{self.center}/{self.id}"
