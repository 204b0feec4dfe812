"""Tasks sent down: what the catalogue admits, what is flagged, what villages report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from gov321.registry.v1 import household_pb2

from kit.model.errors import Refusal
from services.petition.domain import catalogue_errors, task_errors
from services.petition.domain.catalogue import (
    CatalogueItem,
    CatalogueItemClosed,
    CatalogueItemPut,
    QuotaPeriod,
    TaskKind,
    end_item,
    found_catalogue,
    put_item,
)
from services.petition.domain.clocks import ClockKind
from services.petition.domain.ids import ItemCode, TaskId
from services.petition.domain.task import Burden, Held, TaskState, burdens_of
from services.petition.domain.task_events import (
    TaskCompleted,
    TaskDone,
    TaskExpired,
    TaskWarned,
    TaskWithdrawn,
)
from services.petition.domain.task_held import HELD, held_by_platform
from services.petition.domain.task_sending import SendTask, send
from services.petition.domain.task_steps import (
    WAYS,
    ReportDone,
    TaskOrder,
    Withdraw,
    check_task_table,
    fire_due,
    take_task_step,
)
from tests.support.petition_builders import COUNTY, MONDAY, TOWN, VILLAGE
from tests.support.task_builders import (
    BANNED,
    CHECK,
    FAR,
    HOUSING,
    NOTHING,
    OLD,
    STAMP,
    SURVEY,
    TODAY,
    WATER,
    YUHE,
    a_catalogue,
    a_task,
    an_item,
    an_order,
    ground,
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    id: str
    order: SendTask
    refusal: type[Refusal]
    slot: int = 1


REFUSED = (
    Case("not listed", an_order(ItemCode("X")), catalogue_errors.ItemNotInCatalogue),
    Case("on the negative list", an_order(BANNED), task_errors.TaskOnNegativeList),
    Case("out of its period", an_order(OLD), task_errors.TaskOutOfPeriod),
    Case("over its quota", an_order(), task_errors.TaskOverQuota, slot=5),
    Case("another department's", an_order(unit=HOUSING), task_errors.TaskNotYourItem),
    Case("not approved", an_order(STAMP, approval=""), task_errors.TaskNeedsApproval),
    Case("a form of nothing", an_order(SURVEY, data_items=()), task_errors.TaskNeedsDataItems),
    Case("a form in disguise", an_order(data_items=("收入",)), task_errors.TaskNeedsDataItems),
    Case("no village", an_order(villages=()), task_errors.TaskVillagesWrong),
    Case("a village twice", an_order(villages=(YUHE, YUHE)), task_errors.TaskVillagesWrong),
    Case("a town", an_order(villages=(TOWN,)), task_errors.TaskVillagesWrong),
    Case("due yesterday", an_order(due=TODAY - DAY), task_errors.TaskDueWrong),
    Case("due in years", an_order(due=TODAY + 367 * DAY), task_errors.TaskDueWrong),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_what_is_not_admitted_is_refused_with_its_own_reason(case: Case) -> None:
    with pytest.raises(case.refusal):
        send(TaskId("t"), a_catalogue(), case.order, case.slot, NOTHING, ground())


def test_the_last_place_of_a_quota_is_given_and_no_more() -> None:
    assert a_task(slot=4).slot_key == "W-01/2026/4"
    with pytest.raises(task_errors.TaskOverQuota):
        a_task(slot=5)


@pytest.mark.parametrize(
    ("per", "period"),
    [
        (QuotaPeriod.YEAR, "2026"),
        (QuotaPeriod.QUARTER, "2026-Q1"),
        (QuotaPeriod.MONTH, "2026-03"),
    ],
)
def test_a_quota_is_counted_by_its_period(per: QuotaPeriod, period: str) -> None:
    assert an_item(per=per).period_of(date(2026, 3, 31)) == period
    assert an_item(per=per).period_of(date(2026, 4, 1)) == period or per is not QuotaPeriod.YEAR


def test_data_that_is_held_is_flagged_with_where_it_is() -> None:
    earlier = TaskId("earlier")
    task = a_task(item=SURVEY, collected={"水窖数": earlier})
    assert task.held == (
        Held("家庭收入", "gov321.registry.v1.Household.incomes"),
        Held("水窖数", "task:earlier"),
    )


def test_every_wire_name_of_the_table_is_a_field_the_registry_has() -> None:
    messages = household_pb2.DESCRIPTOR.message_types_by_name
    for where, names in HELD.items():
        message, _, field = where.removeprefix("gov321.registry.v1.").partition(".")
        assert field in messages[message].fields_by_name, where
        assert all(held_by_platform(name) == where for name in (*names, where))
    names = Counter(name for names in HELD.values() for name in names)
    assert max(names.values()) == 1
    assert held_by_platform("水窖数") == ""


def test_the_last_village_completes_a_task() -> None:
    task = a_task(villages=(YUHE, VILLAGE))
    task, first = take_task_step(task, ReportDone(YUHE, "已看"), ground())
    assert (task.state, task.open_villages) == (TaskState.OPEN, (VILLAGE,))
    task, second = take_task_step(task, ReportDone(VILLAGE), ground())
    assert first == (TaskDone(YUHE),)
    assert second == (TaskDone(VILLAGE), TaskCompleted())
    assert (task.state, task.next_timer, task.ended_at) == (TaskState.DONE, None, MONDAY)


@pytest.mark.parametrize(
    ("before", "order", "refusal"),
    [
        ((), ReportDone(FAR), task_errors.TaskNotOfVillage),
        ((ReportDone(YUHE),), ReportDone(YUHE), task_errors.TaskDoneAlready),
        ((Withdraw("重复下达"),), ReportDone(YUHE), task_errors.TaskStepNotAllowed),
        ((Withdraw("重复下达"),), Withdraw("再撤"), task_errors.TaskStepNotAllowed),
        ((ReportDone(YUHE), ReportDone(VILLAGE)), Withdraw("迟"), task_errors.TaskStepNotAllowed),
    ],
    ids=["elsewhere", "twice", "withdrawn", "withdrawn twice", "done"],
)
def test_refused_steps(
    before: tuple[TaskOrder, ...], order: TaskOrder, refusal: type[Refusal]
) -> None:
    task = a_task(villages=(YUHE, VILLAGE))
    for one in before:
        task, _ = take_task_step(task, one, ground())
    with pytest.raises(refusal):
        take_task_step(task, order, ground())


def test_a_deadline_is_told_once_and_moves_nothing() -> None:
    task, facts = fire_due(a_task(), MONDAY + 11 * DAY)
    kind = ClockKind.FINISH
    assert facts == (TaskWarned(kind, 50), TaskWarned(kind, 80), TaskExpired(kind))
    assert task.state is TaskState.OPEN
    assert fire_due(task, MONDAY + 12 * DAY) == (task, ())


def test_burdens_are_counted_by_department() -> None:
    withdrawn, facts = take_task_step(a_task(), Withdraw("不再需要"), ground())
    assert facts == (TaskWithdrawn(),)
    tasks = (
        a_task(villages=(VILLAGE, YUHE)),
        a_task(item=STAMP, villages=(VILLAGE, YUHE), unit=HOUSING),
        a_task(item=SURVEY, unit=HOUSING),
        withdrawn,
    )
    assert burdens_of(tasks) == [
        Burden(HOUSING, tasks=2, village_tasks=3, certificates=2, held_items=1),
        Burden(WATER, tasks=1, village_tasks=2),
    ]


def test_the_table_of_a_task_is_refused_when_a_row_is_missing_or_wrong() -> None:
    for left_out in range(len(WAYS)):
        with pytest.raises(ValueError, match="not one row for each step"):
            check_task_table(WAYS[:left_out] + WAYS[left_out + 1 :])
    with pytest.raises(ValueError, match="wrong clock"):
        check_task_table((WAYS[0], replace(WAYS[1], stops=frozenset()), WAYS[2]))


def test_an_item_that_holds_anew_ends_the_version_before() -> None:
    later = an_item(valid_from=TODAY + 30 * DAY, quota=9)
    catalogue, facts = put_item(a_catalogue(an_item()), later, TODAY)
    assert facts == (CatalogueItemPut(CHECK),)
    found = [catalogue.in_force(CHECK, TODAY + n * DAY) for n in (29, 30)]
    assert [item.quota if item else None for item in found] == [4, 9]


def test_an_ended_item_admits_nothing_any_more_and_is_still_known() -> None:
    catalogue, facts = end_item(a_catalogue(), CHECK, TODAY, TODAY)
    assert facts == (CatalogueItemClosed(CHECK),)
    with pytest.raises(task_errors.TaskOutOfPeriod):
        a_task(catalogue=catalogue)
    with pytest.raises(catalogue_errors.CatalogueItemEnded):
        end_item(catalogue, CHECK, TODAY, TODAY)


WRONG = catalogue_errors.CatalogueItemWrong


@pytest.mark.parametrize(
    ("item", "refusal"),
    [
        (an_item(valid_from=TODAY - DAY), WRONG),
        (an_item(valid_from=TODAY, valid_to=TODAY), WRONG),
        (an_item(ItemCode("new"), quota=0), WRONG),
        (an_item(ItemCode("new"), basis=""), WRONG),
    ],
    ids=["of the past", "of no day", "without a quota", "without a basis"],
)
def test_items_that_cannot_be(item: CatalogueItem, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        put_item(a_catalogue(), item, TODAY)


def test_only_a_county_has_a_catalogue_and_ends_only_what_is_in_it() -> None:
    with pytest.raises(catalogue_errors.CatalogueNotAtCounty):
        found_catalogue(TOWN)
    with pytest.raises(catalogue_errors.ItemNotInCatalogue):
        end_item(found_catalogue(COUNTY), CHECK, TODAY, TODAY)
    with pytest.raises(WRONG):
        end_item(a_catalogue(), CHECK, TODAY - DAY, TODAY)


def test_a_certificate_or_work_names_no_data_items() -> None:
    assert a_task(item=STAMP).item.kind is TaskKind.CERTIFICATE
    assert a_task(item=STAMP).data_items == ()
