"""Deliberations for tests: raised, talked over, voted on … by the real steps, on days one can read.

`DeliberationWalk` leads one through any orders a story of bytes says, allowed or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from kit.model.clock import local_date
from kit.model.errors import Refusal
from kit.model.ids import derived_id
from services.petition.domain import deliberation_orders as orders
from services.petition.domain.deliberation import Deliberation, Meeting, Proposer, Talk, TalkKind
from services.petition.domain.deliberation_changes import DeliberationGround
from services.petition.domain.deliberation_events import DeliberationEvent
from services.petition.domain.deliberation_opening import RaiseTopic, raise_topic
from services.petition.domain.deliberation_step import DeliberationState
from services.petition.domain.deliberation_steps import fire_due, take_step
from services.petition.domain.ids import DeliberationId, PetitionId, ProposerId
from services.petition.domain.voting import Assembly, Basis, Choice, Slip, VoteChannel
from tests.support.petition_builders import MONDAY, VILLAGE, rules

TODAY = date(2026, 3, 2)
WANG, LI = ProposerId("person-wang"), ProposerId("person-li")
SECRETS = (
    "王提案",
    "修路议题",
    "从村口到",
    "老李说过",
    "会上张三",
    "一致同意修",
    "找赵负责",
    "缺钱不修",
)
"""What a deliberation of these builders says and whom it names: only sealed outside."""

BOTH = frozenset(TalkKind)
DAY = timedelta(days=1)
STEP_BYTES = 3


def ground(now: datetime = MONDAY, by: str = "clerk-1") -> DeliberationGround:
    """Return what a step stands on at an instant."""
    return DeliberationGround(now, by, rules().calendars(local_date(now)))


def a_topic(raised_on: date = TODAY, **changed: object) -> RaiseTopic:
    """Return the order that raises a topic, with some of it changed."""
    whole: dict[str, object] = {
        "center": VILLAGE,
        "raised_on": raised_on,
        "proposers": (Proposer(WANG, "王提案"), Proposer(LI)),
        "title": "修路议题",
        "text": "从村口到学校",
        "petition": PetitionId("p-1"),
        "linked_meeting": "reception-1",
        **changed,
    }
    return RaiseTopic(**whole)  # pyright: ignore[reportArgumentType]


def a_talk(
    id: str = "talk-1", kinds: frozenset[TalkKind] = BOTH, on: date = TODAY
) -> orders.RecordTalk:
    """Return a talk to record."""
    return orders.RecordTalk(talk=Talk(id, kinds, on, 30, "老李说过路太窄"))


def a_meeting(id: str = "meeting-1", on: date = TODAY) -> orders.RecordMeeting:
    """Return a meeting to record."""
    return orders.RecordMeeting(meeting=Meeting(id, on, 40, "会上张三反对"))


def slips(
    count: int, choice: Choice = Choice.FOR, first: int = 0, on: date = TODAY
) -> tuple[Slip, ...]:
    """Return so many ballots of as many voters."""
    numbers = range(first, first + count)
    return tuple(Slip(f"slip-{n}", f"voter-{n}", choice, VoteChannel.ON_SITE, on) for n in numbers)


def a_call(
    assembly: Assembly = Assembly.REPRESENTATIVES,
    basis: Basis = Basis.PERSON,
    entitled: int = 30,
    noticed_on: date = TODAY,
    held_on: date = TODAY,
) -> orders.CallVote:
    """Return the order that calls an assembly."""
    return orders.CallVote(
        assembly=assembly,
        basis=basis,
        entitled=entitled,
        noticed_on=noticed_on,
        held_on=held_on,
    )


@dataclass
class DeliberationBuilder:
    """A deliberation and the time of day; `did` takes any steps."""

    deliberation: Deliberation
    now: datetime = MONDAY
    happened: list[DeliberationEvent] = field(default_factory=list[DeliberationEvent])

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.now)

    def did(self, *steps: orders.DeliberationOrder) -> Self:
        """Take steps, one after the other."""
        for order in steps:
            self.deliberation, facts = take_step(self.deliberation, order, ground(self.now))
            self.happened += facts
        return self

    def later(self, **time: float) -> Self:
        """Let time pass."""
        self.now += timedelta(**time)
        return self

    def fired(self) -> Self:
        """Let a timer look at it."""
        self.deliberation, facts = fire_due(self.deliberation, self.now)
        self.happened += facts
        return self

    def assigned(self, *, major: bool = False) -> Self:
        """Go on until the party organisation assigned the opinion."""
        self.did(a_talk(), a_meeting(), orders.RecordOpinion(opinion="一致同意修路"))
        return self.did(orders.Assign(on=self.today, major=major, to="找赵负责施工"))

    def voting(self, entitled: int = 30) -> Self:
        """Go on until the representatives vote."""
        return self.assigned(major=True).did(a_call(entitled=entitled))

    def decided(self) -> Self:
        """Go on until it is decided without a vote; three weeks to carry it out."""
        until = self.today + 21 * DAY
        return self.assigned().did(orders.Decide(decision="一致同意修路", execute_by=until))

    def executed(self) -> Self:
        """Go on until it is carried out."""
        return self.decided().did(orders.Begin(on=self.today), orders.Complete(on=self.today))

    def publicised(self) -> Self:
        """Go on until it is up in public."""
        return self.executed().did(orders.Publicise(since=self.today))

    def build(self) -> Deliberation:
        """Return the deliberation as it stands."""
        return self.deliberation


def a_deliberation(
    name: str = "d-1", raised_on: date = TODAY, now: datetime = MONDAY, **changed: object
) -> DeliberationBuilder:
    """Return a deliberation that was just raised."""
    id = DeliberationId(derived_id("deliberation", name))
    deliberation, facts = raise_topic(id, a_topic(raised_on, **changed), ground(now))
    return DeliberationBuilder(deliberation, now, list(facts))


def whole() -> DeliberationBuilder:
    """A deliberation that has one of everything, a vote without a quorum before it was carried."""
    builder = a_deliberation().voting().did(orders.CastBallots(slips=slips(3)))
    builder.did(orders.CloseVote(present=19), a_call(noticed_on=TODAY, held_on=TODAY))
    odd = Slip("odd", "voter-9", Choice.UNREADABLE, VoteChannel.PROXY, TODAY)
    builder.did(orders.CastBallots(slips=(*slips(20, first=20), odd)))
    builder.did(orders.VoidBallot(ballot="slip-20", note="代签无效"))
    until = TODAY + 9 * DAY
    builder.did(orders.CloseVote(present=22, decision="一致同意修路", execute_by=until))
    builder.did(orders.Begin(on=TODAY, note="找赵负责开工"), orders.Progress(on=TODAY))
    builder.did(orders.Delay(on=TODAY, execute_by=until + DAY, note="缺钱不修等"))
    return builder.did(orders.Complete(on=TODAY), orders.Publicise(since=TODAY))


_Maker = Callable[[int, date], orders.DeliberationOrder]
_PAST = (0, 1, 5, 12)
_CHOICES = (Choice.FOR, Choice.FOR, Choice.FOR, Choice.AGAINST)
_MAKERS: tuple[_Maker, ...] = (
    lambda n, day: a_talk(
        f"talk-{n % 5}", (BOTH, BOTH, frozenset({TalkKind.OFFICIALS}))[n % 3], day
    ),
    lambda n, day: a_meeting(f"meeting-{n % 3}", day),
    lambda n, _: orders.RecordOpinion(opinion=f"意见{n}"),
    lambda n, day: orders.Assign(on=day, major=n % 2 == 0, to="村委会"),
    lambda n, day: a_call(
        tuple(Assembly)[n % 3],
        tuple(Basis)[n // 3 % 2],
        13 + n % 6,
        day,
        day + (0, 0, 0, 10)[n % 4] * DAY,
    ),
    lambda n, day: orders.CastBallots(slips=slips(n % 6 + 6, _CHOICES[n % 4], n % 2, day)),
    lambda n, day: orders.CastBallots(slips=slips(n % 9, Choice.FOR, n % 3, day)),
    lambda n, _: orders.VoidBallot(ballot=f"slip-{n % 9}", note="作废原因"),
    lambda n, day: orders.CloseVote(present=12 + n % 2, decision="决定", execute_by=day + DAY),
    lambda n, day: orders.CloseVote(present=n % 20, decision="决定", execute_by=day + DAY),
    lambda n, day: orders.Decide(decision="决定", execute_by=day + (n % 9) * DAY),
    lambda n, _: orders.Decline(note=f"不采纳{n}") if n % 16 == 0 else orders.Close(),
    lambda n, _: orders.FeedBack(reason=f"原因{n}"),
    lambda _, day: orders.Begin(on=day),
    lambda _, day: orders.Progress(on=day),
    lambda n, day: orders.Delay(on=day, execute_by=day + (n % 20) * DAY, note="延期原因"),
    lambda _, day: orders.Complete(on=day),
    lambda _, day: orders.Publicise(since=day),
    lambda _n, _d: orders.Close(),
)

_TALK, _MEET, _OPINE, _ASSIGN, _CALL, _CAST, _, _, _COUNT, _, _DECIDE, *_ = _MAKERS
_, _FEED_BACK, _BEGIN, _PROGRESS, _DELAY, _COMPLETE, _PUBLICISE, _CLOSE = _MAKERS[-8:]
_S = DeliberationState
_ONWARD: dict[DeliberationState, tuple[_Maker, ...]] = {
    _S.RAISED: (_TALK,),
    _S.TALKING: (_MEET, _TALK),
    _S.MET: (_OPINE,),
    _S.OPINION: (_ASSIGN,),
    _S.ASSIGNED: (_CALL, _DECIDE),
    _S.VOTING: (_CAST, _COUNT),
    _S.DECIDED: (_BEGIN,),
    _S.EXECUTING: (_COMPLETE, _DELAY),
    _S.EXECUTED: (_PUBLICISE,),
    _S.PUBLICISED: (_CLOSE,),
    _S.NOT_ADOPTED: (_FEED_BACK,),
}
"""What leads on from a state, so that stories come to an end now and then."""


@dataclass
class DeliberationWalk:
    """One deliberation that is given any orders, at any pace, with timers between."""

    builder: DeliberationBuilder = field(
        default_factory=lambda: a_deliberation(raised_on=TODAY - 20 * DAY)
    )

    def live_through(
        self, story: bytes
    ) -> Iterator[tuple[Deliberation, Deliberation, tuple[DeliberationEvent, ...]]]:
        """Yield how it stood, how it stands, and what was told, for each order of a story."""
        for at in range(0, len(story) - STEP_BYTES + 1, STEP_BYTES):
            kind, number, pace = story[at : at + STEP_BYTES]
            self.builder.later(hours=(0, 0, 1, 30, 200)[pace % 5])
            before, told = self.builder.deliberation, len(self.builder.happened)
            self._try(kind, number, pace)
            yield before, self.builder.deliberation, tuple(self.builder.happened[told:])

    def _try(self, kind: int, number: int, pace: int) -> None:
        """Give an order, or one that leads on where the first is refused; or let a timer look."""
        if kind % 8 == 7:
            self.builder.fired()
            return
        day = self.builder.today - _PAST[pace // 5 % 4] * DAY
        chosen = _MAKERS[kind % len(_MAKERS)]
        for make in (chosen, *_ONWARD.get(self.builder.deliberation.state, ())):
            try:
                self.builder.did(make(number, day))
                return
            except Refusal:
                continue
