"""What every `Households` must do; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

import pytest

from kit.commit import AlreadyExists, Decision, Versioned
from kit.model.errors import NotFound, RequestReused, StaleRevision
from services.registry.domain.events import RosterApplied, RosterPart
from services.registry.domain.household import Household, HouseholdStatus, Relation
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import (
    Households,
    IdNumberClaimed,
    NumberTaken,
    Place,
    RosterWrite,
)
from tests.support.builders import (
    JIANGHE,
    TODAY,
    YUHE,
    a_household,
    a_person,
)
from tests.support.registry_fakes import a_vault
from tests.support.registry_orders import (
    a_man,
    a_request,
    created,
    number_of,
    put,
    renumbered,
    roster_write,
    unchanged,
)

H = HouseholdId


async def one(households: Households, id_: str) -> Versioned[Household]:
    return (await households.get_many([id_]))[id_]


class HouseholdWritesSuite:
    """Subclasses give `households`: empty."""

    @pytest.fixture
    @abstractmethod
    async def households(self) -> Households:
        """An empty collection."""

    async def test_a_registered_household_comes_back_whole(self, households: Households) -> None:
        builder = a_household("a").with_members(5).at("江河村一组1号")
        await put(households, builder)
        assert await one(households, "a") == Versioned(builder.build(), 1)

    async def test_a_repeated_request_creates_nothing_more(self, households: Households) -> None:
        for _ in range(2):
            await households.create(H("a"), created(a_man("a")), a_request())
        assert (await one(households, "a")).revision == 1

    async def test_a_request_id_with_another_body_is_refused(self, households: Households) -> None:
        await put(households, a_man("a"))
        with pytest.raises(RequestReused):
            await households.create(H("a"), created(a_man("a")), a_request("a", "other body"))

    async def test_an_id_that_exists_is_refused(self, households: Households) -> None:
        await put(households, a_man("a"))
        with pytest.raises(AlreadyExists):
            await households.create(H("a"), created(a_man("a")), a_request("somebody else"))

    async def test_a_place_belongs_to_one_live_household(self, households: Households) -> None:
        await put(households, a_household("a"))
        with pytest.raises(NumberTaken):
            await put(households, a_household("b"))
        await put(households, a_household("c").in_village(YUHE))

    async def test_a_citizen_number_belongs_to_one_live_member(
        self, households: Households
    ) -> None:
        await put(households, a_man("a"))
        with pytest.raises(IdNumberClaimed):
            await put(households, a_man("b").numbered("002"))
        assert await households.get_many(["b"]) == {}

    async def test_a_shared_citizen_number_claims_nothing(self, households: Households) -> None:
        await put(households, a_man("a"))
        twin = a_person("b-1").with_id_number().build()
        shared = replace(twin, id_number_shared=True)
        await put(households, a_household("b").numbered("002").with_member(shared, Relation.HEAD))
        assert set(await households.get_many(["a", "b"])) == {"a", "b"}

    async def test_a_dissolved_household_gives_its_number_and_its_claims_back(
        self, households: Households
    ) -> None:
        await put(households, a_man("a"))

        def dissolve(state: Household) -> Decision[Household]:
            gone = replace(state, status=HouseholdStatus.DISSOLVED, dissolved=TODAY)
            return Decision(gone, (RosterApplied(TODAY, ()),))

        await households.change(H("a"), dissolve, a_request("x"), None)
        await put(households, a_man("b"))
        assert set(await households.get_many(["a", "b"])) == {"a", "b"}

    async def test_a_change_moves_the_revision_on(self, households: Households) -> None:
        await put(households, a_household("a"))
        await households.change(H("a"), renumbered("009"), a_request("x"), 1)
        found = await one(households, "a")
        assert (found.state.number, found.revision) == ("009", 2)

    async def test_a_change_on_an_older_revision_is_refused(self, households: Households) -> None:
        await put(households, a_household("a"))
        await households.change(H("a"), renumbered("009"), a_request("x"), None)
        with pytest.raises(StaleRevision):
            await households.change(H("a"), renumbered("010"), a_request("y"), 1)

    async def test_a_repeated_change_happens_once(self, households: Households) -> None:
        await put(households, a_household("a"))
        for _ in range(2):
            await households.change(H("a"), renumbered("009"), a_request("x"), 1)
        assert (await one(households, "a")).revision == 2

    async def test_a_repeated_change_with_another_body_is_refused(
        self, households: Households
    ) -> None:
        await put(households, a_household("a"))
        await households.change(H("a"), renumbered("009"), a_request("x"), None)
        with pytest.raises(RequestReused):
            await households.change(H("a"), renumbered("010"), a_request("x", "other"), None)

    async def test_a_change_of_nothing_writes_nothing(self, households: Households) -> None:
        await put(households, a_household("a"))
        await households.change(H("a"), unchanged, a_request("x"), None)
        assert (await one(households, "a")).revision == 1

    async def test_a_household_that_is_not_there_is_not_found(self, households: Households) -> None:
        with pytest.raises(NotFound):
            await households.change(H("none"), renumbered("1"), a_request(), None)

    async def test_a_change_into_a_taken_number_is_refused(self, households: Households) -> None:
        await put(households, a_household("a"), a_household("b").numbered("002"))
        with pytest.raises(NumberTaken):
            await households.change(H("b"), renumbered("001"), a_request("x"), None)


class RosterWritesSuite:
    """Subclasses give `households`: empty."""

    @pytest.fixture
    @abstractmethod
    async def households(self) -> Households:
        """An empty collection."""

    async def test_a_chunk_creates_and_tells_its_content(self, households: Households) -> None:
        lost = await households.write_roster([roster_write(a_man("a").build(), b"hash")])
        states = await households.roster_states([Place(JIANGHE, "001"), Place(YUHE, "001")])
        assert lost == ()
        [state] = states.values()
        assert state.household == "a"
        assert (state.revision, state.content_hash) == (1, b"hash")
        assert (state.import_id, state.import_created) == ("import-1", True)

    async def test_what_somebody_created_first_is_lost_and_the_rest_written(
        self, households: Households
    ) -> None:
        await put(households, a_man("a"))
        writes = [
            roster_write(a_man("a").build(), b"x"),
            roster_write(a_man("b", 1).numbered("002").build(), b"y"),
        ]
        assert await households.write_roster(writes) == ("a",)
        assert (await one(households, "b")).revision == 1

    async def test_what_somebody_changed_first_is_lost(self, households: Households) -> None:
        await put(households, a_household("a"))
        before = await one(households, "a")
        await households.change(H("a"), renumbered("009"), a_request("x"), None)
        applied = (RosterApplied(TODAY, (RosterPart.GROUP,)),)
        write = RosterWrite(before, Decision(before.state, applied))
        assert await households.write_roster([write]) == ("a",)
        assert (await one(households, "a")).state.number == "009"

    async def test_a_claimed_number_holds_the_whole_chunk_back(
        self, households: Households
    ) -> None:
        await put(households, a_man("a"))
        writes = [
            roster_write(a_man("b", 1).numbered("002").build(), b"x"),
            roster_write(a_man("c").numbered("003").build(), b"y"),
        ]
        with pytest.raises(IdNumberClaimed):
            await households.write_roster(writes)
        assert await households.get_many(["b", "c"]) == {}

    async def test_a_chunk_changes_what_it_was_decided_on(self, households: Households) -> None:
        await put(households, a_household("a"))
        before = await one(households, "a")
        after = replace(before.state, content_hash=b"new", number="002")
        write = RosterWrite(before, Decision(after, (RosterApplied(TODAY, ()),)))
        assert await households.write_roster([write]) == ()
        assert await one(households, "a") == Versioned(after, 2)

    async def test_more_than_one_query_of_places_is_answered(self, households: Households) -> None:
        builders = [a_household(f"h{n}").numbered(f"{n:03}") for n in range(250)]
        await households.write_roster([roster_write(b.build(), b"x") for b in builders])
        states = await households.roster_states([Place(JIANGHE, f"{n:03}") for n in range(250)])
        assert len(states) == 250

    async def test_the_holder_of_a_citizen_number_is_named(self, households: Households) -> None:
        await put(households, a_man("a"))
        index = a_vault().index("id_number", number_of(a_man("a")).digits)
        holders = await households.holders_of([index, b"nobody's index.."])
        assert {place.household for place in holders.values()} == {"a"}
        assert (holders[index].person, holders[index].home) == ("a-1", JIANGHE)
