"""What every `Deliberations`, `Tasks` and `Catalogues` must do; in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.commit import Decision, Versioned
from kit.model.division import DivisionCode
from kit.model.errors import NotFound, RequestReused, StaleRevision
from services.petition.domain import deliberation_orders as orders
from services.petition.domain.catalogue import put_item
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.deliberation_events import TopicRaised
from services.petition.domain.deliberation_step import DeliberationState
from services.petition.domain.deliberation_steps import fire_due, take_step
from services.petition.domain.ids import DeliberationId, ItemCode, TaskId
from services.petition.domain.task import Burden, Task
from services.petition.domain.task_errors import TaskSlotTaken
from services.petition.domain.task_events import TaskSent
from services.petition.domain.task_steps import Withdraw, take_task_step
from services.petition.ports.deliberations import DeliberationFilter, Deliberations
from services.petition.ports.tasks import Catalogues, TaskFilter, Tasks
from tests.support.deliberation_builders import (
    DeliberationBuilder,
    a_deliberation,
    ground,
    slips,
    whole,
)
from tests.support.grid_builders import a_request
from tests.support.petition_builders import COUNTY, MONDAY, TOWN, VILLAGE
from tests.support.task_builders import (
    CHECK,
    FAR,
    HOUSING,
    STAMP,
    SURVEY,
    TODAY,
    WATER,
    YUHE,
    a_task,
    an_item,
)
from tests.support.task_builders import ground as task_ground

EVERYWHERE, ANY, ANY_TASK = (COUNTY.bounds(),), DeliberationFilter(), TaskFilter()
DAY = timedelta(days=1)


async def put(
    them: Deliberations, id: str, builder: DeliberationBuilder, center: DivisionCode = VILLAGE
) -> Deliberation:
    """Store a deliberation as it was built, under an id, at a center."""
    it = replace(builder.deliberation, id=DeliberationId(id), center=center)
    await them.create(it.id, lambda: Decision(it, (TopicRaised(),), b"first"), a_request(id))
    return it


async def send(tasks: Tasks, task: Task, name: str) -> bytes:
    """Store a task as it was built."""
    return await tasks.create(
        task.id, lambda: Decision(task, (TaskSent(),), b"sent"), a_request(name)
    )


class DeliberationsSuite:
    """Subclasses give `deliberations`: empty."""

    @pytest.fixture
    @abstractmethod
    async def deliberations(self) -> Deliberations:
        """An empty collection."""

    async def test_one_comes_back_whole_with_its_ballots(
        self, deliberations: Deliberations
    ) -> None:
        it = await put(deliberations, "d", whole())
        assert await deliberations.get(it.id) == Versioned(it, 1)
        assert await deliberations.get(DeliberationId("none")) is None

    async def test_ballots_are_cast_once_for_a_request(self, deliberations: Deliberations) -> None:
        it = await put(deliberations, "d", a_deliberation().voting())
        order = orders.CastBallots(slips=slips(3))
        for _ in range(2):
            result = await deliberations.change(
                it.id,
                lambda one: Decision(*take_step(one, order, ground()), b"cast"),
                a_request("cast"),
                1,
            )
            assert result == b"cast"
        found = await deliberations.get(it.id)
        assert found is not None
        assert (found.revision, found.state.votes[-1].took_part) == (2, 3)
        with pytest.raises(StaleRevision):
            await deliberations.change(it.id, Decision, a_request("other"), 1)
        with pytest.raises(RequestReused):
            await deliberations.change(it.id, Decision, a_request("cast", "else"))
        with pytest.raises(NotFound):
            await deliberations.change(DeliberationId("none"), Decision, a_request("x"))

    async def test_lists_are_by_village_and_state(self, deliberations: Deliberations) -> None:
        await put(deliberations, "b", a_deliberation())
        await put(deliberations, "a", whole())
        await put(deliberations, "c", a_deliberation(), YUHE)
        found = await deliberations.page(EVERYWHERE, ANY, "", 2)
        assert [one.state.id for one in found] == ["a", "b"]
        rest = await deliberations.page(EVERYWHERE, ANY, found[-1].state.position, 2)
        assert [one.state.id for one in rest] == ["c"]
        raised = DeliberationFilter(frozenset({DeliberationState.RAISED}))
        here = await deliberations.page((VILLAGE.bounds(),), raised, "", 9)
        assert [one.state.id for one in here] == ["b"]

    async def test_what_is_due_comes_oldest_first_and_goes_when_told(
        self, deliberations: Deliberations
    ) -> None:
        await put(deliberations, "late", a_deliberation(now=MONDAY + DAY))
        first = await put(deliberations, "soon", a_deliberation())
        await put(deliberations, "ended", a_deliberation().publicised().later(days=9).did(_CLOSE))
        now = MONDAY + 60 * DAY
        assert [one.state.id for one in await deliberations.due(now, 9)] == ["soon", "late"]
        assert [one.state.id for one in await deliberations.due(now, 1)] == ["soon"]
        await deliberations.change(first.id, lambda one: Decision(*fire_due(one, now)))
        assert [one.state.id for one in await deliberations.due(now, 9)] == ["late"]


_CLOSE = orders.Close()


class TasksSuite:
    """Subclasses give `tasks`: empty."""

    @pytest.fixture
    @abstractmethod
    async def tasks(self) -> Tasks:
        """An empty collection."""

    async def test_a_task_comes_back_whole(self, tasks: Tasks) -> None:
        task = a_task(item=SURVEY, collected={"水窖数": TaskId("earlier")})
        assert await send(tasks, task, "one") == b"sent"
        assert await tasks.get(task.id) == Versioned(task, 1)
        assert await tasks.get(TaskId("none")) is None

    async def test_a_place_in_a_quota_is_given_once(self, tasks: Tasks) -> None:
        first = a_task("one")
        await send(tasks, first, "one")
        assert await send(tasks, first, "one") == b"sent"
        with pytest.raises(TaskSlotTaken):
            await send(tasks, a_task("two"), "two")
        await send(tasks, a_task("two", slot=2), "two")
        assert await tasks.used(CHECK, "2026") == 2
        assert await tasks.used(CHECK, "2025") == await tasks.used(ItemCode("x"), "2026") == 0
        sent = Decision(first, (TaskSent(),))
        with pytest.raises(RequestReused):
            await tasks.create(first.id, lambda: sent, a_request("one", "else"))

    async def test_lists_are_of_villages_oldest_first(self, tasks: Tasks) -> None:
        await send(tasks, a_task("b", slot=2, now=MONDAY + DAY, villages=(YUHE, FAR)), "b")
        await send(tasks, a_task("a", villages=(VILLAGE, YUHE)), "a")
        await send(tasks, a_task("c", STAMP, unit=HOUSING, villages=(FAR,)), "c")
        found = await tasks.page((TOWN.bounds(),), ANY_TASK, "", 9)
        assert [one.state.slot for one in found] == [1, 2]
        first = await tasks.page((TOWN.bounds(),), ANY_TASK, "", 1)
        rest = await tasks.page((TOWN.bounds(),), ANY_TASK, first[0].state.position, 9)
        assert [one.state.slot for one in rest] == [2]
        assert len(await tasks.page((TOWN.bounds(), FAR.bounds()), ANY_TASK, "", 9)) == 3
        of_housing = await tasks.page(EVERYWHERE, TaskFilter(HOUSING), "", 9)
        assert [one.state.item.code for one in of_housing] == [STAMP]

    async def test_a_withdrawn_task_burdens_nobody_and_keeps_its_place(self, tasks: Tasks) -> None:
        task = a_task()
        await send(tasks, task, "one")
        await send(tasks, a_task("two", STAMP, unit=HOUSING, villages=(VILLAGE, YUHE)), "two")
        await send(tasks, a_task("three", SURVEY, unit=HOUSING), "three")
        housing = Burden(HOUSING, tasks=2, village_tasks=3, certificates=2, held_items=1)
        assert await tasks.burdens(2026) == [housing, Burden(WATER, tasks=1, village_tasks=1)]
        await tasks.change(
            task.id, lambda one: Decision(*take_task_step(one, Withdraw("重复"), task_ground()))
        )
        assert await tasks.burdens(2026) == [housing]
        assert await tasks.burdens(2025) == []
        assert await tasks.used(CHECK, "2026") == 1
        open_ones = await tasks.page(EVERYWHERE, TaskFilter(open_only=True), "", 9)
        assert [one.state.unit for one in open_ones] == [HOUSING, HOUSING]

    async def test_earlier_collections_are_found_by_year_item_and_village(
        self, tasks: Tasks
    ) -> None:
        first = a_task("one", SURVEY, villages=(VILLAGE, YUHE))
        await send(tasks, first, "one")
        await send(tasks, a_task("two", SURVEY, slot=2, now=MONDAY + DAY), "two")
        asked = ("家庭收入", "水窖数", "电话")
        found = await tasks.collected(2026, asked, (VILLAGE, FAR))
        assert found == {"家庭收入": first.id, "水窖数": first.id}
        assert await tasks.collected(2026, asked, (FAR,)) == {}
        assert await tasks.collected(2027, asked, (VILLAGE,)) == {}
        assert await tasks.collected(2026, (), (VILLAGE,)) == {}

    async def test_what_is_due_comes_by_its_clock(self, tasks: Tasks) -> None:
        await send(tasks, a_task(), "one")
        assert await tasks.due(MONDAY, 9) == []
        assert len(await tasks.due(MONDAY + 11 * DAY, 9)) == 1


class CataloguesSuite:
    """Subclasses give `catalogues`: empty."""

    @pytest.fixture
    @abstractmethod
    async def catalogues(self) -> Catalogues:
        """An empty collection."""

    async def test_items_go_into_one_catalogue_once(self, catalogues: Catalogues) -> None:
        assert await catalogues.get(COUNTY) is None
        for code in (CHECK, CHECK, STAMP):
            item = an_item(code)
            await catalogues.change(
                COUNTY, lambda one, i=item: Decision(*put_item(one, i, TODAY)), a_request(code)
            )
        found = await catalogues.get(COUNTY)
        assert found is not None
        assert [item.code for item in found.state.items] == [CHECK, STAMP]
        assert found.revision == 2
        with pytest.raises(StaleRevision):
            await catalogues.change(COUNTY, Decision, a_request("stale"), 1)
