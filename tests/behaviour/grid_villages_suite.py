"""What every `Villages` must do; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from kit.authz import Range
from kit.commit import Decision, Versioned
from kit.model.division import DivisionCode
from kit.model.errors import NotFound, RequestReused, StaleRevision
from services.grid.domain.grid import Exemption, GridCode, Population
from services.grid.domain.ids import HouseholdId, PersonId, PlanId, VacancyId
from services.grid.domain.lines import (
    EndReason,
    Leadership,
    Post,
    Posting,
    Session,
    SessionKind,
    Vacancy,
)
from services.grid.domain.placement import place
from services.grid.domain.village import AppliedPlan, Ridge, Village
from services.grid.ports.villages import Decide, Villages
from tests.support.grid_builders import JIANGHE, TODAY, YUHE, a_known, a_request, a_village, leaf

LATER = date(2026, 9, 1)
COUNTY: tuple[Range, ...] = (("610921000000", "610922000000"),)


def with_household(id_: str, village: DivisionCode = JIANGHE) -> Decide:
    """Return the command that places one household."""

    def decide(present: Village) -> Decision[Village]:
        state, happened = place(present, [a_known(id_, village=village)], TODAY)
        return Decision(state, happened, id_.encode())

    return decide


def everything() -> Village:
    """A village that has one of everything a village can have."""
    plain = a_village().with_group("一组", 3).build()
    ended = replace(
        plain.grids[1],
        until=LATER,
        population=Population.PRESENT,
        plan=PlanId("plan-1"),
        exemption=Exemption("山高路远", "reviewer-1", TODAY),
    )
    member = PersonId("p-1")
    return replace(
        plain,
        grids=(plain.grids[0], ended),
        postings=(
            Posting(
                member,
                "测试",
                Post.DEPUTY,
                TODAY,
                HouseholdId("h"),
                LATER,
                LATER,
                EndReason.TERM_OVER,
            ),
            Posting(PersonId("p-2"), "测试二", Post.GROUP_HEAD, TODAY),
        ),
        leaderships=(
            Leadership(leaf("01"), member, TODAY, True, LATER, EndReason.GRID_ENDED),
            Leadership(leaf("01"), member, TODAY),
        ),
        vacancies=(Vacancy(VacancyId("v"), leaf("01"), TODAY, EndReason.DIED, LATER),),
        sessions=(Session(SessionKind.VOTER_MEETING, TODAY, member, 20, 3),),
        ridges=(Ridge((108.5, 32.9), (108.6, 33.0)),),
        plans=(AppliedPlan(PlanId("plan-1"), {HouseholdId("h"): leaf("01")}, True),),
    )


async def found(villages: Villages, village: DivisionCode = JIANGHE) -> Versioned[Village]:
    """Return a village that is there."""
    there = await villages.get(village)
    assert there is not None
    return there


class VillagesSuite:
    """Subclasses give `villages`: empty."""

    @pytest.fixture
    @abstractmethod
    async def villages(self) -> Villages:
        """An empty collection."""

    async def test_a_village_comes_back_whole(self, villages: Villages) -> None:
        await villages.create(everything())
        assert await found(villages) == Versioned(everything(), 1)

    async def test_a_village_that_is_there_is_not_created_again(self, villages: Villages) -> None:
        await villages.create(a_village().with_group("一组", 2).build())
        await villages.create(a_village().build())
        assert len((await found(villages)).state.members) == 2

    async def test_a_village_nobody_told_of_is_none(self, villages: Villages) -> None:
        assert await villages.get(JIANGHE) is None

    async def test_a_change_moves_the_revision_on_and_answers(self, villages: Villages) -> None:
        await villages.create(a_village().build())
        assert await villages.change(JIANGHE, with_household("a"), a_request(), 1) == b"a"
        after = await found(villages)
        assert (after.revision, list(after.state.members)) == (2, ["a"])

    async def test_a_repeated_change_happens_once(self, villages: Villages) -> None:
        await villages.create(a_village().build())
        for _ in range(2):
            assert await villages.change(JIANGHE, with_household("a"), a_request()) == b"a"
        assert (await found(villages)).revision == 2

    async def test_a_request_id_with_another_body_is_refused(self, villages: Villages) -> None:
        await villages.create(a_village().build())
        await villages.change(JIANGHE, with_household("a"), a_request())
        with pytest.raises(RequestReused):
            await villages.change(JIANGHE, with_household("b"), a_request("first", "other"))

    async def test_a_change_on_an_older_revision_is_refused(self, villages: Villages) -> None:
        await villages.create(a_village().build())
        await villages.change(JIANGHE, with_household("a"))
        with pytest.raises(StaleRevision):
            await villages.change(JIANGHE, with_household("b"), None, 1)

    async def test_a_change_of_nothing_writes_nothing(self, villages: Villages) -> None:
        await villages.create(a_village().build())
        await villages.change(JIANGHE, Decision)
        assert (await found(villages)).revision == 1

    async def test_a_village_that_is_not_there_is_not_found(self, villages: Villages) -> None:
        with pytest.raises(NotFound):
            await villages.change(JIANGHE, with_household("a"))

    async def test_a_household_moves_from_one_village_to_the_other_in_one_step(
        self, villages: Villages
    ) -> None:
        await villages.create(a_village().with_known([a_known("a")]).build())
        await villages.create(a_village(YUHE).build())
        told = [a_known("a", revision=2, village=YUHE)]

        def decide(states: Mapping[str, Village]) -> Mapping[str, Decision[Village]]:
            outcomes = {code: place(state, told, TODAY) for code, state in states.items()}
            return {code: Decision(*outcome) for code, outcome in outcomes.items()}

        await villages.change_many([JIANGHE, YUHE], decide)
        assert (await found(villages)).state.members == {}
        moved = (await found(villages, YUHE)).state.members[HouseholdId("a")]
        assert moved.leaf == GridCode(f"{YUHE.digits}-01")

    async def test_villages_are_paged_by_code_within_the_ranges(self, villages: Villages) -> None:
        for village in (YUHE, JIANGHE):
            await villages.create(a_village(village).build())
        pages = [
            await villages.page(COUNTY, "", 1),
            await villages.page(COUNTY, JIANGHE.digits, 10),
            await villages.page((JIANGHE.bounds(),), "", 10),
        ]
        codes = [[one.state.code for one in page] for page in pages]
        assert codes == [[JIANGHE], [YUHE], [JIANGHE]]
