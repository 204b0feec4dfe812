"""What every `DuplicateCases` must do; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import timedelta

import pytest

from kit.commit import Decision
from kit.model.division import DivisionCode
from kit.model.errors import NotFound, RequestReused, StaleRevision
from services.registry.domain.duplicates import (
    CaseOutcome,
    CasePerson,
    CaseState,
    Decide,
    DuplicateCase,
    DuplicateReason,
    decide,
    open_case,
)
from services.registry.domain.errors import CaseAlreadyDecided
from services.registry.domain.ids import CaseId, HouseholdId, PersonId
from services.registry.ports.households import DuplicateCases
from tests.support.builders import JIANGHE, YUHE
from tests.support.registry_orders import AT_JIANGHE, AT_YUHE, COUNTY, NOW, a_request


def a_case(first: str, second: str, village: DivisionCode = JIANGHE) -> CaseOutcome:
    """Return the case of two persons, each in a household of the same name."""
    one = CasePerson(PersonId(first), HouseholdId(first), village)
    other = CasePerson(PersonId(second), HouseholdId(second), YUHE, registered=False)
    return open_case(one, other, DuplicateReason.SAME_ID_NUMBER, NOW, "clerk-1")


def decided(state: CaseState) -> Callable[[DuplicateCase], Decision[DuplicateCase]]:
    order = Decide(state, "reviewer-1", NOW + timedelta(hours=1), "核对户口簿")
    return lambda case: Decision(*decide(case, order))


class DuplicateCasesSuite:
    """Subclasses give `cases`: empty."""

    @pytest.fixture
    @abstractmethod
    async def cases(self) -> DuplicateCases:
        """An empty collection."""

    async def test_an_opened_case_comes_back_whole(self, cases: DuplicateCases) -> None:
        outcome = a_case("a", "b")
        await cases.open([outcome])
        found = await cases.get_many([outcome[0].id, CaseId("none")])
        assert [(item.state, item.revision) for item in found.values()] == [(outcome[0], 1)]

    async def test_a_pair_has_one_case_whoever_is_named_first(self, cases: DuplicateCases) -> None:
        await cases.open([a_case("a", "b")])
        await cases.open([a_case("b", "a"), a_case("a", "c")])
        assert len(await cases.page(COUNTY, True, "", 10)) == 2

    async def test_a_decided_case_is_not_opened_again(self, cases: DuplicateCases) -> None:
        outcome = a_case("a", "b")
        await cases.open([outcome])
        await cases.decide(outcome[0].id, decided(CaseState.DISTINCT), a_request(), 1)
        await cases.open([outcome])
        [found] = (await cases.get_many([outcome[0].id])).values()
        assert (found.state.state, found.revision) == (CaseState.DISTINCT, 2)
        assert (found.state.decided_by, found.state.note) == ("reviewer-1", "核对户口簿")

    async def test_a_case_is_decided_once(self, cases: DuplicateCases) -> None:
        case = a_case("a", "b")
        await cases.open([case])
        for _ in range(2):  # the second is a repeat of the first
            await cases.decide(case[0].id, decided(CaseState.DISTINCT), a_request(), None)
        with pytest.raises(CaseAlreadyDecided):
            await cases.decide(case[0].id, decided(CaseState.SAME_PERSON), a_request("x"), None)
        with pytest.raises(RequestReused):
            await cases.decide(
                case[0].id, decided(CaseState.SAME_PERSON), a_request(body="x"), None
            )

    async def test_a_stale_revision_and_an_unknown_case_are_refused(
        self, cases: DuplicateCases
    ) -> None:
        case = a_case("a", "b")
        await cases.open([case])
        with pytest.raises(StaleRevision):
            await cases.decide(case[0].id, decided(CaseState.DISTINCT), a_request(), 5)
        with pytest.raises(NotFound):
            await cases.decide(CaseId("none"), decided(CaseState.DISTINCT), a_request(), None)

    async def test_pages_stay_in_their_ranges_and_hide_what_is_decided(
        self, cases: DuplicateCases
    ) -> None:
        open_here, done_here = a_case("a", "b"), a_case("c", "d")
        elsewhere = a_case("e", "f", YUHE)
        await cases.open([open_here, done_here, elsewhere])
        await cases.decide(done_here[0].id, decided(CaseState.DISTINCT), a_request(), None)
        here = await cases.page(AT_JIANGHE, False, "", 10)
        assert [item.state.id for item in here] == [open_here[0].id]
        assert len(await cases.page(AT_JIANGHE, True, "", 10)) == 2
        there = await cases.page(AT_YUHE, False, "", 10)
        assert [item.state.id for item in there] == [elsewhere[0].id]

    async def test_a_page_begins_after_the_last_one(self, cases: DuplicateCases) -> None:
        await cases.open([a_case("a", name) for name in "bcdef"])
        shown: list[str] = []
        after = ""
        while page := await cases.page(COUNTY, False, after, 2):
            shown += [item.state.id for item in page]
            after = f"{page[-1].state.village}/{page[-1].state.id}"
        assert len(shown) == len(set(shown)) == 5
