"""Reading households: nothing leaks outside the scope, days and pages are right, all is logged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.access import OutOfScope, PurposeRequired
from kit.authz import NO_PURPOSE, Purpose
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotCustodian, NotFound
from kit.roles import Role
from services.registry.domain.household import Relation
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import Count
from services.registry.usecases.reading import BATCH_LIMIT
from services.registry.usecases.statistics import by_division
from tests.support.builders import (
    JIANGHE,
    REGISTERED,
    TODAY,
    YUHE,
    a_household,
    a_person,
)
from tests.support.registry_app import TOWN, SiteWorld, World, access_to
from tests.support.registry_orders import a_man, a_request, number_of, put, renumbered

A, NONE = HouseholdId("a"), HouseholdId("none")
READER = access_to("RegistryService/GetHousehold")
STRANGER = access_to("RegistryService/GetHousehold", scope=YUHE.digits)
PURPOSE = Purpose("PETITION", "处理来访诉求")
PHONE = "15400000001"


@pytest.fixture
async def filled(villages: SiteWorld) -> SiteWorld:
    """A man with a phone, and a household of the next village."""
    head = a_person("a-1").with_id_number().with_phone(PHONE)
    await put(
        villages.households,
        a_household("a").with_member(head, Relation.HEAD),
        a_man("b", 1).in_village(YUHE),
    )
    return villages


async def test_a_household_outside_the_scope_is_as_if_it_were_not_there(
    filled: SiteWorld,
) -> None:
    refusals: list[dict[str, str]] = []
    for id_ in (A, NONE):
        with pytest.raises(NotFound) as refused:
            await filled.reading.get(STRANGER, id_)
        refusals.append({**refused.value.fields, "id": "?"})
    assert refusals[0] == refusals[1]


async def test_many_are_read_at_once_without_those_outside_the_scope(filled: SiteWorld) -> None:
    assert set(await filled.reading.batch(READER, ["a", "b", "none", "a"])) == {"a", "b"}
    assert set(await filled.reading.batch(STRANGER, ["a", "b"])) == {"b"}


async def test_a_thousand_is_the_most(filled: SiteWorld) -> None:
    await filled.reading.batch(READER, [str(n) for n in range(BATCH_LIMIT)])
    with pytest.raises(InvalidValue):
        await filled.reading.batch(READER, [str(n) for n in range(BATCH_LIMIT + 1)])


async def test_a_household_is_shown_as_it_stood(filled: SiteWorld) -> None:
    found, view = await filled.reading.get_as_of(READER, A, REGISTERED)
    assert (view.day, view.village, found.revision) == (REGISTERED, JIANGHE, 1)


async def test_there_is_no_household_before_it_was_registered(filled: SiteWorld) -> None:
    with pytest.raises(NotFound):
        await filled.reading.get_as_of(READER, A, date(2019, 12, 31))


async def test_nobody_knows_the_future(filled: SiteWorld) -> None:
    await filled.reading.get_as_of(READER, A, TODAY)
    with pytest.raises(InvalidValue):
        await filled.reading.get_as_of(READER, A, TODAY + timedelta(days=1))


async def test_a_list_of_the_town_shows_only_the_callers_villages(filled: SiteWorld) -> None:
    shown = await filled.reading.page(STRANGER, TOWN, False, "", 10)
    assert [item.state.id for item in shown] == ["b"]
    with pytest.raises(OutOfScope):
        await filled.reading.page(STRANGER, JIANGHE, False, "", 10)


async def test_counts_are_those_of_the_callers_villages(filled: SiteWorld) -> None:
    assert await filled.reading.counts(STRANGER, TOWN) == [Count(YUHE.digits, 1, 1)]


async def test_a_search_is_logged_household_by_household(filled: SiteWorld) -> None:
    access = access_to("RegistryService/SearchHouseholds")
    number = number_of(a_man("a")).digits
    for search, value, field in (
        (filled.reading.by_id_number, f" {number.lower()} ", "id_number"),
        (filled.reading.by_phone, "154 0000 0001", "phone"),
    ):
        found = await search(access, value, PURPOSE)
        assert [item.state.id for item in found] == ["a"]
        entry = filled.log.entries[-1]
        assert (entry.record_id, entry.field, entry.reason) == ("a", field, PURPOSE.reason)
        assert (entry.division, entry.outcome) == (JIANGHE.digits, "allowed")


async def test_a_search_that_finds_nothing_is_logged_too(filled: SiteWorld) -> None:
    access = access_to("RegistryService/SearchHouseholds", scope=YUHE.digits)
    number = number_of(a_man("a")).digits
    assert await filled.reading.by_id_number(access, number, PURPOSE) == []
    [entry] = filled.log.entries
    assert (entry.record_id, entry.division) == ("-", YUHE.digits)


@pytest.mark.parametrize("n", [0, 9], ids=["found", "not found"])
async def test_a_search_without_a_purpose_is_refused_and_logged(filled: SiteWorld, n: int) -> None:
    access = access_to("RegistryService/SearchHouseholds")
    with pytest.raises(PurposeRequired):
        await filled.reading.by_id_number(access, number_of(a_man("x", n)).digits, NO_PURPOSE)
    assert [entry.outcome for entry in filled.log.entries] == ["PURPOSE_REQUIRED"]


async def test_no_citizen_number_and_no_phone_number_get_into_the_log(filled: SiteWorld) -> None:
    access = access_to("RegistryService/SearchHouseholds")
    number = number_of(a_man("a")).digits
    await filled.reading.by_id_number(access, number, PURPOSE)
    await filled.reading.by_phone(access, PHONE, PURPOSE)
    told = repr(filled.log.entries)
    assert number not in told
    assert PHONE not in told


async def test_history_is_read_where_the_custodian_is(world: World) -> None:
    villages = world.site("villages")
    await put(villages.households, a_household("a"))
    await villages.households.change(A, renumbered("002"), a_request("x"), None)
    await world.settle()
    rows = await villages.reading.revisions(READER, A, 0, 10)
    assert [row.revision for row in rows] == [2, 1]
    assert [row.revision for row in await villages.reading.revisions(READER, A, 2, 10)] == [1]
    with pytest.raises(NotCustodian):
        await world.site("county").reading.revisions(READER, A, 0, 10)
    with pytest.raises(NotFound):
        await villages.reading.revisions(STRANGER, A, 0, 10)


async def test_every_tier_reads_the_same_household(world: World) -> None:
    await put(world.site("villages").households, a_household("a").with_members(3))
    await world.settle()
    shown = [await world.site(s).reading.get(READER, A) for s in ("villages", "towns", "county")]
    assert shown[0] == shown[1] == shown[2]


async def test_an_auditor_sees_counts_but_no_households(filled: SiteWorld) -> None:
    auditor = access_to("RegistryService/GetStatistics", Role.AUDITOR)
    assert len(await filled.reading.counts(auditor, TOWN)) == 2


def test_counts_of_a_county_are_given_by_town_and_those_of_a_town_by_village() -> None:
    counts = [Count(JIANGHE.digits, 2, 5), Count(YUHE.digits, 1, 3)]
    county = DivisionCode.parse("610921000000")
    assert by_division(counts, county) == [Count(TOWN.digits, 3, 8)]
    assert by_division(counts, TOWN) == counts
