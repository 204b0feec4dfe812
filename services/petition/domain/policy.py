"""What a county has set for its clocks and limits, as data with validity dates.

The numbers are in `reference/policy.json`, each beside the clause it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from kit.model.division import Tier
from kit.model.errors import InvalidValue, NotFound

from .clock_errors import ExtensionTooLong
from .clocks import ClockKind, Span, TimeKind
from .kinds import Channel, MatterType, Urgency
from .petition import Petition
from .states import FINAL, State

Spans = Mapping[ClockKind, Span]


class Follow(Enum):
    """What the end of a clock brings about by itself; the value is the wire name."""

    NOTHING = "nothing"  # it is told, and stays visible as overdue
    ESCALATE = "escalate"  # the next center takes it over
    RESUME = "resume"  # what stood runs again
    CLOSE = "close"  # 未评价, 自动办结


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows when a clock of this kind ends while the appeal is in one of these states."""

    kind: ClockKind
    states: frozenset[State]
    follow: Follow


@dataclass(frozen=True, slots=True)
class PetitionPolicy:
    """The county's rules for appeals, in force `[valid_from, valid_to)`.

    A span is looked for in this order: the urgency if it is one of `urgency_first`, the legal
    channel, the matter type (of ordinary urgency, U3), the urgency, the tier of the custodian,
    `common`.

    Args:
        extension_days: most days of the one extension by urgency, as the clock counts them.
        channel_extension_days: the same by legal channel, which comes first.
        returns_limit: the return (退单) that goes to the arbiter.
        reopen_limit: how often an appeal can be reopened.
        roll_over: a last calendar day that is not worked moves to the next working day.
    """

    version: str
    valid_from: date
    urgency: Mapping[Urgency, Spans]
    common: Spans
    consequences: tuple[Consequence, ...]
    valid_to: date = date.max
    urgency_first: frozenset[Urgency] = frozenset()
    channels: Mapping[Channel, Spans] = field(default_factory=dict[Channel, Spans])
    matters: Mapping[MatterType, Spans] = field(default_factory=dict[MatterType, Spans])
    tiers: Mapping[Tier, Spans] = field(default_factory=dict[Tier, Spans])
    extension_days: Mapping[Urgency, int] = field(default_factory=dict[Urgency, int])
    channel_extension_days: Mapping[Channel, int] = field(default_factory=dict[Channel, int])
    returns_limit: int = 3
    reopen_limit: int = 2
    roll_over: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the policy is in force on a day."""
        return self.valid_from <= day < self.valid_to

    def spans_for(self, petition: Petition, kind: ClockKind) -> Span | None:
        """Return how long a clock of this kind runs; None when this appeal has none of it."""
        for spans in self._in_order(petition):
            if kind in spans:
                return spans[kind]
        return None

    def extension_most(self, petition: Petition) -> int:
        """Return the most days of its one extension, as its clock counts them; 0 for none."""
        if petition.urgency not in self.urgency_first:
            by_channel = self.channel_extension_days.get(petition.channel)
            if by_channel is not None:
                return by_channel
        return self.extension_days.get(petition.urgency, 0)

    def require_extension(self, petition: Petition, kind: ClockKind, days: int) -> None:
        """Pass when so many days are allowed.

        Raises:
            ExtensionTooLong: more than allowed, or less than one.
        """
        most = self.extension_most(petition)
        if not 0 < days <= most:
            raise ExtensionTooLong(id=petition.id, kind=kind.value, days=days, most=most)

    def follow_of(self, petition: Petition, kind: ClockKind) -> Follow:
        """Return what the end of a clock brings about; at the county nothing climbs further."""
        for one in self.consequences:
            if one.kind is kind and petition.state in one.states:
                at_top = petition.custody.center.tier is Tier.COUNTY
                return Follow.NOTHING if one.follow is Follow.ESCALATE and at_top else one.follow
        return Follow.NOTHING

    def _in_order(self, petition: Petition) -> Iterable[Spans]:
        urgency = self.urgency[petition.urgency]
        if petition.urgency in self.urgency_first:
            yield urgency
        yield self.channels.get(petition.channel, {})
        if petition.urgency is Urgency.U3:
            yield self.matters.get(petition.matter, {})
        yield urgency
        yield self.tiers.get(petition.custody.center.tier, {})
        yield self.common


_OF_URGENCY = (ClockKind.ACCEPT, ClockKind.FIRST_CONTACT, ClockKind.FINISH)
_COMMON = (
    ClockKind.CONFIRM,
    ClockKind.RATE,
    ClockKind.RETURN,
    ClockKind.SUSPENSION,
    ClockKind.REOPEN,
)
_OF_PETITION_LAW = (
    ClockKind.REVIEW,
    ClockKind.REVIEW_ANSWER,
    ClockKind.RECHECK,
    ClockKind.RECHECK_ANSWER,
)
_LEAST = {TimeKind.ELAPSED: 1, TimeKind.CALENDAR_DAYS: 0, TimeKind.WORKING_DAYS: 1}
"""0 calendar days are the same day (当日)."""

_BACK = {Follow.RESUME: ClockKind.SUSPENSION, Follow.CLOSE: ClockKind.RATE}


def check_policy(policy: PetitionPolicy) -> None:
    """Pass when every clock that must run has a span, and every consequence can happen.

    Raises:
        InvalidValue: something is missing or contradicts itself; the text names the key.
    """
    for urgency in Urgency:
        _require(policy.urgency.get(urgency, {}), _OF_URGENCY, f"urgency.{urgency.value}")
    _require(policy.common, _COMMON, "common")
    law = policy.channels.get(Channel.PETITION_LAW, {})
    _require(law, _OF_PETITION_LAW, f"channels.{Channel.PETITION_LAW.value}")
    if policy.valid_from >= policy.valid_to:
        raise InvalidValue(field="valid_to", why="须晚于 valid_from")
    for one in policy.consequences:
        _check_consequence(one)


def policy_for(policies: Iterable[PetitionPolicy], day: date) -> PetitionPolicy:
    """Return the policy in force on a day.

    Raises:
        NotFound: the county has none for it.
    """
    for policy in policies:
        if policy.valid_on(day):
            return policy
    raise NotFound(what="诉求办理口径", id=day)


def _require(spans: Spans, kinds: Iterable[ClockKind], where: str) -> None:
    for kind in kinds:
        if kind not in spans:
            raise InvalidValue(field=f"{where}.{kind.value}", why="必须填写期限")
    for kind, span in spans.items():
        if span.amount < _LEAST[span.kind]:
            raise InvalidValue(field=f"{where}.{kind.value}", why="期限须大于 0")


def _check_consequence(one: Consequence) -> None:
    where = f"consequences.{one.kind.value}"
    if not one.states or one.states & FINAL:
        raise InvalidValue(field=where, why="须列出尚未办结的状态")
    if one.kind is not _BACK.get(one.follow, one.kind):
        raise InvalidValue(field=where, why=f"{one.follow.value} 不能由这一期限引起")
