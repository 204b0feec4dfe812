"""What every `HouseholdQueries` must answer, and twins; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

import pytest

from kit.authz import Range
from kit.commit import Decision
from services.registry.domain.events import HouseholdDissolved
from services.registry.domain.household import Household, HouseholdStatus, Relation
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import Count, Households
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household, a_person
from tests.support.registry_fakes import a_vault
from tests.support.registry_orders import (
    AT_JIANGHE,
    AT_YUHE,
    COUNTY,
    a_man,
    a_request,
    number_of,
    put,
)

PHONE = "15400000001"


async def dissolve(households: Households, id_: str) -> None:
    def gone(state: Household) -> Decision[Household]:
        dead = replace(state, status=HouseholdStatus.DISSOLVED, dissolved=TODAY)
        return Decision(dead, (HouseholdDissolved(TODAY),))

    await households.change(HouseholdId(id_), gone, a_request(f"dissolve {id_}"), None)


async def a_page(
    households: Households,
    ranges: Sequence[Range] = COUNTY,
    after: str = "",
    limit: int = 10,
    *,
    dissolved: bool = False,
) -> list[str]:
    found = await households.page(ranges, dissolved, after, limit)
    return [item.state.id for item in found]


class HouseholdQueriesSuite:
    """Subclasses give `households`: empty."""

    @pytest.fixture
    @abstractmethod
    async def households(self) -> Households:
        """An empty collection."""

    @pytest.fixture
    async def filled(self, households: Households) -> Households:
        """Three in 江河村 (one dissolved), two in 玉河村, not in the order of their numbers."""
        await put(
            households,
            a_household("a").numbered("003").with_members(3),
            a_man("b").numbered("001"),
            a_household("c").numbered("002"),
            a_household("d").in_village(YUHE).numbered("002").with_members(2),
            a_household("e").in_village(YUHE).numbered("001"),
        )
        await dissolve(households, "c")
        return households

    async def test_pages_run_by_village_and_number(self, filled: Households) -> None:
        assert await a_page(filled) == ["b", "a", "e", "d"]

    async def test_a_page_begins_after_the_last_one(self, filled: Households) -> None:
        first = await a_page(filled, limit=2)
        second = await a_page(filled, after=f"{JIANGHE}/003", limit=2)
        third = await a_page(filled, after=f"{YUHE}/002", limit=2)
        assert (first, second, third) == (["b", "a"], ["e", "d"], [])

    async def test_a_page_over_two_ranges_fills_up(self, filled: Households) -> None:
        assert await a_page(filled, (*AT_JIANGHE, *AT_YUHE), limit=3) == ["b", "a", "e"]

    async def test_a_page_stays_inside_its_ranges(self, filled: Households) -> None:
        assert await a_page(filled, AT_YUHE) == ["e", "d"]
        assert await a_page(filled, ()) == []

    async def test_dissolved_households_are_shown_when_asked_for(self, filled: Households) -> None:
        assert await a_page(filled, AT_JIANGHE, dissolved=True) == ["b", "c", "a"]

    async def test_many_are_read_at_once_and_unknown_ones_left_out(
        self, filled: Households
    ) -> None:
        found = await filled.get_many(["a", "c", "unknown"])
        assert {id: item.revision for id, item in found.items()} == {"a": 1, "c": 2}

    async def test_a_household_is_found_by_a_members_citizen_number(
        self, filled: Households
    ) -> None:
        index = a_vault().index("id_number", number_of(a_man("b")).digits)
        assert [f.state.id for f in await filled.with_id_number(index, COUNTY, 5)] == ["b"]
        assert await filled.with_id_number(index, AT_YUHE, 5) == []

    async def test_both_who_share_a_citizen_number_are_found(self, households: Households) -> None:
        twin = replace(a_person("b-1").with_id_number().build(), id_number_shared=True)
        sharing = a_household("b").numbered("002").with_member(twin, Relation.HEAD)
        await put(households, a_man("a"), sharing)
        index = a_vault().index("id_number", number_of(a_man("a")).digits)
        found = await households.with_id_number(index, COUNTY, 5)
        assert {item.state.id for item in found} == {"a", "b"}

    async def test_every_household_with_a_phone_number_is_found_up_to_the_limit(
        self, households: Households
    ) -> None:
        for n in range(3):
            head = a_person(f"h{n}-1").with_phone(PHONE)
            home = a_household(f"h{n}").numbered(f"{n}").with_member(head, Relation.HEAD)
            await put(households, home)
        index = a_vault().index("phone", PHONE)
        assert len(await households.with_phone(index, COUNTY, 5)) == 3
        assert len(await households.with_phone(index, COUNTY, 2)) == 2

    async def test_who_has_left_is_not_found_by_number(self, households: Households) -> None:
        await put(households, a_man("a"))
        await dissolve(households, "a")
        index = a_vault().index("id_number", number_of(a_man("a")).digits)
        assert await households.with_id_number(index, COUNTY, 5) == []

    async def test_counts_are_those_of_live_households_by_village(self, filled: Households) -> None:
        assert await filled.counts(COUNTY[0]) == [
            Count(JIANGHE.digits, 2, 4),
            Count(YUHE.digits, 2, 3),
        ]
        assert await filled.counts(AT_YUHE[0]) == [Count(YUHE.digits, 2, 3)]

    async def test_people_of_the_same_name_birth_and_village_have_one_index(
        self, households: Households
    ) -> None:
        await put(
            households,
            a_man("a", 0, "王建国"),
            a_man("b", 1, "王 建国").numbered("002"),
            a_man("c", 2, "王建国").in_village(YUHE),
        )
        [(index, place)] = await households.twins_in([HouseholdId("a")])
        assert (place.person, place.household, place.home) == ("a-1", "a", JIANGHE)
        twins = await households.twins_of([index])
        assert {place.household for _, place in twins} == {"a", "b"}

    async def test_a_dissolved_household_has_no_twins(self, households: Households) -> None:
        await put(households, a_man("a"))
        await dissolve(households, "a")
        assert await households.twins_in([HouseholdId("a")]) == []
