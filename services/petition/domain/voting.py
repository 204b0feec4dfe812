"""Votes of a village's assemblies: who must come, how many must agree (村民委员会组织法).

All rules are whole numbers: exactly half and exactly two thirds are told apart without rounding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum


class Assembly(Enum):
    """Who decides; the value is the wire name."""

    VILLAGERS = "villagers"  # 村民会议
    REPRESENTATIVES = "representatives"  # 村民代表会议
    GROUP = "group"  # 村民小组会议


class Basis(Enum):
    """What a vote is counted by; the value is the wire name."""

    PERSON = "person"  # 按人: adults, or members of the representatives' meeting
    HOUSEHOLD = "household"  # 按户: one representative each


class Choice(Enum):
    """What a ballot says; the value is the wire name."""

    FOR = "for"  # 同意
    AGAINST = "against"  # 不同意
    ABSTAIN = "abstain"  # 弃权
    UNREADABLE = "unreadable"  # 无法辨认


class VoteChannel(Enum):
    """How a ballot came; the value is the wire name."""

    ON_SITE = "on_site"  # 现场
    PROXY = "proxy"  # 委托
    MOBILE_BOX = "mobile_box"  # 流动票箱
    ONLINE = "online"  # 线上


class Validity(Enum):
    """Whether a ballot counts, and if not, why; the value is the wire name."""

    VALID = "valid"
    SPOILT = "spoilt"  # 无法辨认: its voter was there, it counts for nobody
    DUPLICATE = "duplicate"  # the voter has one that counts
    NOT_ENTITLED = "not_entitled"  # 无表决权
    OUTSIDE_TIME = "outside_time"  # before the notice or after the meeting
    VOIDED = "voided"  # 复核作废, with a reason


class Result(Enum):
    """What a vote came to; the value is the wire name."""

    CARRIED = "carried"  # 通过
    LOST = "lost"  # 未通过
    NO_QUORUM = "no_quorum"  # 未达法定人数, the vote is void


PRESENT = frozenset({Validity.VALID, Validity.SPOILT})
"""Ballots whose voters took part."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: more than it (`exceeded`), or at least it."""

    over: int
    under: int
    exceeded: bool

    def reached(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is enough; nothing is enough of nobody."""
        have, need = part * self.under, whole * self.over
        return whole > 0 and (have > need if self.exceeded else have >= need)


MAJORITY = Share(1, 2, exceeded=True)
"""过半数: law 22, 26 and 28 ask it of those present; exactly half is none."""

TWO_THIRDS = Share(2, 3, exceeded=False)
"""三分之二以上: the number itself is included (民法典 1259)."""

QUORUM: Mapping[tuple[Assembly, Basis], Share] = {
    (Assembly.VILLAGERS, Basis.PERSON): MAJORITY,  # law 22: 十八周岁以上村民过半数
    (Assembly.VILLAGERS, Basis.HOUSEHOLD): TWO_THIRDS,  # law 22: 三分之二以上的户的代表
    (Assembly.REPRESENTATIVES, Basis.PERSON): TWO_THIRDS,  # law 26: 三分之二以上的组成人员
    (Assembly.GROUP, Basis.PERSON): TWO_THIRDS,  # law 28: 十八周岁以上村民三分之二以上
    (Assembly.GROUP, Basis.HOUSEHOLD): TWO_THIRDS,  # law 28: 三分之二以上的户的代表
}
"""Who must be there. Members of a representatives' meeting are no households: that pair is none."""

NOTICE_DAYS: Mapping[Assembly, int] = {Assembly.VILLAGERS: 10}
"""Law 21: 召集村民会议，应当提前十天通知村民. The others have no such term."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A ballot as it is handed in. `voter` is a person, a household, or the number of a slip."""

    id: str
    voter: str = field(repr=False)
    choice: Choice = field(repr=False)
    channel: VoteChannel
    cast_on: date
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot as it was judged; `why` says it of one that was voided."""

    id: str
    voter: str = field(repr=False)
    choice: Choice = field(repr=False)
    channel: VoteChannel
    cast_on: date
    validity: Validity
    why: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """So many ballots of a channel and validity; what they say only after the vote is closed."""

    channel: VoteChannel
    validity: Validity
    choice: Choice | None
    number: int


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote. `ballots` stay with the custodian; `counts` follow from them and are told."""

    assembly: Assembly
    basis: Basis
    entitled: int
    noticed_on: date
    held_on: date
    ballots: tuple[Ballot, ...] = field(default=(), repr=False)
    counts: tuple[Count, ...] = ()
    present: int = 0
    result: Result | None = None

    @property
    def turnout(self) -> Mapping[VoteChannel, int]:
        """Return how many took part by each channel."""
        found: Counter[VoteChannel] = Counter()
        for count in self.counts:
            found[count.channel] += count.number if count.validity in PRESENT else 0
        return found

    @property
    def took_part(self) -> int:
        """Return how many took part by a ballot."""
        return sum(self.turnout.values())


def can_be_called(assembly: Assembly, basis: Basis) -> bool:
    """Whether an assembly votes on this basis at all."""
    return (assembly, basis) in QUORUM


def earliest_day(assembly: Assembly, noticed_on: date) -> date:
    """Return the first day an assembly may meet after a notice (law 21)."""
    return noticed_on + timedelta(days=NOTICE_DAYS.get(assembly, 0))


def result_of(assembly: Assembly, basis: Basis, entitled: int, present: int, agree: int) -> Result:
    """Return what a vote comes to: quorum of those entitled, majority of those present."""
    if not QUORUM[assembly, basis].reached(present, entitled):
        return Result.NO_QUORUM
    return Result.CARRIED if MAJORITY.reached(agree, present) else Result.LOST


def judged(vote: Vote, slips: Iterable[Slip]) -> tuple[Ballot, ...]:
    """Return the slips with their validity, the first of a voter before a second one.

    A slip whose id is there already is the same slip once more and is left out.
    """
    known = {ballot.id for ballot in vote.ballots}
    came = {ballot.voter for ballot in vote.ballots if ballot.validity in PRESENT}
    found: list[Ballot] = []
    for slip in slips:
        if slip.id in known:
            continue
        validity = _validity(vote, slip, came)
        known.add(slip.id)
        if validity in PRESENT:
            came.add(slip.voter)
        found.append(Ballot(slip.id, slip.voter, slip.choice, slip.channel, slip.cast_on, validity))
    return tuple(found)


def counted(ballots: Iterable[Ballot], *, told: bool) -> tuple[Count, ...]:
    """Return the counts of ballots; with `told` also of what they say."""
    counts = Counter((b.channel, b.validity, b.choice if told else None) for b in ballots)
    ordered = sorted(counts.items(), key=lambda item: [one.value if one else "" for one in item[0]])
    return tuple(Count(*key, number) for key, number in ordered)


def agreeing(vote: Vote) -> int:
    """Return how many valid ballots agree."""
    return sum(b.validity is Validity.VALID and b.choice is Choice.FOR for b in vote.ballots)


def _validity(vote: Vote, slip: Slip, came: set[str]) -> Validity:
    if not slip.entitled:
        return Validity.NOT_ENTITLED
    if not vote.noticed_on <= slip.cast_on <= vote.held_on:
        return Validity.OUTSIDE_TIME
    if slip.voter in came:
        return Validity.DUPLICATE
    return Validity.SPOILT if slip.choice is Choice.UNREADABLE else Validity.VALID
