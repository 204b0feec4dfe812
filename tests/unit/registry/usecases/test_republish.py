"""Publishing a division again: an order, a worker that may die, records as they stand."""

from __future__ import annotations

import asyncio

import pytest

from kit.access import Access, OutOfScope
from kit.model.division import DivisionCode
from kit.model.errors import NotCustodian, RequestReused
from kit.republish import LEASE
from kit.roles import Role
from services.registry.wire.facts import household_of
from tests.support.builders import JIANGHE, YUHE, a_household
from tests.support.registry_app import FAR, TOWN, SiteWorld, World, access_to
from tests.support.registry_orders import a_request, put

REPUBLISHED = "gov321.registry.events.v1.HouseholdRepublished"


def operator(scope: str = "610921") -> Access:
    return access_to("RegistryService/RepublishHouseholds", Role.OPERATOR, scope)


@pytest.fixture
async def filled(world: World) -> World:
    """Three households of two villages, whose own facts are published."""
    await put(
        world.site("villages").households,
        a_household("a").with_members(2),
        a_household("b").numbered("002"),
        a_household("c").in_village(YUHE),
    )
    await world.published()
    return world


async def order(site: SiteWorld, division: DivisionCode, scope: str = "610921") -> int:
    return await site.republisher.order(operator(scope), division, a_request())


async def again(world: World) -> list[str]:
    return [event.subject for event in await world.published() if event.type == REPUBLISHED]


async def test_the_records_of_a_division_go_out_again(filled: World) -> None:
    villages = filled.site("villages")
    assert await order(villages, TOWN) == 3
    assert await villages.republisher.work(asyncio.Event())
    assert sorted(await again(filled)) == ["a", "b", "c"]
    assert not await villages.republisher.work(asyncio.Event())


async def test_a_republished_fact_carries_the_record_as_it_stands(filled: World) -> None:
    villages = filled.site("villages")
    await order(villages, YUHE)
    await villages.republisher.work(asyncio.Event())
    [event] = [e for e in await filled.published() if e.type == REPUBLISHED]
    record = household_of(event.data)
    assert (event.subject, event.revision, event.key) == ("c", 1, YUHE.digits)
    assert (record.household_id, record.revision) == ("c", 1)


async def test_a_site_that_lost_its_copies_gets_them_back(filled: World) -> None:
    villages, county = filled.site("villages"), filled.site("county")
    await order(villages, TOWN)
    await villages.republisher.work(asyncio.Event())
    await filled.settle()
    assert set(await county.copies.get_many(["a", "b", "c"])) == {"a", "b", "c"}


async def test_a_worker_that_died_is_followed_where_it_stood(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.republish.CHUNK", 1)
    villages = filled.site("villages")
    await order(villages, TOWN)
    taken = await villages.republications.take("dead", filled.clock.now(), filled.clock.now())
    assert taken is not None
    page = await villages.households.page((TOWN.bounds(),), True, "", 1)
    await villages.republications.publish(taken, page, filled.clock.now())
    filled.clock.advance(LEASE * 2)
    await villages.republisher.work(asyncio.Event())
    assert sorted(await again(filled)) == ["a", "b", "c"]


async def test_a_worker_told_to_stop_leaves_the_order_open(filled: World) -> None:
    villages, stop = filled.site("villages"), asyncio.Event()
    await order(villages, TOWN)
    stop.set()
    assert await villages.republisher.work(stop)
    assert await again(filled) == []
    filled.clock.advance(LEASE * 2)
    await villages.republisher.work(asyncio.Event())
    assert len(await again(filled)) == 3


async def test_a_repeated_order_counts_as_the_first(filled: World) -> None:
    villages = filled.site("villages")
    assert [await order(villages, TOWN) for _ in range(2)] == [3, 3]
    with pytest.raises(RequestReused):
        await villages.republisher.order(operator(), TOWN, a_request(body="other"))


async def test_an_operator_of_one_village_cannot_order_the_town(filled: World) -> None:
    with pytest.raises(OutOfScope):
        await order(filled.site("villages"), TOWN, JIANGHE.digits)


@pytest.mark.parametrize("division", [DivisionCode.parse("610921000000"), TOWN, JIANGHE])
async def test_a_site_without_villages_names_who_has_them(
    filled: World, division: DivisionCode
) -> None:
    with pytest.raises(NotCustodian) as refused:
        await order(filled.site("county"), division)
    assert refused.value.fields["custodian"] == JIANGHE.digits


async def test_a_village_of_another_site_is_refused(filled: World) -> None:
    with pytest.raises(NotCustodian):
        await order(filled.site("villages"), FAR)
