"""What every `Visits` and every `Runs` must do; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.model.errors import NotFound, RequestReused
from services.grid.domain import running
from services.grid.domain.colour.values import Colour
from services.grid.domain.ids import HouseholdId
from services.grid.domain.run import ColourRun, RunChange, RunStatus
from services.grid.domain.visit import Visit
from services.grid.ports.cares import Runs, ToldVisit, Visits
from tests.support.grid_builders import JIANGHE, NOW, YUHE, a_request
from tests.support.grid_cares import a_run, a_visit

HOUSEHOLD = HouseholdId("h1")
SOON = NOW + timedelta(seconds=30)


def told(visit: Visit, household: HouseholdId = HOUSEHOLD) -> ToldVisit:
    return ToldVisit(household, JIANGHE, visit, NOW)


def a_change(household: str, village: object = JIANGHE) -> RunChange:
    change = RunChange(HouseholdId(household), JIANGHE, None, Colour.RED, "hash")
    return replace(change, village=village)


CHANGES = (a_change("b"), a_change("c", YUHE), a_change("a"))


class VisitsSuite:
    """Subclasses give `visits`: empty."""

    @pytest.fixture
    @abstractmethod
    async def visits(self) -> Visits:
        """An empty collection."""

    async def test_a_visit_comes_back_whole(self, visits: Visits) -> None:
        visit = a_visit(needs=("修水渠", "修路"))
        assert await visits.append([told(visit)]) == 1
        found = await visits.find("visit")
        assert found == told(visit)
        assert found is not None
        assert found.at == NOW
        assert await visits.find("another") is None

    async def test_a_repeat_keeps_the_first(self, visits: Visits) -> None:
        await visits.append([told(a_visit())])
        again = [told(a_visit(text="别的话")), told(a_visit("new"))]
        assert await visits.append(again) == 1
        found = await visits.find("visit")
        assert found is not None
        assert found.visit.text == a_visit().text

    async def test_pages_run_from_the_newest_and_stay_with_the_household(
        self, visits: Visits
    ) -> None:
        days = [date(2026, 1, 5), date(2026, 2, 1), date(2026, 1, 5), date(2025, 12, 31)]
        own = [told(a_visit(f"v{n}", on=day)) for n, day in enumerate(days)]
        await visits.append([*own, told(a_visit("other"), HouseholdId("h2"))])
        first = await visits.page(HOUSEHOLD, "", 3)
        second = await visits.page(HOUSEHOLD, first[-1].order, 3)
        assert [visit.id for visit in (*first, *second)] == ["v1", "v2", "v0", "v3"]


class RunsSuite:
    """Subclasses give `runs`: empty."""

    @pytest.fixture
    @abstractmethod
    async def runs(self) -> Runs:
        """An empty collection."""

    @pytest.fixture
    async def kept(self, runs: Runs) -> Runs:
        """One drafted run with three changes."""
        await runs.keep(full_run(), CHANGES, a_request())
        return runs

    @pytest.fixture
    async def begun(self, kept: Runs) -> Runs:
        """The same run on its way."""
        await kept.change("run", lambda run: running.started(run, "reviewer-1"))
        return kept

    async def test_a_run_comes_back_whole(self, kept: Runs) -> None:
        assert await kept.get("run") == full_run()
        assert await kept.get("another") is None

    async def test_changes_run_by_village_and_household(self, kept: Runs) -> None:
        first = await kept.changes("run", "", 2)
        second = await kept.changes("run", first[-1].key, 2)
        assert [(c.household, c.village) for c in (*first, *second)] == [
            ("a", JIANGHE),
            ("b", JIANGHE),
            ("c", YUHE),
        ]
        assert first[0] == a_change("a")

    async def test_a_repeated_request_returns_the_first_run(self, kept: Runs) -> None:
        again = await kept.keep(replace(full_run(), households=99), (), a_request())
        assert again == full_run()
        assert len(await kept.changes("run", "", 9)) == 3
        assert await kept.drafted("run", a_request()) == full_run()
        assert await kept.drafted("another", a_request("another")) is None

    async def test_a_request_id_with_another_body_is_refused(self, kept: Runs) -> None:
        with pytest.raises(RequestReused):
            await kept.drafted("run", a_request("first", "other body"))
        with pytest.raises(RequestReused):
            await kept.keep(full_run(), (), a_request("first", "other body"))

    async def test_a_step_is_kept(self, begun: Runs) -> None:
        await begun.change("run", lambda run: running.advanced(run, "x", 2))
        found = await begun.get("run")
        assert found is not None
        assert (found.status, found.after, found.applied) == (RunStatus.APPLYING, "x", 2)
        assert found.applied_by == "reviewer-1"

    async def test_a_run_that_is_not_there_is_not_found(self, runs: Runs) -> None:
        with pytest.raises(NotFound):
            await runs.change("none", running.finished)

    async def test_only_a_run_on_its_way_is_taken(self, kept: Runs) -> None:
        assert await kept.take("one", NOW, SOON) is None
        await kept.change("run", lambda run: running.started(run, "reviewer-1"))
        taken = await kept.take("one", NOW, SOON)
        assert taken is not None
        await kept.change("run", running.finished)
        assert await kept.take("one", NOW, SOON) is None

    async def test_a_lease_keeps_others_out_until_it_ends(self, begun: Runs) -> None:
        assert await begun.take("one", NOW, SOON) is not None
        assert await begun.take("two", NOW, SOON) is None
        assert await begun.take("one", NOW, SOON) is not None
        assert await begun.take("two", SOON, SOON) is not None
        assert not await begun.renew("run", "one", SOON)
        assert await begun.renew("run", "two", SOON)

    async def test_a_lease_outlives_a_step_and_ends_with_the_run(self, begun: Runs) -> None:
        await begun.take("one", NOW, SOON)
        await begun.change("run", lambda run: running.advanced(run, "x", 1))
        assert await begun.take("two", NOW, SOON) is None
        await begun.change("run", running.finished)
        assert not await begun.renew("run", "one", SOON)


def full_run() -> ColourRun:
    return replace(a_run(), households=7, changed=3, held_back=1, colours={Colour.RED: 3})
