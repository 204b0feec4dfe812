"""What every `Cares` must do; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.authz import Range
from kit.commit import Decision, Versioned
from kit.model.division import DivisionCode
from kit.model.errors import NotFound, RequestReused, StaleRevision
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.events import ClassificationRefused
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import Line
from services.grid.domain.opening import close_care
from services.grid.ports.cares import CareCount, CareFilter, Cares, CareWrite, Helper
from tests.support.grid_builders import JIANGHE, TODAY, YUHE, a_request, leaf
from tests.support.grid_cares import HELPER, OTHER, CareBuilder, a_care, a_visit, ids, says

ELSEWHERE = DivisionCode.parse("610921104999")
"""A village in which nobody is looked after."""

COUNTY: tuple[Range, ...] = (JIANGHE.bounds(), YUHE.bounds())
AT_YUHE = GridCode(f"{YUHE}-01")
EVERYTHING = CareFilter()
LONG_AGO = date(2025, 6, 1)


async def put(cares: Cares, *builders: CareBuilder) -> None:
    """Store them as they are built, in one chunk."""
    writes = [CareWrite(None, Decision(one.care, one.happened)) for one in builders]
    assert await cares.write_chunk(writes) == ()


async def one(cares: Cares, household: str) -> Versioned[HouseholdCare]:
    return (await cares.get_many(ids(household)))[ids(household)[0]]


def refusing(care: HouseholdCare) -> Decision[HouseholdCare]:
    return Decision(replace(care, live=care.live), (ClassificationRefused(refused=True),), b"done")


def unchanged(care: HouseholdCare) -> Decision[HouseholdCare]:
    return Decision(care)


def whole(household: str = "h1") -> CareBuilder:
    """A care that has one of everything a care can have."""
    begun = a_care(household).on(LONG_AGO).assessed(says(Colour.PENDING, Colour.YELLOW))
    decided = begun.confirmed().overridden(Colour.RED, LONG_AGO).with_contact(named=True)
    visited = decided.visited(a_visit(on=LONG_AGO, needs=("修水渠",))).on(TODAY)
    return visited.with_contact(OTHER, Line.PARTY).with_contact(OTHER).refused()


class CareWritesSuite:
    """Subclasses give `cares`: empty."""

    @pytest.fixture
    @abstractmethod
    async def cares(self) -> Cares:
        """An empty collection."""

    async def test_a_care_comes_back_whole(self, cares: Cares) -> None:
        await put(cares, whole())
        assert await one(cares, "h1") == Versioned(whole().build(), 1)

    async def test_a_change_moves_the_revision_on_and_is_answered_again(self, cares: Cares) -> None:
        await put(cares, a_care())
        household = ids("h1")[0]
        for _ in range(2):
            assert await cares.change(household, refusing, a_request("x"), 1) == b"done"
        assert (await one(cares, "h1")).revision == 2

    async def test_a_change_on_an_older_revision_is_refused(self, cares: Cares) -> None:
        await put(cares, a_care())
        household = ids("h1")[0]
        await cares.change(household, refusing, a_request("x"))
        with pytest.raises(StaleRevision):
            await cares.change(household, refusing, a_request("y"), 1)

    async def test_a_request_id_with_another_body_is_refused(self, cares: Cares) -> None:
        await put(cares, a_care())
        household = ids("h1")[0]
        await cares.change(household, refusing, a_request("x"))
        with pytest.raises(RequestReused):
            await cares.change(household, refusing, a_request("x", "other"))

    async def test_a_change_of_nothing_writes_nothing(self, cares: Cares) -> None:
        await put(cares, a_care())
        await cares.change(ids("h1")[0], unchanged)
        assert (await one(cares, "h1")).revision == 1

    async def test_a_care_that_is_not_there_is_not_found(self, cares: Cares) -> None:
        with pytest.raises(NotFound):
            await cares.change(ids("none")[0], refusing)

    async def test_a_chunk_names_what_somebody_else_changed_first(self, cares: Cares) -> None:
        await put(cares, a_care("h1"), a_care("h2"))
        before = await cares.get_many(ids("h1", "h2"))
        await cares.change(ids("h1")[0], refusing)
        writes = [CareWrite(item, refusing(item.state)) for item in before.values()]
        assert await cares.write_chunk(writes) == tuple(ids("h1"))
        assert (await one(cares, "h2")).revision == 2

    async def test_many_are_read_at_once_and_unknown_ones_left_out(self, cares: Cares) -> None:
        names = [f"h{n:03}" for n in range(250)]
        await put(cares, *(a_care(name) for name in names))
        assert set(await cares.get_many(ids(*names, "unknown"))) == set(names)


class CareQueriesSuite:
    """Subclasses give `cares`: empty."""

    @pytest.fixture
    @abstractmethod
    async def cares(self) -> Cares:
        """An empty collection."""

    @pytest.fixture
    async def filled(self, cares: Cares) -> Cares:
        """Two leaves under the first group of 江河村, its second group, and one in 玉河村.

        `a` red and vacant since long, `b` green, `c` a first proposal, `d` red and named, `e`
        closed, `f` yellow in 玉河村.
        """
        red = a_care("d").in_leaf(leaf("02")).in_force(Colour.RED)
        closed = a_care("e").in_force(Colour.RED)
        await put(
            cares,
            a_care("a").in_leaf(leaf("01-02")).on(LONG_AGO).in_force(Colour.RED),
            a_care("b").in_leaf(leaf("01-01")).in_force(Colour.GREEN).with_contact(),
            a_care("c").in_leaf(leaf("01-01")).assessed(says(Colour.YELLOW)),
            red.with_contact(named=True).with_contact(OTHER, Line.PARTY),
            replace(closed, care=close_care(closed.care, TODAY)[0]),
            a_care("f").in_leaf(AT_YUHE).in_force(Colour.YELLOW).with_contact(),
        )
        return cares

    async def test_pages_run_by_village_leaf_and_household(self, filled: Cares) -> None:
        assert await a_page(filled) == ["b", "c", "a", "d", "f"]

    async def test_a_page_begins_after_the_last_one_and_fills_up_over_ranges(
        self, filled: Cares
    ) -> None:
        first = await filled.page(COUNTY, EVERYTHING, "", 4)
        second = await filled.page(COUNTY, EVERYTHING, first[-1].state.position, 4)
        assert [item.state.household for item in (*first, *second)] == ["b", "c", "a", "d", "f"]

    async def test_a_page_stays_inside_its_ranges(self, filled: Cares) -> None:
        assert await a_page(filled, ranges=[YUHE.bounds()]) == ["f"]
        assert await a_page(filled, ranges=[]) == []

    async def test_a_grid_shows_its_own_households_and_those_below(self, filled: Cares) -> None:
        assert await a_page(filled, CareFilter(grid=leaf("01"))) == ["b", "c", "a"]
        assert await a_page(filled, CareFilter(grid=leaf("01-01"))) == ["b", "c"]
        assert await a_page(filled, CareFilter(grid=leaf("02"))) == ["d"]
        assert await a_page(filled, CareFilter(grid=GridCode(YUHE.digits))) == ["f"]
        assert await a_page(filled, CareFilter(grid=leaf("03"))) == []

    async def test_colours_are_those_in_force(self, filled: Cares) -> None:
        both = frozenset({Colour.RED, Colour.YELLOW})
        assert await a_page(filled, CareFilter(colours=both)) == ["a", "d", "f"]

    async def test_proposals_vacancies_and_overdue_visits_are_found(self, filled: Cares) -> None:
        assert await a_page(filled, CareFilter(proposals_only=True)) == ["c"]
        assert await a_page(filled, CareFilter(vacant_only=True)) == ["a"]
        assert await a_page(filled, CareFilter(overdue_on=TODAY)) == ["a"]
        assert await a_page(filled, CareFilter(overdue_on=LONG_AGO)) == []

    async def test_filters_go_together(self, filled: Cares) -> None:
        late = TODAY + timedelta(days=365)
        red = frozenset({Colour.RED})
        assert await a_page(filled, CareFilter(overdue_on=late)) == ["a", "d", "f"]
        vacant = CareFilter(overdue_on=late, vacant_only=True, grid=leaf("01"), colours=red)
        assert await a_page(filled, vacant) == ["a"]
        assert await a_page(filled, CareFilter(proposals_only=True, vacant_only=True)) == []

    async def test_a_village_is_read_whole_without_what_is_closed(self, filled: Cares) -> None:
        found = await filled.of_village(JIANGHE)
        assert [item.state.household for item in found] == ["b", "c", "a", "d"]

    async def test_a_person_is_asked_for_page_by_page(self, filled: Cares) -> None:
        first = await filled.of_person(HELPER, "", 2)
        second = await filled.of_person(HELPER, first[-1].state.household, 2)
        assert [item.state.household for item in (*first, *second)] == ["b", "d", "f"]

    async def test_a_helper_is_counted_with_the_red_ones_they_are_named_for(
        self, filled: Cares
    ) -> None:
        everywhere = [("0", "9")]
        nobody = PersonId("nobody")
        assert await filled.helper(HELPER, everywhere) == Helper(HELPER, contacts=3, named_red=1)
        assert await filled.helper(OTHER, everywhere) == Helper(OTHER, contacts=1, named_red=0)
        assert await filled.helper(nobody, everywhere) == Helper(nobody, 0, 0)

    async def test_a_helper_is_counted_in_the_villages_asked_for_only(self, filled: Cares) -> None:
        assert await filled.helper(HELPER, [ELSEWHERE.bounds()]) == Helper(HELPER, 0, 0)

    async def test_villages_are_counted_by_colour(self, filled: Cares) -> None:
        colours = {Colour.RED: 2, Colour.GREEN: 1, None: 1}
        jianghe = CareCount(JIANGHE.digits, colours, proposals=1, vacant=1, overdue=1)
        yuhe = CareCount(YUHE.digits, {Colour.YELLOW: 1}, proposals=0, vacant=0, overdue=0)
        county = JIANGHE.county.bounds()
        assert await filled.counts(county, TODAY) == [jianghe, yuhe]
        assert await filled.counts(YUHE.bounds(), TODAY) == [yuhe]


async def a_page(
    cares: Cares, wanted: CareFilter = EVERYTHING, ranges: Sequence[Range] = COUNTY
) -> list[str]:
    found = await cares.page(ranges, wanted, "", 10)
    return [item.state.household for item in found]
