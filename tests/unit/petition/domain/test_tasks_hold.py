"""Five thousand catalogues and lives of tasks: versions do not overlap, no village is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.division import DivisionCode
from kit.model.errors import Refusal
from services.petition.domain.catalogue import (
    Catalogue,
    CatalogueItem,
    TaskList,
    end_item,
    found_catalogue,
    put_item,
)
from services.petition.domain.ids import ItemCode
from services.petition.domain.task import Task, TaskState
from services.petition.domain.task_steps import (
    ReportDone,
    Withdraw,
    fire_due,
    take_task_step,
)
from tests.support.petition_builders import COUNTY, MONDAY, VILLAGE
from tests.support.profiles import many
from tests.support.task_builders import (
    FAR,
    TODAY,
    YUHE,
    a_task,
    an_item,
    ground,
)

DAY = timedelta(days=1)

SHARES = 5
MANY = many(5_000, SHARES)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from([ItemCode("a"), ItemCode("b")]),
        st.sampled_from(["put", "end"]),
        st.sampled_from(list(TaskList)),
        st.integers(-3, 40),
        st.integers(0, 20),
    ),
    max_size=12,
)


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(CHANGES)
def test_versions_never_overlap_and_the_past_never_changes(
    share: int,
    changes: list[tuple[ItemCode, str, TaskList, int, int]],
) -> None:
    catalogue, today = found_catalogue(COUNTY), TODAY
    for code, what, on_list, ahead, pause in changes:
        past = [catalogue.in_force(code, today - n * DAY) for n in range(1, 4)]
        known = bool(catalogue.versions(code))
        catalogue = _changed(catalogue, code, what, on_list, today + ahead * DAY, today)
        days = [today + n * DAY for n in range(-3, 45, 4)]
        for day in days:
            assert sum(item.holds(day) for item in catalogue.versions(code)) <= 1
        after = [catalogue.in_force(code, today - n * DAY) for n in range(1, 4)]
        assert not known or [_terms(item) for item in after] == [_terms(item) for item in past]
        today += pause * DAY


def _changed(
    catalogue: Catalogue, code: ItemCode, what: str, on_list: TaskList, day: date, today: date
) -> Catalogue:
    try:
        if what == "end":
            return end_item(catalogue, code, day, today)[0]
        return put_item(catalogue, an_item(code, list=on_list, valid_from=day), today)[0]
    except Refusal:
        return catalogue


def _terms(item: CatalogueItem | None) -> object:
    return item and (item.list, item.quota, item.valid_from)


STORIES = st.tuples(
    st.lists(st.sampled_from([VILLAGE, YUHE, FAR]), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(["江河", "玉河", "远", "withdraw", "timer"]), max_size=12),
)
NAMES = {"江河": VILLAGE, "玉河": YUHE, "远": FAR}


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(STORIES)
def test_a_task_is_done_when_and_only_when_all_its_villages_are(
    share: int,
    story: tuple[list[DivisionCode], list[str]],
) -> None:
    villages, deeds = story
    task, now = a_task(villages=tuple(villages)), MONDAY
    for deed in deeds:
        before, now = task, now + DAY
        task = _lived(task, deed, now)
        assert (task.state is TaskState.DONE) == (not task.open_villages)
        assert (task.state is TaskState.OPEN) or task.next_timer is None
        assert before.state is TaskState.OPEN or task == before
        done = {p.village for p in before.villages if p.done_at}
        assert done <= {p.village for p in task.villages if p.done_at}


def _lived(task: Task, deed: str, now: object) -> Task:
    at = ground(now)  # pyright: ignore[reportArgumentType]
    try:
        if deed == "timer":
            return fire_due(task, at.at)[0]
        order = Withdraw("撤销原因") if deed == "withdraw" else ReportDone(NAMES[deed])
        return take_task_step(task, order, at)[0]
    except Refusal:
        return task
