"""A record that cannot be handled is parked with its reason, and everything else flows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from gov321.registry.events.v1 import registry_events_pb2 as facts

from kit import dlq
from kit.envelope import topic_dlq
from kit.parked import Outgoing, parked_form
from tests.scenarios.conftest import NewRoster, Sit
from tests.support.dead_letters import parked_at, send, settings, until_parked
from tests.support.desks import COUNTY, new_id, same_at
from tests.support.running_sites import FACTS, SITES, County
from tests.support.topic_reading import Record, records_of
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(200)]

GHOST = "00000000-0000-4000-8000-000000000321"


def with_header(record: Record, name: str, value: bytes) -> Outgoing:
    headers = [(key, value if key == name else old) for key, old in record.headers]
    return Outgoing(FACTS, record.key, record.value, headers)


def poisons(good: Record) -> dict[str, Outgoing]:
    """Records no release could handle, made from a good one: reason → record."""
    as_it_is = with_header(good, "", b"")
    return {
        "ce_type": with_header(good, "ce_type", b"\xff\xfe"),
        "ce_revision": with_header(good, "ce_revision", b"7777"),
        "ce_subject": with_header(good, "ce_subject", b"somebody-else"),
        "value": replace(as_it_is, value=None),
        "DecodeError": replace(as_it_is, value=b"\x0a\xff\xff\xff\xff\xff"),
        "ce_specversion": replace(as_it_is, headers=[]),
    }


async def test_poison_is_parked_at_every_site_and_the_rest_flows(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(10)
    clerk, *others = sit("villages"), sit("towns"), sit("county")
    await clerk.import_roster(COUNTY, roster.csv())
    [good, *_] = await records_of(county.ground.kafka.address, FACTS, roster.village)
    bad = poisons(good)
    await send(county, list(bad.values()))
    for id in await clerk.list(roster.village):
        await clerk.award(id, 2024)
    await same_at([clerk, *others], roster.village)
    for site in SITES:
        parked = await until_parked(county, site, roster.village, len(bad))
        told = [one.reason + one.error for one in parked]
        assert all(any(name in text for text in told) for name in bad)
        assert {one.original_topic for one in parked} == {FACTS}
        assert {one.value for one in parked} == {one.value for one in bad.values()}
        assert not county[site].unready()


async def test_a_redriven_record_that_is_good_by_now_is_handled(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(1)
    clerk, towns = sit("villages"), sit("towns")
    await clerk.import_roster(COUNTY, roster.csv())
    [good] = await records_of(county.ground.kafka.address, FACTS, roster.village)
    topic = topic_dlq("towns", "registry")
    await send(county, [parked_form(ghost_of(good), ValueError(), topic, "old release", now())])
    mine = await until_parked(county, "towns", roster.village, 1)
    redriven = await dlq.redrive(settings(county), topic, lambda one: one in mine)
    assert [one.place for one in redriven.records] == [mine[0].place]

    async def handled() -> bool:
        return GHOST in await towns.list(roster.village)

    await eventually_async(handled, 30.0)
    assert await parked_at(county, "towns", roster.village) == []


async def test_a_redriven_record_that_is_still_bad_is_parked_again_and_counts(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(1)
    await sit("villages").register(roster.village, "0001", roster.household(0)[0], new_id())

    async def told() -> bool:
        return bool(await records_of(county.ground.kafka.address, FACTS, roster.village))

    await eventually_async(told, 30.0)
    [good] = await records_of(county.ground.kafka.address, FACTS, roster.village)
    await send(county, [with_header(good, "ce_revision", b"0")])
    [first] = await until_parked(county, "county", roster.village, 1)
    await dlq.redrive(settings(county), topic_dlq("county", "registry"), lambda one: one == first)
    await eventually_async(lambda: _is_again(county, roster.village), 30.0)
    [again] = await parked_at(county, "county", roster.village)
    assert again.value == first.value


async def _is_again(county: County, home: str) -> bool:
    return [one.redriven for one in await parked_at(county, "county", home)] == [1]


def ghost_of(good: Record) -> Record:
    """A household no center has written, without sealed fields: they belong to their record."""
    fact = facts.HouseholdImported.FromString(good.value or b"")
    record = fact.household
    record.household_id, record.number = GHOST, "9999"
    record.ClearField("address")
    for member in record.members:
        for sealed in ("id_number", "phone", "needs"):
            member.ClearField(sealed)
    headers = [(k, GHOST.encode() if k == "ce_subject" else v) for k, v in good.headers]
    return replace(good, value=fact.SerializeToString(), headers=tuple(headers))


def now() -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC)
