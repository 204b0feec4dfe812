"""What the grid keeps of what it heard, in memory and on the real store: the same promises."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from services.grid.domain.ids import HouseholdId
from services.grid.ports.cares import CareQueries
from services.grid.ports.households import KnownHouseholds, Mark
from services.grid.ports.projection import Copies, Told, Trail
from services.grid.ports.upkeep import UpkeepLog
from services.grid.ports.villages import VillageQueries
from services.grid.wire.care_record import from_care
from services.grid.wire.village_record import from_village
from services.registry.domain.household import Household
from services.registry.domain.restructuring import MoveHousehold, move
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.grid_builders import a_hamlet, a_village
from tests.support.grid_cares import a_care
from tests.support.grid_intake import told
from tests.support.grid_stories import dissolved, earning
from tests.support.registry_app import FAR
from tests.support.registry_fakes import a_vault
from tests.support.registry_orders import NOW

A, B = HouseholdId("a"), HouseholdId("b")


def moved_to_yuhe(household: Household) -> Household:
    return move(household, MoveHousehold(YUHE, "二组", "9", TODAY), TODAY)[0]


class KnownHouseholdsSuite:
    """Subclasses give `households`: empty."""

    @pytest.fixture
    @abstractmethod
    async def households(self) -> KnownHouseholds:
        """No households."""

    async def test_what_is_newer_is_taken_over(self, households: KnownHouseholds) -> None:
        assert await households.apply([told(earning("a", 1)), told(earning("b", 1))]) == 2
        assert await households.apply([told(earning("a", 1)), told(earning("b", 2), 2)]) == 1
        found = await households.get_many([A, B, HouseholdId("c")])
        assert {id: one.revision for id, one in found.items()} == {A: 1, B: 2}
        assert found[B] == told(earning("b", 2), 2).known

    async def test_an_older_record_changes_nothing(self, households: KnownHouseholds) -> None:
        await households.apply([told(earning("a", 1), 3)])
        assert await households.apply([told(earning("a", 9), 2)]) == 0
        assert (await households.get_many([A]))[A].revision == 3

    async def test_of_one_batch_the_newest_counts(self, households: KnownHouseholds) -> None:
        batch = [told(earning("a", 1), 2), told(earning("a", 1), 3), told(earning("a", 1), 1)]
        assert await households.apply(batch) == 1
        assert (await households.get_many([A]))[A].revision == 3

    async def test_a_village_has_its_live_households(self, households: KnownHouseholds) -> None:
        elsewhere = a_household("y").in_village(YUHE).build()
        gone = dissolved(earning("b", 1))
        await households.apply([told(earning("a", 1)), told(gone), told(elsewhere)])
        assert [one.id for one in await households.of_village(JIANGHE)] == ["a"]
        assert [one.id for one in await households.of_village(YUHE)] == ["y"]
        assert await households.of_village(FAR) == []

    async def test_more_than_a_query_takes_are_found(self, households: KnownHouseholds) -> None:
        batch = [told(a_household(f"h{n:03}").numbered(f"{n}").build()) for n in range(250)]
        assert await households.apply(batch) == 250
        assert len(await households.get_many([one.known.id for one in batch])) == 250

    async def test_a_mark_tells_any_change_of_a_village(self, households: KnownHouseholds) -> None:
        seen: list[Mark] = []

        async def changes() -> bool:
            mark = (await households.marks([JIANGHE, FAR])).get(JIANGHE, Mark())
            seen.append(mark)
            return mark not in seen[:-1]

        later = replace(told(earning("c", 1)), at=NOW + timedelta(seconds=1))
        assert await changes()
        for batch in (
            [told(earning("a", 1)), told(earning("b", 1))],
            [told(earning("a", 2), 2)],
            [told(dissolved(earning("a", 2)), 3)],
            [told(moved_to_yuhe(earning("b", 1)), 2), later],
        ):
            await households.apply(batch)
            assert await changes()
        await households.apply([told(a_household("y").in_village(YUHE).build())])
        assert not await changes()

    async def test_villages_without_copies_have_no_mark(self, households: KnownHouseholds) -> None:
        assert dict(await households.marks([JIANGHE])) == {}


@dataclass(frozen=True)
class OwnCopies:
    """Copies of villages and cares, and the questions they answer."""

    villages: Copies
    cares: Copies
    known_villages: VillageQueries
    known_cares: CareQueries


def a_told_village(revision: int, households: int = 2) -> Told:
    """Return a fact of 江河村 with so many households."""
    village = a_village().with_known(a_hamlet("一组", households)).build()
    record = from_village(village, revision).SerializeToString()
    return Told("HouseholdsPlaced", JIANGHE.digits, revision, JIANGHE, NOW, record)


def a_told_care(household: str, revision: int) -> Told:
    """Return a fact of the care of a household in 江河村."""
    record = from_care(a_care(household).build(), revision, a_vault()).SerializeToString()
    return Told("CareOpened", household, revision, JIANGHE, NOW, record)


class OwnCopiesSuite:
    """Subclasses give `copies`: empty."""

    @pytest.fixture
    @abstractmethod
    async def copies(self) -> OwnCopies:
        """No copies."""

    async def test_villages_are_answered_from_the_newest(self, copies: OwnCopies) -> None:
        assert await copies.villages.apply([a_told_village(2, 3), a_told_village(1, 2)]) == 1
        assert await copies.villages.apply([a_told_village(1, 2)]) == 0
        found = await copies.known_villages.get(JIANGHE)
        assert found is not None
        assert (found.revision, len(found.state.members)) == (2, 3)
        assert await copies.known_villages.get(YUHE) is None
        [listed] = await copies.known_villages.page((JIANGHE.bounds(),), "", 5)
        assert listed.revision == 2

    async def test_cares_are_answered_as_at_their_custodian(self, copies: OwnCopies) -> None:
        await copies.cares.apply([a_told_care("h1", 1), a_told_care("h2", 4)])
        found = await copies.known_cares.of_village(JIANGHE)
        assert [(item.state.household, item.revision) for item in found] == [("h1", 1), ("h2", 4)]
        assert found[0].state == a_care("h1").build()
        [count] = await copies.known_cares.counts(JIANGHE.bounds(), TODAY)
        assert count.colours == {None: 2}

    async def test_what_left_the_scope_is_forgotten_for_good(self, copies: OwnCopies) -> None:
        await copies.cares.apply([a_told_care("h1", 1)])
        gone = replace(a_told_care("h1", 2), home=FAR, left=JIANGHE)
        assert await copies.cares.forget([gone]) == 1
        assert await copies.cares.apply([a_told_care("h1", 1)]) == 0
        assert await copies.known_cares.get_many([HouseholdId("h1")]) == {}
        assert await copies.known_cares.of_village(JIANGHE) == []


class TrailSuite:
    """Subclasses give `trail`: empty."""

    @pytest.fixture
    @abstractmethod
    async def trail(self) -> Trail:
        """No history."""

    async def test_one_row_per_revision_however_often_it_is_told(self, trail: Trail) -> None:
        first, second = a_told_village(1), a_told_village(2)
        also = replace(second, fact="LeaderVacancyOpened")
        assert await trail.append([first, second, also]) == 2
        assert await trail.append([also, first]) == 0
        assert await trail.append([a_told_village(3)]) == 1


class UpkeepLogSuite:
    """Subclasses give `log`: empty."""

    @pytest.fixture
    @abstractmethod
    async def log(self) -> UpkeepLog:
        """Nothing looked after."""

    async def test_a_village_is_done_on_its_newest_day_only(self, log: UpkeepLog) -> None:
        next_day = TODAY + timedelta(days=1)
        assert await log.done_on(TODAY) == frozenset()
        await log.done(JIANGHE, TODAY)
        await log.done(YUHE, TODAY)
        await log.done(YUHE, TODAY)
        assert await log.done_on(TODAY) == {JIANGHE, YUHE}
        await log.done(JIANGHE, next_day)
        assert (await log.done_on(TODAY), await log.done_on(next_day)) == ({YUHE}, {JIANGHE})
