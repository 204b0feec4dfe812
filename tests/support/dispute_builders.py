"""Disputes for tests: taken in, mediated, agreed … by the real steps; and lives of random ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Self

from kit.model.clock import local_date
from kit.model.division import DivisionCode
from kit.model.errors import Refusal
from services.petition.domain import dispute_orders as orders
from services.petition.domain.dispute import (
    CourtOutcome,
    Dispute,
    DisputeKind,
    Party,
    Performance,
)
from services.petition.domain.dispute_changes import Ground
from services.petition.domain.dispute_events import DisputeEvent
from services.petition.domain.dispute_opening import NewDispute, register
from services.petition.domain.dispute_steps import fire_due, take_step
from services.petition.domain.ids import DisputeId, PartyId
from services.petition.domain.mediation import Committee, Member
from tests.support.petition_builders import MONDAY, VILLAGE
from tests.support.petition_clocks import PLAIN

DISPUTE = DisputeId("dispute-1")
ZHANG, LI, WANG = PartyId("party-zhang"), PartyId("party-li"), PartyId("party-wang")
MEDIATOR = "person-mediator"
TODAY = local_date(MONDAY)
ROUTE = "可依法向人民法院起诉"
SECRETS = (
    "张测试",
    "13900000001",
    "地界测试标题",
    "两家争地界测试",
    "各让一米测试",
    "谈了一次测试",
)
"""Words that may be found nowhere in clear."""


def a_party(id: PartyId, name: str = "张测试") -> Party:
    """Return a party with a phone number."""
    return Party(id, name, "13900000001")


def a_new_dispute(**changed: object) -> NewDispute:
    """Return what is known of a dispute between two neighbours, with some of it changed."""
    plain = NewDispute(
        center=VILLAGE,
        kind=DisputeKind.NEIGHBOURS,
        parties=(a_party(ZHANG), a_party(LI, "李测试")),
        title="地界测试标题",
        text="两家争地界测试",
    )
    return replace(plain, **changed)  # pyright: ignore[reportArgumentType]


def members(count: int = 3, women: int = 1, chairs: int = 1) -> tuple[Member, ...]:
    """Return so many members; the first can mediate."""
    people = (MEDIATOR, *(f"person-{n}" for n in range(1, count)))
    return tuple(
        Member(person, woman=n < women, chair=n < chairs, name=f"委员{n}")
        for n, person in enumerate(people)
    )


def a_committee(center: DivisionCode = VILLAGE, since: date = date(2025, 1, 1)) -> Committee:
    """Return a committee in office."""
    return Committee(center, since, members())


def ground(at: datetime = MONDAY) -> Ground:
    """Return what a clerk's step stands on."""
    return Ground(at, "clerk-1", PLAIN)


@dataclass
class DisputeBuilder:
    """A dispute and the time; every step takes an hour."""

    dispute: Dispute
    now: datetime
    happened: list[DisputeEvent] = field(default_factory=list[DisputeEvent])

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.now)

    def did(self, *given: orders.DisputeOrder) -> Self:
        """Take these steps."""
        for order in given:
            self.dispute, facts = take_step(self.dispute, order, ground(self.now))
            self.happened += facts
            self.now += timedelta(hours=1)
        return self

    def later(self, **span: int) -> Self:
        """Let time go by without a timer."""
        self.now += timedelta(**span)
        return self

    def fired(self) -> Self:
        """Let a timer look at it."""
        self.dispute, facts = fire_due(self.dispute, self.now)
        self.happened += facts
        return self

    def consented(self) -> Self:
        """Every party agrees to mediation."""
        return self.did(*(orders.Consent(party=party.id) for party in self.dispute.parties))

    def mediating(self) -> Self:
        """It is mediated, and there was a session."""
        return self.consented().did(named(), orders.Begin(), self.a_session())

    def a_session(self) -> orders.RecordSession:
        """Return a session of today with one side."""
        return orders.RecordSession(on=self.today, parties=(ZHANG,), record="谈了一次测试")

    def oral(self, **changed: object) -> orders.AgreeOrally:
        """Return an oral agreement to be performed in ten days."""
        by = self.today + timedelta(days=10)
        plain = orders.AgreeOrally(content="各让一米测试", perform_by=by)
        return replace(plain, **changed)  # pyright: ignore[reportArgumentType]

    def draft(self, **changed: object) -> orders.Draft:
        """Return a written agreement to be performed in ten days."""
        by = self.today + timedelta(days=10)
        plain = orders.Draft(content="各让一米测试", perform_by=by)
        return replace(plain, **changed)  # pyright: ignore[reportArgumentType]

    def signing(self, **changed: object) -> Self:
        """A written agreement waits for signatures."""
        self.mediating()
        return self.did(self.draft(**changed))

    def signed(self) -> Self:
        """All parties and the mediator sign."""
        people = (*(party.id for party in self.dispute.parties), None)
        return self.did(*(orders.Sign(party=party) for party in people))

    def effective(self, **changed: object) -> Self:
        """A written agreement is effective."""
        return self.signing(**changed).signed().did(orders.Seal())


def named(*mediators: str) -> orders.NameMediators:
    """Return the order that names mediators of the committee in office."""
    people = mediators or (MEDIATOR,)
    return orders.NameMediators(mediators=people, chosen=True, committee=a_committee())


def a_dispute(**changed: object) -> DisputeBuilder:
    """Return a dispute that was just registered."""
    dispute, facts = register(DISPUTE, a_new_dispute(**changed), ground())
    return DisputeBuilder(dispute, MONDAY, list(facts))


STEP_BYTES = 3
"""What, which, and how many days go by."""

_PARTIES = (ZHANG, LI, WANG)
_Make = Callable[[DisputeBuilder, int], orders.DisputeOrder]

_CHOICES: tuple[_Make, ...] = (
    lambda _, n: orders.Consent(party=_PARTIES[n % 2]),
    lambda _, n: orders.Consent(party=_PARTIES[n % 3]),
    lambda _, n: named(MEDIATOR if n % 4 else "stranger"),
    lambda _, n: orders.Begin(),
    lambda walk, n: walk.a_session(),
    lambda walk, n: walk.oral(personal_status=n % 2 == 0),
    lambda walk, n: walk.draft(personal_status=n % 5 == 0),
    lambda _, n: orders.Sign(party=(ZHANG, LI, None)[n % 3]),
    lambda _, n: orders.Sign(party=(None, ZHANG, LI, WANG)[n % 4]),
    lambda _, n: orders.Seal(),
    lambda _, n: orders.Refuse(party=_PARTIES[n % 2], route=ROUTE),
    lambda _, n: orders.End(route=ROUTE),
    lambda walk, n: orders.LookAfter(
        performance=Performance.PARTLY, next=walk.today + timedelta(days=n % 40)
    ),
    lambda _, n: orders.Perform(),
    lambda _, n: orders.BreakOff(route=ROUTE),
    lambda _, n: orders.AskCourt(parties=(ZHANG, LI) if n % 4 else (ZHANG,)),
    lambda walk, n: orders.RecordCourt(
        outcome=(CourtOutcome.CONFIRMED, CourtOutcome.REJECTED)[n % 2], decided_on=walk.today
    ),
    lambda _, n: orders.FlagRisk(note="可能激化"),
    lambda _, n: orders.ReportRisk(reported_to="派出所"),
)

_LIKELY = (0, 0, 0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 7, 7, 7, 8, 9, 9, 12, 13, 14, 15, 15, 16, 17, 18)
"""Steps that lead on come more often than those that end it."""


_STARTS: tuple[Callable[[], DisputeBuilder], ...] = (
    a_dispute,
    a_dispute,
    lambda: a_dispute().mediating(),
    lambda: a_dispute().signing(),
    lambda: a_dispute().effective(),
)
"""A life may begin on its way: the long way through is rare among random ones."""


class DisputeWalk:
    """A dispute that lives through orders of all sorts, decoded from bytes.

    The first byte tells how far it has come already. Refusals are part of life; anything else
    that goes wrong is a bug.
    """

    def __init__(self) -> None:
        self.builder = a_dispute()
        self.refused = 0

    def live_through(self, story: bytes) -> Iterator[tuple[Dispute, Dispute, int]]:
        """Yield the dispute before and after each step, and how many facts were told."""
        walk = self.builder = _STARTS[story[0] % len(_STARTS)]()
        for at in range(1, len(story) - STEP_BYTES + 1, STEP_BYTES):
            what, which, pause = story[at : at + STEP_BYTES]
            walk.later(days=pause % 9 if pause < 200 else pause % 40)
            yield from self._step(walk.fired)
            choice = _LIKELY[what % len(_LIKELY)] if what < 230 else what % len(_CHOICES)
            order = _CHOICES[choice](walk, which)
            yield from self._step(lambda order=order: walk.did(order))

    def _step(self, step: Callable[[], object]) -> Iterator[tuple[Dispute, Dispute, int]]:
        before, told = self.builder.dispute, len(self.builder.happened)
        try:
            step()
        except Refusal:
            self.refused += 1
        yield before, self.builder.dispute, len(self.builder.happened) - told
