"""Three sites, their outboxes and topics as plain values: what handoffs do when much goes wrong.

Facts are heard by the site that told them and by those above; an inbox by its site alone. A topic
keeps what was sent for ever, in order; a site may read it again from any earlier place. A relay may
send what it has sent before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from kit.model.division import DivisionCode
from kit.model.errors import Refusal
from kit.topology import Site, Topology, parse_topology
from services.petition.domain.addressing import FACTS, Routes, inbox
from services.petition.domain.clocks import Clock, ClockKind, Span, TimeKind
from services.petition.domain.events import (
    HandedOff,
    HandoffReason,
    Outcome,
    PetitionEvent,
    Submitted,
)
from services.petition.domain.handing import hand_off, may_write, require_here, take_over
from services.petition.domain.ids import PetitionerId, PetitionId
from services.petition.domain.kinds import Channel, Disclosure, MatterType, Source, Urgency
from services.petition.domain.petition import Custody, Entry, Origin, Petition, Petitioner
from services.petition.domain.states import State
from tests.support.petition_builders import CLERK, COUNTY, MONDAY, TOWN, VILLAGE, clocks

NEIGHBOUR = DivisionCode.parse("610921104207")
CENTERS = (COUNTY, TOWN, VILLAGE, NEIGHBOUR)
NOW = MONDAY
MANUAL = HandoffReason.MANUAL
MOVED = (Submitted(),)
"""Any fact that is no handoff."""

THREE_SITES = parse_topology(
    {
        "county": COUNTY.digits,
        "sites": [
            {"id": "county", "tier": "county", "scope": ["610921"]},
            {"id": "towns", "tier": "town", "scope": ["610921"]},
            {"id": "villages", "tier": "village", "scope": ["610921"]},
        ],
    }
)


def a_clock(kind: ClockKind, days: int = 5) -> Clock:
    """Return a clock that began at `NOW`."""
    due = NOW + timedelta(days=days)
    marks = (NOW + (due - NOW) / 2, NOW + (due - NOW) * 4 / 5)
    return Clock(kind, Span(days, TimeKind.CALENDAR_DAYS), NOW, due, marks)


def a_matter(center: DivisionCode = VILLAGE, state: State = State.ACCEPTED) -> Petition:
    """Return an appeal that a center has taken in, with two clocks that run."""
    first = ClockKind.ACCEPT if state is State.REGISTERED else ClockKind.FIRST_CONTACT
    line = Entry(NOW, "submit", center, "clerk-1", Origin.PERSON, None, State.REGISTERED)
    return Petition(
        id=PetitionId("p-1"),
        number="610921104206-2026-000001",
        home=VILLAGE,
        place=VILLAGE,
        received_by=center,
        received_at=NOW,
        category=None,
        matter=MatterType.HELP,
        source=Source.PHONE,
        channel=Channel.ORDINARY,
        urgency=Urgency.U3,
        state=state,
        custody=Custody(center, 0, NOW),
        petitioners=(Petitioner(PetitionerId("who-1"), "R1", Disclosure.NAMED, "甲"),),
        history=(line,),
        clocks=(a_clock(first), a_clock(ClockKind.FINISH, 30)),
    )


@dataclass(frozen=True)
class Message:
    """One event on a topic: the state it carries, and whether it is a handoff."""

    topic: str
    revision: int
    state: Petition
    handoff: bool


@dataclass
class SimSite:
    """What one site keeps, and how far it has read each topic."""

    here: Site
    topology: Topology
    own: tuple[int, Petition] | None = None
    copy: tuple[int, Petition] | None = None
    outbox: list[Message] = field(default_factory=list[Message])
    read: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def writes(self) -> bool:
        """Whether it may write the appeal now."""
        return self.own is not None and may_write(self.own[1], self.topology, self.here)

    @property
    def known(self) -> tuple[int, Petition] | None:
        """The newest it knows, own or copied."""
        states = [state for state in (self.own, self.copy) if state]
        return max(states, key=lambda one: one[0], default=None)

    def commit(self, revision: int, after: Petition, facts: tuple[PetitionEvent, ...]) -> None:
        """Write state and events, as one document."""
        self.own = (revision, after)
        routes = Routes(self.topology, self.here)
        for fact in facts:
            handoff = isinstance(fact, HandedOff)
            for topic in routes.of(fact):
                told = f"{FACTS}@{self.here.id}" if topic == FACTS else topic
                self.outbox.append(Message(told, revision, after, handoff))
        for topic in routes.followers(after):
            self.outbox.append(Message(topic, revision, after, handoff=False))

    def hear(self, message: Message, now: datetime) -> None:
        """Take in one message, as the two consumers do."""
        if message.handoff and message.topic == inbox(self.here.id):
            taken = take_over(self.own[1] if self.own else None, message.state, now, clocks(now))
            if taken is not None:
                self.commit(message.revision + 1, *taken)
        elif self.copy is None or message.revision > self.copy[0]:
            self.copy = (message.revision, message.state)


class World:
    """A history of one matter at three sites; `step` does something at random and looks."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.topology = THREE_SITES
        self.sites = [SimSite(site, self.topology) for site in self.topology.sites]
        self.topics: dict[str, list[Message]] = {}
        self.now = NOW
        self.written = 1
        first = a_matter(self.random.choice(CENTERS))
        self.site_of(first.custody.center).commit(1, first, MOVED)

    def site_of(self, center: DivisionCode) -> SimSite:
        """Return the site that hosts a center."""
        id = self.topology.site_of(center).id
        return next(site for site in self.sites if site.here.id == id)

    def step(self) -> None:
        """Do one thing."""
        self.now += timedelta(minutes=1)
        deeds = (self.hand, self.command, self.publish, self.hear, self.rewind)
        [deed] = self.random.choices(deeds, (3, 1, 4, 6, 1))
        deed(self.random.choice(self.sites))

    def hand(self, site: SimSite) -> None:
        """Somebody at a site sends the matter on, rightly or wrongly."""
        to = self.random.choice(CENTERS)
        self._order(
            site,
            partial(hand_off, to=to, reason=MANUAL, by=CLERK, now=self.now, note="不归本村管"),
        )

    def command(self, site: SimSite) -> None:
        """Somebody at a site writes a line."""
        line = Entry(
            self.now, "note", VILLAGE, site.here.id, Origin.PERSON, State.ACCEPTED, State.ACCEPTED
        )
        self._order(site, lambda own: (replace(own, history=(*own.history, line)), MOVED))

    def _order(self, site: SimSite, decide: Callable[[Petition], Outcome]) -> None:
        if site.own is None:
            return
        revision, own = site.own
        try:
            require_here(own, self.topology, site.here)
            after, facts = decide(own)
        except Refusal:
            return
        self.written += 1
        site.commit(revision + 1, after, facts)

    def publish(self, site: SimSite, *, all: bool = False) -> None:
        """A relay sends some of what waits, and may die before it takes that out."""
        count = len(site.outbox) if all else self.random.randint(0, len(site.outbox))
        for message in site.outbox[:count]:
            self.topics.setdefault(message.topic, []).append(message)
        if all or self.random.random() < 0.7:
            del site.outbox[:count]

    def hear(self, site: SimSite) -> None:
        """A site reads one more message of a topic."""
        for topic in self._heard(site):
            at, messages = site.read.get(topic, 0), self.topics.get(topic, [])
            if at < len(messages):
                before = len(site.outbox)
                site.hear(messages[at], self.now)
                self.written += len(site.outbox) > before
                site.read[topic] = at + 1
                return

    def rewind(self, site: SimSite) -> None:
        """A site reads a topic again from an earlier place."""
        topic = self.random.choice(self._heard(site))
        site.read[topic] = self.random.randint(0, site.read.get(topic, 0))

    def settle(self) -> None:
        """Let everything arrive that was sent."""
        while any(site.outbox or list(self._unread(site)) for site in self.sites):
            for site in self.sites:
                self.publish(site, all=True)
                for _ in list(self._unread(site)):
                    self.hear(site)

    def in_transit(self, epoch: int) -> bool:
        """Whether a handoff of this epoch waits in an outbox or before its reader."""
        waiting = [message for site in self.sites for message in site.outbox]
        waiting += [message for site in self.sites for message in self._unread(site)]
        return any(one.handoff and one.state.custody.epoch == epoch for one in waiting)

    def _unread(self, site: SimSite) -> Iterator[Message]:
        for topic in self._heard(site):
            yield from self.topics.get(topic, [])[site.read.get(topic, 0) :]

    def _heard(self, site: SimSite) -> list[str]:
        below = [s.here for s in self.sites if s.here.tier.value >= site.here.tier.value]
        topics = [inbox(site.here.id), *(f"{FACTS}@{here.id}" for here in below)]
        self.random.shuffle(topics)
        return topics
