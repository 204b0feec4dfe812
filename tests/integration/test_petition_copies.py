"""Handoffs, copies, history and figures of appeals on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from pydantic import SecretStr

from kit.commit import Decision, Versioned
from kit.envelope import Event
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import ManualClock
from kit.model.ids import SiteId
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from kit.outbox import events_of
from kit.replica_metrics import ReplicaMetrics
from services.petition.domain.addressing import FACTS, inbox
from services.petition.domain.events import HandedOff, HandoffReason, PetitionEvent
from services.petition.domain.handing import hand_off, take_over
from services.petition.domain.measuring import Matter, Passing, Standing
from services.petition.domain.petition import Petition
from services.petition.ports.petitions import PetitionFilter
from services.petition.ports.projection import Told
from services.petition.store.copies import COPIES, MongoOpenPetitions, MongoPetitionCopies
from services.petition.store.history import MongoPetitionTrail
from services.petition.store.petition_queries import MongoPetitionQueries
from services.petition.store.petitions import PETITIONS, MongoPetitions
from services.petition.store.receiving import Incoming
from services.petition.store.republications import petition_queue
from services.petition.usecases.known import Known
from services.petition.usecases.republish import EVERYTHING, PetitionsAgain
from services.petition.wire.told import told_of
from tests.support.grid_intake import received
from tests.support.memory_own import asleep
from tests.support.petition_builders import CLERK, MONDAY, TOWN, VILLAGE, a_petition, clocks
from tests.support.petition_fakes import a_petition_codec

pytestmark = [pytest.mark.integration, pytest.mark.mongo]

WHOLE_COUNTY = ("610921000000", "610922000000")


@dataclass
class Rig:
    """The stores of appeals of the site of towns."""

    store: Store

    def __post_init__(self) -> None:
        self.clock, self.codec = ManualClock(MONDAY + timedelta(days=1)), a_petition_codec("towns")
        self.records = MongoRecords(self.store, PETITIONS)
        self.petitions = MongoPetitions(
            self.store, self.records, self.codec, self.clock, asleep, str
        )
        self.incoming = Incoming(self.records, self.codec, self.clock, asleep, str)
        metrics = ReplicaMetrics(Metrics(KIT_METRICS), COPIES)
        source = self.codec.telling.source
        self.copies = MongoPetitionCopies(self.store, source, self.clock, metrics)
        self.trail = MongoPetitionTrail(self.store)
        copied = MongoPetitionQueries(self.copies.collection, self.codec)
        self.known = Known(self.petitions, copied)
        own = self.store.collection(PETITIONS)
        self.open = MongoOpenPetitions(own, self.copies.collection)

    async def prepare(self) -> None:
        """Create the indexes."""
        for part in (self.petitions, self.copies, self.trail):
            await part.prepare()

    async def receive(self, came: Petition, revision: int) -> bool:
        """Take over a handoff."""
        now = self.clock.now()
        decide = partial(take_over, came=came, now=now, clocks=clocks(now))
        return await self.incoming.receive(came.id, revision, decide)

    async def own(self, petition: Petition) -> Versioned[Petition]:
        """Return the site's own record."""
        return (await self.petitions.get_many([petition.id]))[petition.id]

    async def send_back(self, petition: Petition) -> None:
        """Hand an appeal down again."""

        def decide(found: Petition) -> Decision[Petition]:
            now = self.clock.now()
            return Decision(*hand_off(found, VILLAGE, HandoffReason.RETURNED, CLERK, now, "退回"))

        await self.petitions.change(petition.id, decide)


@pytest.fixture
async def rig(mongo_uri: str, unique_name: str) -> AsyncIterator[Rig]:
    store = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    rig = Rig(store)
    await rig.prepare()
    yield rig
    store.close()


def sent(name: str = "p-1") -> Petition:
    """Return an appeal on its way from the village to the town."""
    matter = a_petition(name).accepted()
    gone, _ = hand_off(matter.petition, TOWN, HandoffReason.MANUAL, CLERK, matter.now, "协调")
    return gone


def hand_off_fact(gone: Petition) -> HandedOff:
    """Return the fact of a handoff."""
    custody = gone.custody
    left = custody.sent_by or VILLAGE
    return HandedOff(left, custody.center, custody.epoch, HandoffReason.MANUAL)


def told(petition: Petition, revision: int, fact: PetitionEvent, site: str = "villages") -> Told:
    """Return what the facts of a site tell."""
    [event, *_] = a_petition_codec(site).publish(petition, revision, (fact,), MONDAY)
    return told_of(received(event))


async def test_a_record_that_came_goes_on_from_its_revision_and_a_replay_changes_nothing(
    rig: Rig,
) -> None:
    came = sent()
    assert await rig.receive(came, 3)
    assert not await rig.receive(came, 3)
    own = await rig.own(came)
    assert (own.revision, own.state.custody.in_flight) == (4, False)
    await rig.send_back(came)
    assert not await rig.receive(came, 3)
    assert (await rig.own(came)).revision == 5
    [waiting] = await rig.records.pending(10)
    topics = [(event.revision, event.topic) for event in events_of(waiting["outbox"])]
    assert (5, inbox(SiteId("villages"))) in topics
    assert [revision for revision, topic in topics if topic == FACTS] == [4, 5]


async def test_what_was_sent_away_is_listed_among_the_copies_only(rig: Rig) -> None:
    came = sent()
    await rig.receive(came, 3)
    ranges = (WHOLE_COUNTY,)
    assert len(await rig.petitions.page(ranges, PetitionFilter(), "", 9)) == 1
    await rig.send_back(came)
    assert await rig.petitions.page(ranges, PetitionFilter(), "", 9) == []
    assert await rig.petitions.due(MONDAY + timedelta(days=900), 9) == []
    gone = (await rig.own(came)).state
    handed = hand_off_fact(gone)
    await rig.copies.apply([told(gone, 5, handed, "towns")])
    [listed] = await rig.known.page(ranges, PetitionFilter(), "", 9)
    assert listed.state.custody.center == VILLAGE
    [count] = await rig.known.counts(WHOLE_COUNTY, 9, rig.clock.now())
    assert (count.received, count.in_flight) == (1, 1)


async def test_handoffs_on_their_way_are_counted_until_they_are_taken_over(rig: Rig) -> None:
    came = sent()
    await rig.receive(came, 3)
    await rig.send_back(came)
    gone = (await rig.own(came)).state
    assert await rig.open.passing(rig.clock.now()) == Passing(0, timedelta(0))
    await rig.copies.apply([told(gone, 5, hand_off_fact(gone), "towns")])
    assert await rig.open.passing(rig.clock.now()) == Passing(1, timedelta(days=1))
    taken = take_over(None, gone, rig.clock.now(), clocks())
    assert taken is not None
    await rig.copies.apply([told(taken[0], 6, taken[1][0])])
    assert await rig.open.passing(rig.clock.now()) == Passing(0, timedelta(0))


async def test_open_ones_are_counted_by_tier_town_and_category(rig: Rig) -> None:
    for name in ("a", "b"):
        await rig.receive(sent(name), 3)
    at_town = Matter("town", TOWN.digits, "D")
    [standing] = await rig.open.standing(MONDAY)
    assert (standing.matter, standing.open, standing.overdue) == (at_town, 2, 0)
    late = await rig.open.standing(MONDAY + timedelta(days=400))
    assert late == [Standing(at_town, open=2, due=0, overdue=2)]


async def test_copies_keep_the_newest_and_an_emptied_one_stays_empty(rig: Rig) -> None:
    came = sent()
    taken = take_over(None, came, rig.clock.now(), clocks())
    assert taken is not None
    older, newer = told(came, 3, hand_off_fact(came)), told(taken[0], 4, taken[1][0], "towns")
    assert await rig.copies.apply([older]) == 1
    assert await rig.copies.forget([newer]) == 1
    assert await rig.copies.apply([older]) == 0
    assert await rig.known.get_many([came.id]) == {}
    assert await rig.trail.append([newer, newer]) == 1
    assert await rig.trail.append([newer]) == 0
    [row] = await rig.trail.rows.versions(came.id)
    assert row["snapshot"] == newer.record


async def test_what_a_site_has_is_published_again_for_all_that_follow(rig: Rig) -> None:
    for name in ("a", "b", "c"):
        await rig.receive(sent(name), 3)
    again = PetitionsAgain(rig.petitions, rig.clock)
    assert await again.count(WHOLE_COUNTY) == 3
    page = await again.page((WHOLE_COUNTY,), "", 2)
    queue = petition_queue(rig.records, rig.codec)
    after = await queue(page, MONDAY)
    rest = await rig.petitions.page((WHOLE_COUNTY,), EVERYTHING, after, 9)
    assert [*page, *rest] == await again.page((WHOLE_COUNTY,), "", 9)
    [packed] = await rig.records.packed(9)
    assert len(packed.entries) == 4
    events: list[Event] = events_of(packed.entries)
    assert {event.topic for event in events} == {FACTS, inbox(SiteId("villages"))}
