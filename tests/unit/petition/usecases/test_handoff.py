"""Handoffs over outboxes, topics and inboxes: taken over once, followed everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kit.model.errors import NotCustodian
from services.petition.domain.addressing import inbox
from services.petition.domain.clocks import Clock, ClockKind
from services.petition.domain.measuring import Deed, Matter
from services.petition.domain.petition import Petition
from services.petition.domain.states import State
from services.petition.events import INBOX_TYPES
from services.petition.wire.told import HANDED_OFF
from tests.support.petition_builders import COUNTY, TOWN, VILLAGE, a_petition
from tests.support.petition_world import PetitionWorld

MATTER = a_petition().accepted()
ID = MATTER.petition.id


async def a_world() -> PetitionWorld:
    """Return a county with one appeal at its village."""
    world = PetitionWorld()
    world.clock.advance(timedelta(days=1))
    await world.site("villages").take_in(MATTER.petition, MATTER.happened)
    await world.settle()
    return world


_OF_A_CENTER = frozenset({ClockKind.ACCEPT, ClockKind.FIRST_CONTACT, ClockKind.CLIMB})


def duties(petition: Petition) -> list[Clock]:
    """Return the clocks, but for those each center has anew."""
    return [clock for clock in petition.clocks if clock.kind not in _OF_A_CENTER]


async def kept(world: PetitionWorld) -> list[object]:
    """Return everything all sites keep of the appeal, but for outboxes."""
    found: list[object] = []
    for name in ("villages", "towns", "county"):
        site = world.site(name)
        found += [await site.own(ID), await site.copy(ID), await site.trail.rows.versions(ID)]
    return found


async def test_a_matter_goes_up_and_comes_back_with_its_whole_history() -> None:
    world = await a_world()
    villages, towns = world.site("villages"), world.site("towns")
    await villages.send(ID, TOWN)
    await world.settle()
    taken = await towns.own(ID)
    assert taken is not None
    assert (taken.revision, taken.state.custody.in_flight) == (3, False)
    assert duties(taken.state) == duties(MATTER.petition)
    await towns.send(ID, VILLAGE)
    await world.settle()
    back = await villages.own(ID)
    assert back is not None
    assert back.revision == 5
    assert back.state.custody.center == VILLAGE
    steps = [line.step for line in back.state.history]
    assert steps == ["submit", "accept", "hand_off", "take_over", "hand_off", "take_over"]
    assert back.state.petitioners == MATTER.petition.petitioners
    assert duties(back.state) == duties(MATTER.petition)


async def test_a_handoff_replayed_after_the_matter_came_back_changes_nothing() -> None:
    world = await a_world()
    await world.site("villages").send(ID, TOWN)
    await world.settle()
    await world.site("towns").send(ID, VILLAGE)
    await world.settle()
    before = await kept(world)
    await world.replay()
    assert await kept(world) == before
    assert world.site("villages").records.all()[0]["outbox"] == []


async def test_while_it_is_on_its_way_nobody_writes() -> None:
    world = await a_world()
    villages = world.site("villages")
    await villages.send(ID, COUNTY)
    assert await world.site("county").own(ID) is None
    with pytest.raises(NotCustodian) as refused:
        await villages.send(ID, TOWN)
    assert refused.value.fields["custodian"] == COUNTY.digits


async def test_a_crash_between_write_and_publish_heals() -> None:
    world = await a_world()
    villages = world.site("villages")
    await villages.send(ID, TOWN)
    assert world.told(inbox(world.site("towns").here.id)) == []
    assert [document["pending_at"] for document in villages.records.all()]
    await world.settle()  # the relay of the process that came up again
    taken = await world.site("towns").own(ID)
    assert taken is not None
    assert taken.state.custody.center == TOWN


async def test_the_home_village_follows_and_the_sender_learns_that_it_was_taken_over() -> None:
    world = await a_world()
    villages, towns, county = (world.site(name) for name in ("villages", "towns", "county"))
    await villages.send(ID, TOWN)
    await villages.publish()
    await villages.read("gov321.petition.events.v1", world.told("gov321.petition.events.v1"))
    on_its_way = await villages.copy(ID)
    assert on_its_way is not None
    assert on_its_way["sent_at"] == world.clock.now()
    await world.settle()
    followed = await villages.copy(ID)
    assert followed is not None
    assert (followed["revision"], followed["custodian"]) == (3, TOWN.digits)
    assert "sent_at" not in followed
    own_copy = await towns.copy(ID)
    assert own_copy is not None
    assert "snapshot" not in own_copy, "what the site has itself is not listed twice"
    above = await county.copy(ID)
    assert above is not None
    assert above["snapshot"] == followed["snapshot"]


async def test_what_is_addressed_to_another_site_is_refused_and_so_parked() -> None:
    world = await a_world()
    await world.site("villages").send(ID, TOWN)
    await world.settle()
    towns, county = world.site("towns"), world.site("county")
    told = [one for one in world.told(inbox(towns.here.id)) if one.type == HANDED_OFF]
    with pytest.raises(NotCustodian):
        await county.read(inbox(county.here.id), told)
    assert await county.own(ID) is None


async def test_each_site_keeps_the_history_of_what_it_wrote() -> None:
    world = await a_world()
    await world.site("villages").send(ID, TOWN)
    await world.settle()

    async def revisions(name: str) -> list[int]:
        rows = await world.site(name).trail.rows.versions(ID)
        return [row["revision"] for row in rows]

    assert [await revisions(name) for name in ("villages", "towns", "county")] == [[2, 1], [3], []]


async def test_what_was_done_is_counted_where_it_was_done_and_once() -> None:
    done = a_petition().done()
    world = PetitionWorld()
    await world.site("villages").take_in(done.petition, done.happened)
    await world.settle()
    await world.replay()
    matter = Matter("village", TOWN.digits, "D")
    assert world.site("villages").meters.deeds == [
        (matter, Deed.CONTACTED),
        (matter, Deed.SOLVED),
    ]
    assert world.site("county").meters.deeds == []
    assert done.petition.state is State.CLOSED


async def test_only_handoffs_and_copies_are_on_an_inbox() -> None:
    world = await a_world()
    await world.site("villages").send(ID, TOWN)
    await world.settle()
    for name in ("villages", "towns", "county"):
        told = world.told(inbox(world.site(name).here.id))
        assert {one.type for one in told} <= INBOX_TYPES
    assert len(world.told(inbox(world.site("villages").here.id))) == 1


async def test_the_town_is_told_of_what_went_past_it_straight_to_the_county() -> None:
    world = await a_world()
    towns, county = world.site("towns"), world.site("county")
    await world.site("villages").send(ID, COUNTY)
    await world.settle()
    await county.send(ID, TOWN)
    assert await towns.own(ID) is None
    inbox_told = world.told(inbox(towns.here.id))
    assert [one.revision for one in inbox_told] == [3], "told by the county, not yet handed to it"
    await world.settle()
    taken = await towns.own(ID)
    assert taken is not None
    assert (taken.revision, taken.state.custody.epoch) == (5, 2)
