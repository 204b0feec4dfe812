"""Kafka or the store away, at start and later: the registry waits, says so, and comes back."""

from __future__ import annotations

import json

import grpc
import pytest

from kit.envelope import topic_dlq
from tests.scenarios.conftest import NewRoster, Sit
from tests.support.desks import Desk, new_id, same_at
from tests.support.running_sites import FACTS, County, Site
from tests.support.topic_reading import records_of, resent
from tests.support.village_rosters import VillageRoster
from tests.support.waiting import eventually

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(200)]

NOTICED_S = 20.0


async def one_household(
    clerk: Desk, roster: VillageRoster, n: int = 0, request_id: str = ""
) -> str:
    who = roster.household(n)[0]
    return (await clerk.register(roster.village, f"{n + 1:04}", who, request_id)).id


def is_live(site: Site) -> bool:
    return json.loads(site.get("livez"))["ok"]


async def refused_as_unavailable(clerk: Desk, roster: VillageRoster, request_id: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await one_household(clerk, roster, 1, request_id)
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_commands_go_on_while_kafka_is_away_and_are_told_of_later(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(2)
    clerk, towns, site = sit("villages"), sit("towns"), county["villages"]
    await one_household(clerk, roster)
    await same_at([clerk, towns], roster.village)
    county.ground.kafka.kill()
    eventually(lambda: {"publisher", "bus"} <= site.unready().keys(), NOTICED_S)
    await one_household(clerk, roster, 1)
    assert is_live(site)
    assert "store" not in site.unready()
    county.ground.kafka.start()
    for each in county.sites.values():
        each.until_ready()
    await same_at([clerk, towns], roster.village)
    assert len(await towns.list(roster.village)) == 2


async def test_a_site_starts_without_kafka_and_takes_commands(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(1)
    site = county["villages"]
    site.stop()
    county.ground.kafka.kill()
    site.start(ready=False)
    eventually(lambda: "store" not in site.unready(), NOTICED_S)
    assert "publisher" in site.unready()
    clerk, towns = sit("villages"), sit("towns")
    await one_household(clerk, roster)
    county.ground.kafka.start()
    county.make_whole()
    await same_at([clerk, towns], roster.village)
    assert len(await towns.list(roster.village)) == 1


async def test_commands_are_unavailable_while_the_store_is_away_and_work_once_after(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(2)
    clerk, towns, site = sit("villages"), sit("towns"), county["villages"]
    household = await one_household(clerk, roster)
    await same_at([clerk, towns], roster.village)
    county.ground.store.kill()
    eventually(lambda: "store" in site.unready(), NOTICED_S)
    request = new_id()
    await refused_as_unavailable(clerk, roster, request)
    assert is_live(site)
    county.ground.store.start()
    county.make_whole()
    second = await one_household(clerk, roster, 1, request)
    assert await one_household(clerk, roster, 1, request) == second
    await same_at([clerk, towns], roster.village)
    assert set(await towns.list(roster.village)) == {household, second}
    records = await records_of(county.ground.kafka.address, FACTS, roster.village)
    assert len(records) - resent(records) == 2


async def test_a_site_starts_without_the_store_and_waits_for_it(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(2)
    site = county["villages"]
    site.stop()
    county.ground.store.kill()
    site.start(ready=False)
    eventually(lambda: site.unready().get("store", "starting") != "starting", NOTICED_S)
    await refused_as_unavailable(sit("villages"), roster, new_id())
    assert is_live(site)
    county.ground.store.start()
    county.make_whole()
    assert await one_household(sit("villages"), roster)


async def test_nothing_is_parked_because_of_an_outage(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(2)
    clerk, towns = sit("villages"), sit("towns")
    await one_household(clerk, roster)
    county.ground.store.kill()
    eventually(lambda: "store" in county["towns"].unready(), NOTICED_S)
    county.ground.store.start()
    county.make_whole()
    await one_household(clerk, roster, 1)
    await same_at([clerk, towns], roster.village)
    dead_letters = topic_dlq("towns", "registry")
    assert not await records_of(county.ground.kafka.address, dead_letters, roster.village)
