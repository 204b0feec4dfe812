"""Appeals at three sites on stores in memory: real codec, relays, consumers; Kafka is a fake.

`world.site("towns")` is one site. `await world.settle()` lets relays publish and consumers read
until nothing is left; `await world.replay()` lets everybody read everything again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from kit.commit import Decision, Versioned
from kit.envelope import Received, read_envelope
from kit.lease import Lease
from kit.memory import MemoryLeases
from kit.memory_bus import MemoryBroker
from kit.memory_replica import MemoryHistory, MemoryReplica
from kit.model.clock import ManualClock
from kit.model.division import DivisionCode
from kit.records import Document
from kit.relay import Relay
from kit.topology import Site
from services.petition.domain.addressing import FACTS, inbox
from services.petition.domain.events import HandoffReason, Outcome
from services.petition.domain.handing import hand_off, require_here
from services.petition.domain.ids import PetitionId
from services.petition.domain.measuring import Deed, Matter, Passing, Standing
from services.petition.domain.petition import Petition
from services.petition.events import INBOX_TYPES, OWN_TYPES, PetitionFacts, PetitionInbox
from services.petition.ports.projection import Told
from services.petition.store.copies import copy_row, emptied_row
from services.petition.store.history import trail_rows
from services.petition.store.receiving import Incoming
from services.petition.usecases.following import Following
from services.petition.usecases.handoff import Handoffs
from services.petition.usecases.known import Known
from tests.support.memory_own import asleep
from tests.support.petition_builders import CLERK, MONDAY, rules
from tests.support.petition_fakes import MemoryPetitionQueries, MemoryPetitions, a_petition_codec
from tests.support.petition_handoffs import THREE_SITES


class MemoryPetitionCopies:
    """`PetitionCopies` in memory."""

    def __init__(self, source: str) -> None:
        self.replica = MemoryReplica()
        self._source = source

    async def apply(self, told: Sequence[Told]) -> int:
        """See `PetitionCopies`."""
        rows = [copy_row(one, self._source) for one in told]
        return (await self.replica.apply(rows)).written

    async def forget(self, told: Sequence[Told]) -> int:
        """See `PetitionCopies`."""
        return (await self.replica.apply([emptied_row(one) for one in told])).written


class MemoryPetitionTrail:
    """`PetitionTrail` in memory."""

    def __init__(self) -> None:
        self.rows = MemoryHistory()

    async def append(self, told: Sequence[Told]) -> int:
        """See `PetitionTrail`."""
        return await self.rows.append(trail_rows(told))


@dataclass
class Meters:
    """`PetitionMeters` that remember."""

    deeds: list[tuple[Matter, Deed]] = field(default_factory=list[tuple[Matter, Deed]])
    standing: list[Standing] | None = None
    passing: Passing | None = None

    def show(self, standing: Sequence[Standing], passing: Passing) -> None:
        """See `PetitionMeters`."""
        self.standing, self.passing = list(standing), passing

    def hide(self) -> None:
        """See `PetitionMeters`."""
        self.standing = self.passing = None

    def done(self, matter: Matter, deed: Deed) -> None:
        """See `PetitionMeters`."""
        self.deeds.append((matter, deed))


class PetitionSite:
    """Appeals at one site."""

    def __init__(self, here: Site, clock: ManualClock, broker: MemoryBroker) -> None:
        self.here, self.clock, self.broker = here, clock, broker
        self.codec = a_petition_codec(here.id)
        self.source = self.codec.telling.source
        self.petitions = MemoryPetitions(clock, self.codec)
        self.records = self.petitions.records
        self.copies = MemoryPetitionCopies(self.source)
        self.trail = MemoryPetitionTrail()
        self.meters = Meters()
        copied = MemoryPetitionQueries(self.copies.replica.all, self.codec)
        self.known = Known(self.petitions, copied)
        incoming = Incoming(self.records, self.codec, clock, asleep, str)
        following = Following(here, THREE_SITES, self.source, self.copies, self.trail, self.meters)
        handoffs = Handoffs(incoming, THREE_SITES, here, clock, rules())
        self.facts = PetitionFacts(following)
        self.inbox = PetitionInbox(handoffs, following, self.codec.vault)

    async def take_in(self, petition: Petition, happened: Sequence[object]) -> None:
        """Keep an appeal that was just taken in."""
        decision = Decision(petition, tuple(happened))
        await self.petitions.create(petition.id, lambda: decision)

    async def change(self, id: PetitionId, rule: Callable[[Petition], Outcome]) -> None:
        """Change one appeal, as a command does."""

        def decide(petition: Petition) -> Decision[Petition]:
            require_here(petition, THREE_SITES, self.here)
            return Decision(*rule(petition))

        await self.petitions.change(id, decide)

    async def send(self, id: PetitionId, to: DivisionCode) -> None:
        """Hand an appeal to another center."""
        rule = partial(
            hand_off,
            to=to,
            reason=HandoffReason.MANUAL,
            by=CLERK,
            now=self.clock.now(),
            note="协调",
        )
        await self.change(id, rule)

    async def own(self, id: PetitionId) -> Versioned[Petition] | None:
        """Return the site's own record."""
        return (await self.petitions.get_many([id])).get(id)

    async def copy(self, id: PetitionId) -> Document | None:
        """Return the copy of an appeal."""
        return next(iter(await self.copies.replica.find([id])), None)

    async def publish(self) -> None:
        """Let the relay publish what waits; each time a new process's."""
        lease = Lease(MemoryLeases(), "relay", "relay-1", self.clock)
        relay = Relay(self.records, self.broker, lease, self.clock)
        while await relay.round():
            continue

    async def read(self, topic: str, batch: Sequence[Received]) -> None:
        """Take in a batch as the subscription to this topic does."""
        handler, types = (self.facts, OWN_TYPES) if topic == FACTS else (self.inbox, INBOX_TYPES)
        await handler([received for received in batch if received.type in types])


class PetitionWorld:
    """The county's three sites and what connects them."""

    def __init__(self) -> None:
        self.clock = ManualClock(MONDAY)
        self.broker = MemoryBroker()
        self._sites = {
            str(site.id): PetitionSite(site, self.clock, self.broker) for site in THREE_SITES.sites
        }
        self._read: dict[tuple[str, str], int] = {}

    def site(self, name: str = "villages") -> PetitionSite:
        """Return one site."""
        return self._sites[name]

    def told(self, topic: str) -> list[Received]:
        """Return what is on a topic."""
        return [read_envelope(record) for record in self.broker.records(topic)]

    async def settle(self) -> None:
        """Publish and read until nothing is left."""
        while True:
            for site in self._sites.values():
                await site.publish()
            if not sum([await self._catch_up(site) for site in self._sites.values()]):
                return

    async def replay(self) -> None:
        """Let every site read everything once more."""
        self._read.clear()
        await self.settle()

    async def _catch_up(self, site: PetitionSite) -> int:
        new = 0
        for topic in (FACTS, inbox(site.here.id)):
            at, told = self._read.get((site.here.id, topic), 0), self.told(topic)
            self._read[site.here.id, topic] = len(told)
            new += len(told) - at
            if told[at:]:
                await site.read(topic, told[at:])
        return new
