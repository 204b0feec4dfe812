"""What a site answers from: its own appeals and its copies, each appeal once."""

from __future__ import annotations

from datetime import timedelta

from services.petition.domain.ids import PetitionId
from services.petition.ports.petitions import PetitionCount, PetitionFilter
from services.petition.usecases.known import added
from tests.support.petition_builders import TOWN, VILLAGE, PetitionBuilder, a_petition
from tests.support.petition_world import PetitionSite, PetitionWorld

ALL = PetitionFilter()
COUNTY_RANGE = (("610921000000", "610922000000"),)


async def a_world(*names: str) -> tuple[PetitionWorld, list[PetitionBuilder]]:
    """Return a county with these appeals at a village."""
    world, matters = PetitionWorld(), [a_petition(name).accepted() for name in names]
    world.clock.advance(timedelta(days=1))
    for matter in matters:
        await world.site("villages").take_in(matter.petition, matter.happened)
    await world.settle()
    return world, matters


async def listed(site: PetitionSite, limit: int = 50) -> list[PetitionId]:
    """Return what a site lists."""
    return [item.state.id for item in await site.known.page(COUNTY_RANGE, ALL, "", limit)]


async def test_own_ones_and_copies_are_listed_together_in_order_and_once() -> None:
    world, matters = await a_world("a", "b", "c", "d")
    ids = sorted((m.petition for m in matters), key=lambda p: p.number)
    await world.site("villages").send(ids[1].id, TOWN)
    await world.settle()
    for name in ("villages", "towns", "county"):
        site = world.site(name)
        assert await listed(site) == [one.id for one in ids]
        assert await listed(site, 2) == [one.id for one in ids[:2]]
        last = f"{VILLAGE}/{ids[1].number}"
        rest = await site.known.page(COUNTY_RANGE, ALL, last, 50)
        assert [item.state.id for item in rest] == [one.id for one in ids[2:]]


async def test_every_site_counts_the_same_and_nothing_twice() -> None:
    world, matters = await a_world("a", "b", "c")
    await world.site("villages").send(matters[0].petition.id, TOWN)
    await world.settle()
    for name in ("villages", "towns", "county"):
        [count] = await world.site(name).known.counts(COUNTY_RANGE[0], 9, world.clock.now())
        assert (count.division, count.received, count.open) == (TOWN.digits, 3, 3)
        assert count.open_at_tier == {"town": 1, "village": 2}


async def test_what_is_on_its_way_is_found_by_id_and_receipt_at_once() -> None:
    world, [matter] = await a_world("a")
    villages, id = world.site("villages"), matter.petition.id
    await villages.send(id, TOWN)
    found = (await villages.known.get_many([id]))[id]
    assert found.state.custody.in_flight
    by_receipt = await villages.known.by_receipt(matter.petition.number)
    assert by_receipt is not None
    assert by_receipt.revision == found.revision
    await world.settle()
    followed = await villages.known.by_receipt(matter.petition.number)
    assert followed is not None
    assert (followed.state.custody.center, followed.revision) == (TOWN, found.revision + 1)


async def test_what_nobody_knows_is_not_found() -> None:
    world, _ = await a_world()
    assert await world.site("towns").known.by_receipt("260302-104206-0001") is None
    assert await world.site("towns").known.get_many([PetitionId("p")]) == {}


def test_counts_are_added_by_division_and_key() -> None:
    one = PetitionCount("a", received=2, open=1, categories={"D": 2}, open_at_tier={"town": 1})
    two = PetitionCount("a", received=3, open=3, categories={"D": 1, "E": 2})
    other = PetitionCount("0", received=1)
    assert added([one, other, two]) == [
        other,
        PetitionCount(
            "a", received=5, open=4, categories={"D": 3, "E": 2}, open_at_tier={"town": 1}
        ),
    ]
