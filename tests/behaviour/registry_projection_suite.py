"""What a site keeps of the facts it hears: copies, trail, orders; in memory and on the store."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.model.errors import RequestReused
from kit.records import Packed
from kit.republish import LEASE, Republication, Republications
from services.registry.domain.household import Household
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import HouseholdHistory, HouseholdQueries
from services.registry.ports.projection import HouseholdCopies, HouseholdTrail, Told
from services.registry.wire.facts import household_of
from services.registry.wire.record import from_household
from tests.support.builders import JIANGHE, YUHE, HouseholdBuilder, a_household
from tests.support.registry_fakes import a_vault
from tests.support.registry_orders import COUNTY, NOW, a_man, a_request

REGISTERED = "gov321.registry.events.v1.HouseholdRegistered"
MOVED = "gov321.registry.events.v1.HouseholdMoved"
A = HouseholdId("a")


def told(
    builder: HouseholdBuilder, revision: int = 1, fact: str = REGISTERED, hours: int = 0
) -> Told:
    """Return a fact about a household at a revision."""
    household = builder.build()
    record = from_household(household, revision, a_vault()).SerializeToString()
    at = NOW + timedelta(hours=hours)
    return Told(fact, household.id, revision, household.village, at, record)


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a site, and the questions asked of them."""

    write: HouseholdCopies
    read: HouseholdQueries


class HouseholdCopiesSuite:
    """Subclasses give `copies`: empty."""

    @pytest.fixture
    @abstractmethod
    async def copies(self) -> Copies:
        """An empty replica."""

    async def test_a_copy_is_the_household_at_its_revision(self, copies: Copies) -> None:
        builder = a_household("a").with_members(3)
        assert await copies.write.apply([told(builder, 4)]) == 1
        assert await copies.read.get_many(["a"]) == {"a": Versioned(builder.build(), 4)}

    async def test_only_what_is_newer_is_taken_over(self, copies: Copies) -> None:
        newest = a_household("a").numbered("9")
        await copies.write.apply([told(newest, 5), told(a_household("a"), 3)])
        assert await copies.write.apply([told(a_household("a"), 4), told(newest, 5)]) == 0
        assert (await copies.read.get_many(["a"]))["a"].state.number == "9"

    async def test_copies_answer_lists_and_searches(self, copies: Copies) -> None:
        await copies.write.apply([told(a_man("a")), told(a_household("b").in_village(YUHE))])
        assert [f.state.id for f in await copies.read.page(COUNTY, False, "", 9)] == ["a", "b"]
        digits = a_man("a").people[0].person.id_number
        assert digits is not None
        index = a_vault().index("id_number", digits.digits)
        assert len(await copies.read.with_id_number(index, COUNTY, 9)) == 1

    async def test_facts_of_two_villages_may_come_in_any_order(self, copies: Copies) -> None:
        """The one who joined is heard of before the other household has let go."""
        await copies.write.apply([told(a_man("a"))])
        assert await copies.write.apply([told(a_man("b"))]) == 1

    async def test_a_forgotten_copy_is_empty_and_stays_so(self, copies: Copies) -> None:
        await copies.write.apply([told(a_household("a"), 2)])
        gone = told(a_household("a").in_village(YUHE), 3, MOVED)
        assert await copies.write.forget([gone]) == 1
        await copies.write.apply([told(a_household("a"), 2)])
        assert await copies.read.get_many(["a"]) == {}
        assert await copies.read.page(COUNTY, True, "", 9) == []
        assert await copies.read.counts(COUNTY[0]) == []

    async def test_a_household_that_comes_back_is_taken_over_again(self, copies: Copies) -> None:
        await copies.write.forget([told(a_household("a").in_village(YUHE), 3, MOVED)])
        assert await copies.write.apply([told(a_household("a"), 4, MOVED)]) == 1
        assert (await copies.read.get_many(["a"]))["a"].revision == 4


class HouseholdTrailSuite:
    """Subclasses give `trail`: empty."""

    @pytest.fixture
    @abstractmethod
    async def trail(self) -> tuple[HouseholdTrail, HouseholdHistory]:
        """An empty history: how it is written, and how it is read."""

    async def test_a_revision_is_one_row_with_all_its_facts(
        self, trail: tuple[HouseholdTrail, HouseholdHistory]
    ) -> None:
        write, read = trail
        home = a_household("a").with_members(2)
        assert await write.append([told(home, 1), told(home, 1, MOVED), told(home, 2)]) == 2
        newest, oldest = await read.page(A, 0, 10)
        assert (newest.revision, newest.facts, newest.persons) == (2, (REGISTERED,), 2)
        assert (oldest.revision, oldest.facts, oldest.at) == (1, (REGISTERED, MOVED), NOW)

    async def test_a_fact_heard_again_adds_nothing(
        self, trail: tuple[HouseholdTrail, HouseholdHistory]
    ) -> None:
        write, read = trail
        await write.append([told(a_household("a"), 1)])
        again = [told(a_household("a"), 1, hours=5), told(a_household("a"), 2)]
        assert await write.append(again) == 1
        assert [row.at for row in await read.page(A, 0, 10)] == [NOW, NOW]

    async def test_pages_run_from_the_newest_to_the_oldest(
        self, trail: tuple[HouseholdTrail, HouseholdHistory]
    ) -> None:
        write, read = trail
        await write.append([told(a_household("a"), revision) for revision in range(1, 6)])
        await write.append([told(a_household("b"), 1)])
        first = await read.page(A, 0, 3)
        second = await read.page(A, first[-1].revision, 3)
        assert [row.revision for row in (*first, *second)] == [5, 4, 3, 2, 1]


class PackedReader(Protocol):
    """Where published records lie until the relay has them."""

    async def packed(self, limit: int) -> list[Packed]:
        """See `Records`."""
        ...


Orders = Republications[Versioned[Household]]


class RepublicationsSuite:
    """Subclasses give `orders` and the `outbox` they fill: empty."""

    @pytest.fixture
    @abstractmethod
    async def orders(self) -> Orders:
        """No orders."""

    @pytest.fixture
    @abstractmethod
    async def outbox(self) -> PackedReader:
        """The records of the households."""

    async def _taken(self, orders: Orders, at: datetime = NOW) -> Republication:
        found = await orders.take("w1", at, at + LEASE)
        assert found is not None
        return found

    async def test_an_order_is_kept_once(self, orders: Orders) -> None:
        assert await orders.order(a_request(), JIANGHE, 7) == 7
        assert await orders.order(a_request(), JIANGHE, 9) == 7
        with pytest.raises(RequestReused):
            await orders.order(a_request(body="other"), JIANGHE, 7)

    async def test_an_order_is_leased_to_one_worker(self, orders: Orders) -> None:
        await orders.order(a_request(), JIANGHE, 7)
        taken = await self._taken(orders)
        assert (taken.division, taken.records, taken.after) == (JIANGHE, 7, "")
        assert await orders.take("w2", NOW, NOW + LEASE) is None
        assert await orders.take("w2", NOW + LEASE * 2, NOW + LEASE * 3) == taken

    async def test_a_worker_that_comes_back_goes_on_with_its_order_at_once(
        self, orders: Orders
    ) -> None:
        await orders.order(a_request(), JIANGHE, 7)
        taken = await self._taken(orders)
        assert await orders.take("w1", NOW + LEASE / 9, NOW + LEASE * 2) == taken

    async def test_records_go_out_as_they_stand_and_the_order_moves_on(
        self, orders: Orders, outbox: PackedReader
    ) -> None:
        await orders.order(a_request(), JIANGHE, 1)
        order = await self._taken(orders)
        page: list[Versioned[Household]] = [Versioned(a_household("a").build(), 3)]
        after = await orders.publish(order, page, NOW)
        [packed] = await outbox.packed(5)
        [entry] = packed.entries
        assert (entry["subject"], entry["revision"], entry["key"]) == ("a", 3, JIANGHE.digits)
        assert household_of(entry["data"]).revision == 3
        assert (await self._taken(orders, NOW + LEASE * 2)).after == after == f"{JIANGHE}/001"

    async def test_a_finished_order_is_not_taken(self, orders: Orders) -> None:
        await orders.order(a_request(), DivisionCode.parse("610921104000"), 0)
        await orders.finish(await self._taken(orders))
        assert await orders.take("w1", NOW + LEASE * 2, NOW + LEASE * 3) is None
